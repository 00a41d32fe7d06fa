/** What a person makes of a turn. What was heard is kept beside it, and what the service says later does not undo it. */

import type { SpeakerKey, Turn } from "../meeting.ts";

/** What people have said of a turn holds on when the service words it anew. */
export const keepEdits = (before: Turn | undefined, heard: Turn): Turn => ({
  ...heard,
  ...(before?.saidBy !== undefined && { saidBy: before.saidBy }),
  ...(before?.heardText !== undefined && { text: before.text, heardText: heard.text }),
});

/** An empty text, or the one that was heard, takes the change back. */
export function withText(turn: Turn, text: string): Turn {
  const { heardText, ...rest } = turn;
  const heard = heardText ?? turn.text;
  const words = text.replace(/\s+/g, " ").trim();
  return words === "" || words === heard
    ? { ...rest, text: heard }
    : { ...rest, text: words, heardText: heard };
}

/** Null: who was heard. */
export function withSpeaker(turn: Turn, speaker: SpeakerKey | null): Turn {
  const { saidBy: _, ...rest } = turn;
  return speaker === null ? rest : { ...rest, saidBy: speaker };
}
