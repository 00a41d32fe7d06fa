/** Start and Stop: asks the service worker and keeps what stood in its way. A second click while one is under way is ignored. */

import { ref, type Ref, shallowRef } from "vue";
import { fail, type Problem, type Result } from "../../../core/problem.ts";
import type { StartRequest } from "../../../core/protocol/background-requests.ts";
import type { LiveState, RecorderPhase } from "../../../core/protocol/live.ts";
import { sendCommand } from "../send-command.ts";
import { until } from "../until.ts";

export function useRecording(recording: Readonly<Ref<LiveState | null>>) {
  /** The command under way. */
  const pending = ref<"start" | "stop" | null>(null);
  const problem = shallowRef<Problem | null>(null);

  /**
   * The new meeting's id, or null where it did not begin; then `problem` says why. `findRequest` answers null where there is no
   * tab.
   */
  async function start(
    findRequest: () => StartRequest | Promise<StartRequest | null>,
  ): Promise<string | null> {
    const result = await run<{ readonly meetingId: string }>("start", async () => {
      const request = await findRequest();
      if (!request) return fail("tab-not-capturable");
      const result = await sendCommand({ to: "background", type: "start", request });
      if (result.ok) await until(() => recording.value?.meetingId === result.value.meetingId);
      return result;
    });
    return result?.ok ? result.value.meetingId : null;
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

  const dismiss = (): void => void (problem.value = null);
  const report = (reported: Problem): void => void (problem.value = reported);

  return { pending, problem, start, stop, dismiss, report };
}

const ENDED: ReadonlySet<RecorderPhase> = new Set<RecorderPhase>(["saving", "saved"]);
