/** SpeakerRevision, protocol §4: labels of turns that were heard as somebody else's. Text and times stay as they were. */

import type { Behaviour } from "../behaviour.ts";
import type { SpeakerRevision, TurnMessage } from "./messages.ts";

/** The correction a final turn will need, or null when its label was right. */
export function revisionOf(
  turn: TurnMessage,
  speakerOf: Behaviour["turns"]["speakerOf"],
): SpeakerRevision | null {
  if (turn.speaker_label === undefined) return null;
  const { revised } = speakerOf(turn.turn_order);
  if (revised === turn.speaker_label) return null;
  return {
    turn_order: turn.turn_order,
    speaker_label: revised,
    words: turn.words.map((word) => ({ ...word, speaker: revised })),
  };
}

/** §2 `speaker_labels_revision_interval_ms`: 0 is never, everything else is clamped. */
export function revisionIntervalMs(parameter: number | undefined): number | null {
  if (parameter === undefined || parameter === 0) return null;
  return Math.min(Math.max(parameter, 120_000), 300_000);
}
