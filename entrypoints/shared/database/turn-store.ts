/** Turns in the database, and how far their channel is transcribed, which is stored together with them. */

import type { IDBPObjectStore, StoreNames } from "idb";
import type { ChannelName, Meeting, Turn, TurnKey, Word } from "../../../core/meeting.ts";
import { withEchoes } from "../../../core/echo/own-words.ts";
import { inOrder, settledWords } from "../../../core/speech/resume.ts";
import type { SpeakerRevision } from "../../../core/speech/service.ts";
import { keepEdits } from "../../../core/transcript/edits.ts";
import { type Database, markForSearch, ofMeeting, type Schema, turnKey } from "./open.ts";

/** In the order they were spoken. */
export const listTurns = (database: Database, meetingId: string): Promise<Turn[]> =>
  database.getAllFromIndex("turns", "time", ofMeeting(meetingId));

/** What a person can see of a transcript at once: so many are there first. */
const FIRST_PIECE = 40;
/** So many are taken in without a pause that could be felt. */
const PIECE = 400;

/**
 * The turns of a meeting from its end on, in pieces, each in the order they were spoken: the end of a long meeting is there
 * at once, and a thread can do something else between two of them. What is stored meanwhile may be among them or not.
 */
export async function* turnsFromEnd(
  database: Database,
  meetingId: string,
): AsyncGenerator<readonly Turn[], void> {
  const start: TurnTime = [meetingId, -Infinity];
  let to: TurnTime = [meetingId, Infinity];
  for (let size = FIRST_PIECE; to !== start; size = PIECE) {
    const index = database.transaction("turns").store.index("time");
    const last = await index.openKeyCursor(IDBKeyRange.bound(start, to, true, true), "prev");
    // What begins at one moment stays together.
    const from = (await last?.advance(size - 1))?.key ?? start;
    yield await index.getAll(IDBKeyRange.bound(from, to, false, true));
    to = from;
  }
}
type TurnTime = Schema["turns"]["indexes"]["time"];

/** Those that begin between two moments of the meeting clock, in the order they were spoken. */
export const turnsBetween = (
  database: Database,
  meetingId: string,
  fromMs: number,
  toMs: number,
): Promise<Turn[]> => {
  const range = IDBKeyRange.bound([meetingId, fromMs], [meetingId, toMs]);
  return database.getAllFromIndex("turns", "time", range);
};

/**
 * Stores a final turn and moves the channel's durable offset in one transaction: either both are there after a crash or
 * neither is. An insight that was stored before stays, and so does what a person has changed. Returns the turn as it is
 * stored now.
 */
export async function storeTurn(
  database: Database,
  turn: Turn,
  transcribedSamples: number,
): Promise<Turn> {
  const transaction = database.transaction(["turns", "meetings", "searchDue"], "readwrite");
  const turns = transaction.objectStore("turns");
  const before = await turns.get(turnKey(turn));
  const insight = turn.insight ?? before?.insight ?? null;
  const stored = keepEdits(before, { ...turn, insight });
  await turns.put(stored);
  await markForSearch(transaction.objectStore("searchDue"), turn.meetingId);
  await advance(transaction.objectStore("meetings"), turn, transcribedSamples);
  await transaction.done;
  return stored;
}

/** Moves a channel's durable offset forward, never back. */
export async function storeTranscribed(
  database: Database,
  channel: { readonly meetingId: string; readonly channel: ChannelName },
  transcribedSamples: number,
): Promise<void> {
  const transaction = database.transaction("meetings", "readwrite");
  await advance(transaction.store, channel, transcribedSamples);
  await transaction.done;
}

/** A readwrite store of meetings, whatever else its transaction spans. */
type MeetingStore = Pick<
  IDBPObjectStore<Schema, ArrayLike<StoreNames<Schema>>, "meetings", "readwrite">,
  "get" | "put"
>;

async function advance(
  meetings: MeetingStore,
  { meetingId, channel }: { readonly meetingId: string; readonly channel: ChannelName },
  transcribedSamples: number,
): Promise<void> {
  const meeting = await meetings.get(meetingId);
  if (!meeting) return;
  const channels = meeting.channels.map((each) =>
    each.name === channel
      ? { ...each, transcribedSamples: Math.max(each.transcribedSamples, transcribedSamples) }
      : each,
  );
  await meetings.put({ ...meeting, channels });
}

