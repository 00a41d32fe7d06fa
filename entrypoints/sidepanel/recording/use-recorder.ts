/**
 * Start, Stop and the actions on a recording. While a command runs, another click on its button is ignored: the button has
 * changed its meaning meanwhile, or is about to.
 */

import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from "vue";
import { browser } from "wxt/browser";
import { assertNever } from "../../../core/assert-never.ts";
import {
  fail,
  ok,
  type Problem,
  problem as problemOf,
  type Result,
} from "../../../core/problem.ts";
import type { StartRequest } from "../../../core/protocol/background-requests.ts";
import type { LiveState, RecorderPhase } from "../../../core/protocol/live.ts";
import type { RecordingAct } from "../../../core/protocol/offscreen-requests.ts";
import type { CaptureSettings, Settings } from "../../../core/settings/settings.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { ownerWindowId } from "../../shared/panel-window.ts";
import { shortcutProblemItem } from "../../shared/shortcut-problem.ts";
import { sendCommand, until } from "../send-command.ts";
import type { useMeetings } from "../shown/use-meetings.ts";
import { useLeftSite } from "./use-left-site.ts";
import { useConsent } from "./use-consent.ts";
import { useMicrophones } from "./use-microphones.ts";
import { useSource } from "./use-source.ts";

interface RecorderOptions {
  readonly meetings: ReturnType<typeof useMeetings>;
  readonly settings: Readonly<Ref<Settings | null>>;
  readonly saveCapture: (change: Partial<CaptureSettings>) => Promise<void>;
  readonly onStarted: (meetingId: string) => Promise<void>;
}

export function useRecorder({ meetings, settings, saveCapture, onStarted }: RecorderOptions) {
  const { recording } = meetings;
  const { findRequest, pickerRequest, ...chosen } = useSource(settings, saveCapture);
  const { start, stop, report, ...startAndStop } = useStartAndStop(recording);
  const { act, ...actions } = useActions(recording);
  useShortcutProblem(report);
  watch(meetings.lostRecording, () => report(problemOf("interrupted")));

  async function startWith(find: FindRequest): Promise<void> {
    const meetingId = await start(find);
    if (meetingId !== null) await onStarted(meetingId);
  }

  return {
    ...chosen,
    live: () => recording.value,
    microphones: useMicrophones(),
    leftSite: useLeftSite(recording),
    /** The user is asked whether to go on, after so many minutes of silence; `null`: not asked. */
    silentMinutes: computed(() => recording.value?.silentMinutes ?? null),
    consent: useConsent(settings, meetings),
    pending: startAndStop.pending,
    canStopStart: startAndStop.canStopStart,
    start: () => startWith(findRequest),
    startWithPicker: () => startWith(pickerRequest),
    stop,
    act,
    problems: [startAndStop, actions],
  };
}

type FindRequest = () => StartRequest | Promise<StartRequest | null>;

/** A pending Start can be stopped after this time, so that a double click on Start does not stop it. */
const START_IS_SLOW_MS = 2_000;

