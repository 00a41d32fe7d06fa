/** Transcribes a stored meeting from disk on request. The live channel shows the progress. */

import { ref, shallowRef } from "vue";
import type { Problem } from "../../../core/problem.ts";
import type { TranscribeFrom } from "../../../core/protocol/offscreen-requests.ts";
import { sendCommand, until } from "../send-command.ts";
import type { useMeetings } from "../shown/use-meetings.ts";

export function useTranscription({ shown, transcribing }: ReturnType<typeof useMeetings>) {
  /** Meetings whose transcription was requested and has not begun. */
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
      if (result.ok) await until(() => transcribing.value.has(meetingId));
      else problem.value = result.problem;
    } finally {
      const others = new Set(pending.value);
      others.delete(meetingId);
      pending.value = others;
    }
  }

  async function transcribeShown(from: TranscribeFrom): Promise<void> {
    if (shown.meetingId !== null) await transcribe(shown.meetingId, from);
  }

  const dismiss = (): void => void (problem.value = null);
  return { pending, problem, transcribe, transcribeShown, dismiss };
}
