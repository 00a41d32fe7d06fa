/** Which turn is being heard. */

import type { ChannelName, Turn } from "../meeting.ts";
import { hasWords } from "../transcript/transcript-items.ts";
import type { TurnGroups } from "../transcript/turn-groups.ts";

/** Of several at once the one that began last; null while nobody on these channels speaks. */
export function turnAt(
  groups: TurnGroups,
  ms: number,
  channels: readonly ChannelName[],
): Turn | null {
  const isHeard = (turn: Turn): boolean =>
    turn.startMs <= ms && ms < turn.endMs && channels.includes(turn.channel) && hasWords(turn);
  const last = groups.findLastIndex(([first]) => first !== undefined && first.startMs <= ms);
  // One that lasts long may be in the group before.
  for (const group of [groups[last], groups[last - 1]]) {
    const turn = group?.findLast(isHeard);
    if (turn) return turn;
  }
  return null;
}