function useStartAndStop(recording: Readonly<Ref<LiveState | null>>) {
  const pending = ref<"start" | "stop" | null>(null);
  const canStopStart = ref(false);
  let runs = 0;
  const problem = shallowRef<Problem | null>(null);

  /** @returns id of the new meeting; `null` if none began: then `problem` has the reason */
  async function start(findRequest: FindRequest): Promise<string | null> {
    const result = await run<{ readonly meetingId: string }>("start", async () => {
      const request = await findRequest();
      if (!request) return fail("tab-not-capturable");
      const message = { to: "background", type: "start", request } as const;
      const result = await sendCommand(message, begunRecording);
      if (result.ok) await until(() => recording.value?.meetingId === result.value.meetingId);
      return result;
    });
    return result?.ok ? result.value.meetingId : null;
  }

  /** The recording that has begun although the service worker died before it answered. */
  async function begunRecording(): Promise<Result<{ readonly meetingId: string }> | null> {
    const contextTypes = ["OFFSCREEN_DOCUMENT" as const];
    if ((await browser.runtime.getContexts({ contextTypes })).length === 0) return null;
    const isBegun = (): boolean => recording.value !== null && !ENDED.has(recording.value.phase);
    await until(isBegun);
    return recording.value && isBegun() ? ok({ meetingId: recording.value.meetingId }) : null;
  }

  async function stop(): Promise<void> {
    await run<null>("stop", async () => {
      const result = await sendCommand({ to: "background", type: "stop" });
      if (result.ok) await until(() => !recording.value || ENDED.has(recording.value.phase));
      return result;
    });
  }

  async function run<T>(
    command: "start" | "stop",
    perform: () => Promise<Result<T>>,
  ): Promise<Result<T> | null> {
    // Stop also ends a Start that is pending.
    if (pending.value === command || pending.value === "stop") return null;
    const own = ++runs;
    pending.value = command;
    canStopStart.value = false;
    problem.value = null;
    const slow = setTimeout(() => (canStopStart.value = command === "start"), START_IS_SLOW_MS);
    try {
      const result = await perform();
      // The outcome of a Start that the user has stopped is no news.
      if (own === runs) problem.value = result.ok ? null : result.problem;
      return result;
    } finally {
      clearTimeout(slow);
      if (own === runs) pending.value = null;
    }
  }

  return {
    pending,
    canStopStart,
    problem,
    start,
    stop,
    report: (found: Problem): void => void (problem.value = found),
    dismiss: () => void (problem.value = null),
  };
}

const ENDED: ReadonlySet<RecorderPhase> = new Set<RecorderPhase>(["saving", "saved"]);

function useActions(recording: Readonly<Ref<LiveState | null>>) {
  const problem = shallowRef<Problem | null>(null);
  const pendingButtons = new Set<string>();

  async function act(act: RecordingAct): Promise<void> {
    const button = BUTTON[act.type];
    if (button !== null && pendingButtons.has(button)) return;
    if (button !== null) pendingButtons.add(button);
    problem.value = null;
    try {
      const result = await sendCommand({ to: "background", type: "act", act });
      if (result.ok) await until(() => isDone(act, recording.value));
      else problem.value = result.problem;
    } finally {
      if (button !== null) pendingButtons.delete(button);
    }
  }

  return { act, problem, dismiss: () => void (problem.value = null) };
}

/** Settings have no button: each save is sent. */
const BUTTON = {
  pause: "pause",
  resume: "pause",
  mute: "mute",
  "toggle-mute": "mute",
  bookmark: "bookmark",
  "go-on": "go-on",
  configure: null,
} as const satisfies Record<RecordingAct["type"], string | null>;

/** True at once for actions that the live state does not show. */
function isDone(act: RecordingAct, state: LiveState | null): boolean {
  switch (act.type) {
    case "pause":
      return state?.phase === "paused";
    case "resume":
      return state?.phase !== "paused";
    case "go-on":
      return state?.silentMinutes === undefined;
    case "mute":
      return state?.channels.find(({ name }) => name === "mic")?.isMuted === act.isMuted;
    case "toggle-mute":
    case "bookmark":
    case "configure":
      return true;
    default:
      return assertNever(act);
  }
}

/** Reports once why a Start or Stop by shortcut or menu failed in this panel's window. */
export function useShortcutProblem(report: (problem: Problem) => void): void {
  async function take(): Promise<void> {
    const [found, { id }] = await Promise.all([
      shortcutProblemItem.getValue(),
      browser.windows.getCurrent(),
    ]);
    if (found === null || found.windowId !== (ownerWindowId(location.search) ?? id)) return;
    await shortcutProblemItem.removeValue();
    report(found.problem);
  }
  const takeSafely = (): void => void take().catch(reportUnexpected("problem of a shortcut"));

  onScopeDispose(shortcutProblemItem.watch((found) => found && takeSafely()));
  takeSafely();
}
