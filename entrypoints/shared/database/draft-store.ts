/** Draft turns in the database: stored while the speech service is away, and replaced in the transaction that stores its own words. */

import type { IDBPObjectStore, StoreNames } from "idb";
import type { DraftStretch, Meeting, MeetingChannel, Turn } from "../../../core/meeting.ts";
import { type Covered, withoutCovered } from "../../../core/speech/drafts.ts";
import { handled } from "../handled-transaction.ts";
import { rowOf, turnOf } from "./turn-row.ts";
import { type Database, MARKS, markChanged, type Marking, type Schema, turnKey } from "./open.ts";

/** Stores a draft turn. Does nothing if the meeting is gone. */
export async function storeDraft(database: Database, turn: Turn): Promise<void> {
  const transaction = handled(database.transaction(["turns", "meetings", ...MARKS], "readwrite"));
  const meetings = transaction.objectStore("meetings");
  const meeting = await meetings.get(turn.meetingId);
  if (meeting) {
    await transaction.objectStore("turns").put(rowOf(turn));
    await markChanged(transaction, turn.meetingId);
    const channels = meeting.channels.map((channel) =>
      channel.name === turn.channel
        ? { ...channel, drafts: stretchWith(channel.drafts, turn) }
        : channel,
    );
    await meetings.put({ ...meeting, channels });
  }
  await transaction.done;
}

const stretchWith = (drafts: DraftStretch | undefined, { startMs, endMs }: Turn): DraftStretch => ({
  fromMs: Math.min(drafts?.fromMs ?? startMs, startMs),
  toMs: Math.max(drafts?.toMs ?? endMs, endMs),
});

/** Stores of a transaction that changes turns. */
export interface ChangedStores {
  readonly turns: IDBPObjectStore<Schema, ArrayLike<StoreNames<Schema>>, "turns", "readwrite">;
  readonly marks: Marking;
}

/**
 * Deletes the words of a channel's draft turns that the service has now written itself.
 *
 * @param transcribedMs no draft that begins later has any of these words
 * @returns the channel's new stretch of drafts
 */
export async function replaceDrafts(
  { turns, marks }: ChangedStores,
  { id }: Meeting,
  { name, drafts }: MeetingChannel,
  covered: Covered,
  transcribedMs: number,
): Promise<DraftStretch | undefined> {
  if (!drafts || drafts.fromMs > transcribedMs) return drafts;
  const range = IDBKeyRange.bound([id, drafts.fromMs], [id, transcribedMs]);
  let fromMs = transcribedMs;
  let isEmpty = drafts.toMs <= transcribedMs;
  for (const turn of (await turns.index("time").getAll(range)).map(turnOf)) {
    if (turn.channel !== name || !turn.isDraft) continue;
    const rest = withoutCovered(turn, covered);
    if (rest === null) await turns.delete(turnKey(turn));
    else if (rest !== turn) await turns.put(rowOf(rest));
    if (rest) fromMs = Math.min(fromMs, rest.startMs);
    isEmpty &&= rest === null;
    if (rest !== turn) await markChanged(marks, id);
  }
  return isEmpty ? undefined : { ...drafts, fromMs };
}
