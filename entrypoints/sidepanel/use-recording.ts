/** Start and Stop: asks the service worker and keeps what stood in its way. A second click while one is under way is ignored. */

import { ref, type Ref, shallowRef, watch } from "vue";
import { browser } from "wxt/browser";
import { fail, type Problem, type Result } from "../../core/problem.ts";
import type {
  ControlMessage,
  StartResult,
  StopResult,
  TabSource,
} from "../../core/protocol/control.ts";
import type { LiveState, RecorderPhase } from "../../core/protocol/live.ts";

/** The recorder speaks at once; this only keeps the buttons from staying locked should it never do. */
const ECHO_TIMEOUT_MS = 3_000;

export function useRecording(live: Readonly<Ref<LiveState | null>>) {
  /** The command under way. */
  const pending = ref<"start" | "stop" | null>(null);
  const problem = shallowRef<Problem | null>(null);

  /** The new meeting's id, or null where it did not begin; then `problem` says why. */
  async function start(findTab: () => Promise<TabSource | null>): Promise<string | null> {
    const result = await run<{ readonly meetingId: string }>("start", async () => {
      const tab = await findTab();
      if (!tab) return fail("tab-not-capturable");
      const result = await send<StartResult>({ to: "background", type: "start", tab });
      if (result.ok) await untilLive((state) => state?.meetingId === result.value.meetingId);
      return result;
    });
    return result?.ok ? result.value.meetingId : null;
  }

  async function stop(): Promise<void> {
    await run<null>("stop", async () => {
      const result = await send<StopResult>({ to: "background", type: "stop" });
      if (result.ok) await untilLive((state) => !state || ENDED.has(state.phase));
      return result;
    });
  }

  async function run<T>(
    command: "start" | "stop",
    perform: () => Promise<Result<T>>,
  ): Promise<Result<T> | null> {
    if (pending.value !== null) return null;
    pending.value = command;
    problem.value = null;
    try {
      const result = await perform();
      problem.value = result.ok ? null : result.problem;
      return result;
    } finally {
      pending.value = null;
    }
  }

  /** Until the panel shows what the command did, so that a second click can't reach the other button. */
  function untilLive(isReached: (state: LiveState | null) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(finish, ECHO_TIMEOUT_MS);
      const unwatch = watch(live, (state) => isReached(state) && finish());
      function finish(): void {
        clearTimeout(timer);
        unwatch();
        resolve();
      }
      if (isReached(live.value)) finish();
    });
  }

  const dismiss = (): void => void (problem.value = null);
  const report = (reported: Problem): void => void (problem.value = reported);

  return { pending, problem, start, stop, dismiss, report };
}

const ENDED: ReadonlySet<RecorderPhase> = new Set<RecorderPhase>(["saving", "saved"]);

/** A service worker that can't answer is a problem to show like any other. */
async function send<T extends Result<unknown>>(
  message: ControlMessage,
): Promise<T | Result<never>> {
  try {
    const answer: T | undefined = await browser.runtime.sendMessage(message);
    return answer ?? fail("unexpected", "No answer from the service worker.");
  } catch (error) {
    return fail("unexpected", error instanceof Error ? error.message : String(error));
  }
}