/** How far a channel has been transcribed, and what a new session needs to know of the ones before. */
export interface ChannelProgress {
  readonly transcribedSamples: number;
  /** The last stored words, in order, at most `SETTLED_WORDS`. */
  readonly settled: readonly Word[];
  /** Speech sessions so far. */
  readonly sessions: number;
}

/** @param recordedSamples what is on disk: after a loss it may be less than was transcribed */
export async function channelProgress(
  database: Database,
  meeting: Meeting,
  channel: ChannelName,
  recordedSamples: number,
): Promise<ChannelProgress> {
  const turns = (await listTurns(database, meeting.id)).filter((turn) => turn.channel === channel);
  return {
    transcribedSamples: Math.min(
      recordedSamples,
      meeting.channels.find(({ name }) => name === channel)?.transcribedSamples ?? 0,
    ),
    settled: settledWords(turns.toSorted(inOrder)),
    sessions: turns.reduce((sessions, turn) => Math.max(sessions, turn.session + 1), 0),
  };
}

/** Forgets the transcript, so that it can be made again from the sound. */
export async function restartTranscript(database: Database, meetingId: string): Promise<void> {
  const transaction = database.transaction(["turns", "meetings", "searchDue"], "readwrite");
  const index = transaction.objectStore("turns").index("time");
  for await (const cursor of index.iterate(ofMeeting(meetingId))) await cursor.delete();
  await markForSearch(transaction.objectStore("searchDue"), meetingId);
  const meetings = transaction.objectStore("meetings");
  const meeting = await meetings.get(meetingId);
  if (meeting) {
    const channels = meeting.channels.map((channel) => ({ ...channel, transcribedSamples: 0 }));
    await meetings.put({ ...meeting, channels });
  }
  await transaction.done;
}

/** Attaches a model's reply to a stored turn. Returns the turn, or null where there is none under this key. */
export async function storeInsight(
  database: Database,
  key: TurnKey,
  insight: string,
): Promise<Turn | null> {
  return editTurn(database, key, (turn) => ({ ...turn, insight }));
}

/**
 * Changes a stored turn; its key stays. Returns it as it is stored now, or null where there is none under this key or nothing
 * is to change.
 */
export async function editTurn(
  database: Database,
  key: TurnKey,
  change: (turn: Turn) => Turn | null,
): Promise<Turn | null> {
  const transaction = database.transaction(["turns", "searchDue"], "readwrite");
  const turns = transaction.objectStore("turns");
  const turn = await turns.get(turnKey(key));
  const stored = turn ? change(turn) : null;
  if (stored) await turns.put(stored);
  if (stored && stored.text !== turn?.text)
    await markForSearch(transaction.objectStore("searchDue"), key.meetingId);
  await transaction.done;
  return stored;
}

/** Says anew who spoke in turns of one session, all of them or none. Returns those that are stored, as they are now. */
export async function storeSpeakers(
  database: Database,
  session: Omit<TurnKey, "order">,
  revisions: readonly SpeakerRevision[],
): Promise<Turn[]> {
  const transaction = database.transaction("turns", "readwrite");
  const revised: Turn[] = [];
  for (const { order, speaker } of revisions) {
    const turn = await transaction.store.get(turnKey({ ...session, order }));
    if (!turn) continue;
    revised.push({ ...turn, speaker });
    await transaction.store.put({ ...turn, speaker });
  }
  await transaction.done;
  return revised;
}

/**
 * Says anew which words of a turn are echo; its text is then that of its own words. Returns the turn as it is stored now, or
 * null where it has other words by now or none is stored.
 *
 * @param words those that were judged, in order
 */
export async function storeEchoes(
  database: Database,
  key: TurnKey,
  words: readonly Word[],
): Promise<Turn | null> {
  return editTurn(database, key, (turn) =>
    haveSameWords(turn.words, words) ? keepEdits(turn, withEchoes(turn, words)) : null,
  );
}

const haveSameWords = (some: readonly Word[], others: readonly Word[]): boolean =>
  some.length === others.length &&
  some.every(({ text, startMs }, index) => {
    const other = others[index];
    return text === other?.text && startMs === other.startMs;
  });
