/** Has a stored meeting transcribed from disk, and keeps what stood in the way. The progress shows on the live channel. */

import { ref, shallowRef } from "vue";
import type { Problem } from "../../../core/problem.ts";
import type { TranscribeFrom } from "../../../core/protocol/offscreen-requests.ts";
import { sendCommand } from "../send-command.ts";
import { until } from "../until.ts";

export function useTranscription(isTranscribing: (meetingId: string) => boolean) {
  /** The meetings that were asked for and are not yet at work. */
  const pending = ref<ReadonlySet<string>>(new Set());
  const problem = shallowRef<Problem | null>(null);

  async function transcribe(meetingId: string, from: TranscribeFrom): Promise<void> {
    if (pending.value.has(meetingId)) return;
    pending.value = new Set(pending.value).add(meetingId);
    problem.value = null;
    try {
      const result = await sendCommand({
        to: "background",
        type: "transcribe",
        meetingId,
        from,
      });
      if (result.ok) await until(() => isTranscribing(meetingId));
      else problem.value = result.problem;
    } finally {
      const others = new Set(pending.value);
      others.delete(meetingId);
      pending.value = others;
    }
  }

  return { pending, problem, transcribe, dismiss: () => void (problem.value = null) };
}
