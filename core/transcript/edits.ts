/** Edits by the user: texts and speakers of turns, and merged speakers. The text that was heard is kept. */

import type { Meeting, SpeakerKey, Turn } from "../meeting.ts";

/** Keeps the user's edits when the service sends the turn again. */
export const keepEdits = (before: Turn | undefined, heard: Turn): Turn => ({
  ...heard,
  ...(before?.saidBy !== undefined && { saidBy: before.saidBy }),
  ...(before?.heardText !== undefined && { text: before.text, heardText: heard.text }),
});

/** Sets the text of a turn. An empty text, or the one that was heard, takes the edit back. */
export function withText(turn: Turn, text: string): Turn {
  const { heardText, ...rest } = turn;
  const heard = heardText ?? turn.text;
  const words = text.replace(/\s+/g, " ").trim();
  return words === "" || words === heard
    ? { ...rest, text: heard }
    : { ...rest, text: words, heardText: heard };
}

/** @param speaker `null`: the one that was heard */
export function withSpeaker(turn: Turn, speaker: SpeakerKey | null): Turn {
  const { saidBy: _, ...rest } = turn;
  return speaker === null ? rest : { ...rest, saidBy: speaker };
}

/** Merges the speaker `from`, with all speakers merged into it before, into `into`. No chains: every target is unmerged. */
export function withMerged(meeting: Meeting, from: SpeakerKey, into: SpeakerKey): Meeting {
  const merged = meeting.merged ?? {};
  const of = (key: SpeakerKey): SpeakerKey => (Object.hasOwn(merged, key) && merged[key]) || key;
  const [target, source] = [of(into), of(from)];
  if (source === target) return meeting;
  const moved = Object.entries(merged).map(([key, to]) => [key, to === source ? target : to]);
  return { ...meeting, merged: { ...Object.fromEntries(moved), [source]: target } };
}

/** Separates one speaker again. Speakers that were merged together with it stay merged. */
export function withoutMerged(meeting: Meeting, speaker: SpeakerKey): Meeting {
  if (!Object.hasOwn(meeting.merged ?? {}, speaker)) return meeting;
  const { [speaker]: _, ...merged } = meeting.merged ?? {};
  return { ...meeting, merged };
}

/** Speakers that are merged into this one. */
export const mergedInto = (merged: Meeting["merged"], speaker: SpeakerKey): readonly SpeakerKey[] =>
  Object.keys(merged ?? {}).filter((key) => merged?.[key] === speaker);
