/** Speakers who are one with another. Kept without chains: whoever is merged leads straight to one who is not. */

import type { Meeting, SpeakerKey } from "../meeting.ts";

type Merged = Readonly<Record<SpeakerKey, SpeakerKey>>;

/** All that `from` says is said by `into`, also of those who are one with `from` by now. Nobody is merged with themselves. */
export function withMerged(meeting: Meeting, from: SpeakerKey, into: SpeakerKey): Meeting {
  const merged = meeting.merged ?? {};
  const target = merged[into] ?? into;
  const source = merged[from] ?? from;
  if (source === target) return meeting;
  const moved = Object.entries(merged).map(([key, to]) => [key, to === source ? target : to]);
  return { ...meeting, merged: { ...Object.fromEntries(moved), [source]: target } };
}

/** They are by themselves again. Those who came along with them stay where they are. */
export function withoutMerged(meeting: Meeting, speaker: SpeakerKey): Meeting {
  const { [speaker]: target, ...merged } = meeting.merged ?? {};
  return target === undefined ? meeting : { ...meeting, merged };
}

/** Those who are one with this speaker. */
export const mergedInto = (
  merged: Merged | undefined,
  speaker: SpeakerKey,
): readonly SpeakerKey[] => Object.keys(merged ?? {}).filter((key) => merged?.[key] === speaker);
