/**
 * Drives the side panel by the accessible names of docs/architecture.md#names-in-the-panel, as a user or a screen
 * reader would. Every function waits for its condition and throws puppeteer's TimeoutError otherwise.
 */

import type { Browser, Extension, Page } from "puppeteer-core";
import { PATIENCE_MS, sidePanel } from "./extension.ts";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setInterval } from "node:timers/promises";
import { LIVE_CHANNEL, type LiveEvent } from "../../core/protocol/live.ts";

/** Words of `role="status"`. */
export type PanelStatus =
  | "Ready"
  | "Connecting"
  | "Recording"
  | "Paused"
  | "Reconnecting"
  | "Catching up"
  | "Saving"
  | "Saved";

export type ExportItem =
  | "WAV audio"
  | `WAV, only ${string}`
  | `Small audio (Opus, ${string})`
  | "Markdown notes"
  | "Plain text"
  | "SubRip subtitles (.srt)"
  | "WebVTT subtitles (.vtt)"
  | "JSON"
  | "Everything (ZIP)"
  | "Copy all"
  | "Copy transcript"
  | "Copy as Markdown"
  | "Print…"
  | "Word document";

type Role = "button" | "tab" | "menuitem" | "menuitemcheckbox" | "dialog" | "textbox";

/**
 * Clicks the toolbar button on a page, which also allows its capture.
 *
 * @returns the panel that opens
 */
export async function openPanel(browser: Browser, extension: Extension, page: Page): Promise<Page> {
  await extension.triggerAction(page);
  return sidePanel(browser, extension);
}

export const named = (role: Role, name: string): string =>
  `::-p-aria([name=${JSON.stringify(name)}][role="${role}"])`;

/** Presses the control as soon as it is there and enabled. */
export async function press(panel: Page, role: Role, name: string): Promise<void> {
  await panel.locator(named(role, name)).click();
}

export const start = (panel: Page): Promise<void> => press(panel, "button", "Start");
export const stop = (panel: Page): Promise<void> => press(panel, "button", "Stop");

/**
 * Resolves with the first of the given statuses.
 *
 * @throws {Error} With what the panel shows instead.
 */
export async function waitForStatus(
  panel: Page,
  wanted: readonly PanelStatus[],
  timeoutMs = PATIENCE_MS,
): Promise<PanelStatus> {
  const anyOfThem = wanted.map((words) => `normalize-space()="${words}"`).join(" or ");
  try {
    const status = await panel
      .locator(`::-p-xpath(//*[@role="status"][${anyOfThem}])`)
      .map((element) => element.textContent.trim())
      .setTimeout(timeoutMs)
      .wait();
    return status as PanelStatus;
  } catch (error) {
    throw new Error(
      `Earshot did not get to "${wanted.join('" or "')}" within ${timeoutMs / 1000} s. ${await shownState(panel)}`,
      { cause: error },
    );
  }
}

export async function shownState(panel: Page): Promise<string> {
  const [status = "nothing"] = await panel.$$eval('[role="status"]', textsOf);
  return [`It shows "${status}".`, ...(await shownProblems(panel))].join("\n");
}

/** Problem messages of the panel and of the notes. */
export const shownProblems = (panel: Page): Promise<string[]> =>
  panel.$$eval(':is([role="alert"], [aria-live="polite"]) p', textsOf);

/** Runs in the page. */
const textsOf = (elements: readonly Element[]): string[] =>
  elements.map(({ textContent }) => textContent.replaceAll(/\s+/g, " ").trim());

/** Chooses an item of the Export menu, which starts the download. */
export async function chooseExport(panel: Page, item: ExportItem): Promise<void> {
  await press(panel, "button", "Export");
  await press(panel, "menuitem", item);
}

/**
 * Resolves when the notes of the meeting exist. Asks for them unless automatic notes have begun.
 *
 * @throws {Error} With the message that the panel shows instead.
 */
export async function summarize(panel: Page, timeoutMs = 120_000): Promise<void> {
  await press(panel, "tab", "Notes");
  const begin = "Summarize meeting";
  const first = await oneOfButtons(panel, [begin, ...MADE_OR_FAILED], timeoutMs);
  if (first === begin) {
    // Not a mouse click: the button disappears if automatic notes begin.
    await panel.$$eval(
      "button",
      (buttons, name) => buttons.find(({ textContent }) => textContent.trim() === name)?.click(),
      begin,
    );
  }
  const outcome = await oneOfButtons(panel, MADE_OR_FAILED, timeoutMs);
  if (outcome === "Try again") throw new Error((await shownProblems(panel)).join("\n"));
}

const MADE_OR_FAILED = ["Summarize again", "Try again"];

/** @returns the name of the first of the buttons to appear */
function oneOfButtons(panel: Page, names: readonly string[], timeoutMs: number): Promise<string> {
  const anyOfThem = names.map((name) => `normalize-space()="${name}"`).join(" or ");
  return panel
    .locator(`::-p-xpath(//button[${anyOfThem}])`)
    .map((button) => button.textContent.trim())
    .setTimeout(timeoutMs)
    .wait();
}

/** Chrome's names of unfinished downloads. */
const UNFINISHED = /\.(crdownload|tmp)$|^\.(com\.google\.Chrome|org\.chromium\.Chromium)\./;
const LOOK_EVERY_MS = 100;

/**
 * Calls `begin`, which starts a download into the folder.
 *
 * @returns the path of the finished file
 * @throws {Error} If none has finished in time.
 */
export async function download(
  folder: string,
  begin: () => Promise<void>,
  timeoutMs = 60_000,
): Promise<string> {
  const before = new Set(await readdir(folder));
  await begin();
  const deadline = AbortSignal.timeout(timeoutMs);
  for await (const _ of setInterval(LOOK_EVERY_MS)) {
    const file = await newFile(folder, before);
    if (file !== null) return file;
    if (deadline.aborted) break;
  }
  throw new Error(`Nothing was downloaded into ${folder} within ${timeoutMs / 1000} s.`);
}

async function newFile(folder: string, before: ReadonlySet<string>): Promise<string | null> {
  const names = (await readdir(folder)).filter((name) => !before.has(name));
  const [name] = names;
  if (name === undefined || names.some((each) => UNFINISHED.test(each))) return null;
  const file = join(folder, name);
  return (await stat(file)).size > 0 ? file : null;
}

const SINK = "earshotLiveEvent";

/** Reports every event from now on, as long as the panel is open. */
export async function followLive(panel: Page, onEvent: (event: LiveEvent) => void): Promise<void> {
  await panel.exposeFunction(SINK, onEvent);
  await panel.evaluate(
    (channelName, sinkName) => {
      const page = globalThis as unknown as Record<string, (event: unknown) => void>;
      const channel = new BroadcastChannel(channelName);
      channel.onmessage = ({ data }) => page[sinkName]?.(data);
      // Keeps a reference, or the channel would be garbage-collected during a meeting.
      Object.assign(globalThis, { earshotLiveChannel: channel });
    },
    LIVE_CHANNEL,
    SINK,
  );
}
