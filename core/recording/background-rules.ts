/** Rules of the service worker (`entrypoints/background/`) for its shortcuts, pages, toolbar button and updates. */

import { type Problem, problem } from "../problem.ts";
import type { RecorderPhase } from "../protocol/live.ts";

/** A held key repeats first after 0.25–1 s, depending on the system, and then many times a second. */
const REPETITION_MS = 1_000;

/**
 * Chrome reports repetitions of a held key as presses. The function that this returns is called for every press and returns
 * `true` if the press may be such a repetition.
 */
export function createHeldKeyWatch(): (key: string, nowMs: number) => boolean {
  const pressedAtMs = new Map<string, number>();
  return (key, nowMs) => {
    const before = pressedAtMs.get(key);
    pressedAtMs.set(key, nowMs);
    return before !== undefined && nowMs - before <= REPETITION_MS;
  };
}

/** Chrome's two stores and Edge's. */
const WEB_STORE =
  /^https:\/\/(chromewebstore\.google\.com|chrome\.google\.com\/webstore|microsoftedge\.microsoft\.com\/addons)(\/|$)/;

/** Pages of sites and files can be recorded; pages of the browser, its store and extensions, and the source of a page can't. */
export const isRecordablePage = (address: string): boolean =>
  /^(https?|file):/.test(address) && !WEB_STORE.test(address);

/**
 * Why Chrome refuses the capture of a tab; its reasons differ only in their sentences
 * (docs/platform.md#stream-ids-and-capture).
 *
 * @param isCapturing this extension captures; otherwise another one holds the tab (docs/platform.md#later-facts)
 */
export function captureRefusal(error: string, isCapturing: boolean): Problem {
  if (/not been invoked/.test(error)) return problem("tab-not-invoked");
  if (/active stream/.test(error)) return problem(isCapturing ? "already-recording" : "tab-held");
  if (/cannot be captured/i.test(error)) return problem("tab-not-capturable");
  return problem("capture-failed", error);
}

/**
 * `usual`: no recording. `asking`: the user is asked whether it is to go on. `saving`: the recording has ended, and its last
 * words are awaited. `ready`: notes were made while no panel was open.
 */
export type ToolbarState =
  | "usual"
  | "recording"
  | "asking"
  | "muted"
  | "paused"
  | "saving"
  | "ready";

export interface ToolbarFacts {
  readonly phase: RecorderPhase;
  /** The microphone is muted. */
  readonly isMuted: boolean;
  /** The user is asked whether the recording is to go on. */
  readonly isAsked: boolean;
}

/** Problems of the speech service do not show on the toolbar button, because recording continues. */
export function toolbarState({ phase, isMuted, isAsked }: ToolbarFacts): ToolbarState {
  if (phase === "saved") return "usual";
  if (phase === "saving" || phase === "paused") return phase;
  if (isAsked) return "asking";
  return isMuted ? "muted" : "recording";
}

/**
 * An update reloads the extension. It would end a recording or a transcription in the offscreen document and close an open panel,
 * so it waits until only the service worker runs.
 *
 * @param openContexts types of contexts, as `chrome.runtime.getContexts` names them
 */
export const isUpdateTimely = (openContexts: readonly string[]): boolean =>
  openContexts.every((type) => type === "BACKGROUND");

/** Contexts of the extension, as `chrome.runtime.getContexts` lists them. */
interface PanelContext {
  readonly contextType: string;
  readonly windowId: number;
}

/**
 * Whether a window can hold no side panel. Chrome may state no window for a side panel, so the type of the window decides unless
 * one is known to be in it.
 */
export const needsPanelWindow = (
  type: string | undefined,
  windowId: number,
  contexts: readonly PanelContext[],
): boolean =>
  type !== "normal" &&
  !contexts.some((each) => each.contextType === "SIDE_PANEL" && each.windowId === windowId);

/**
 * The site to which a recorded tab has gone from its own. Chrome hides the address of a tab that has left the origin on which
 * the extension was invoked.
 *
 * @returns host of the site, or "" if it is hidden; `null`: the tab has not left
 */
export function siteAfterLeaving(pageUrl: string, tabUrl: string | undefined): string | null {
  const [origin, host = ""] = ORIGIN.exec(tabUrl ?? "") ?? [];
  return origin !== undefined && origin === ORIGIN.exec(pageUrl)?.[0] ? null : host;
}

/** Matches the origin of an address as Chrome writes it; the group is the host. */
const ORIGIN = /^[a-z-]+:\/\/([^/?#]*)/;
