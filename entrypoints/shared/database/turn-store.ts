/** Turns in the database, and the offset of their channel, which is stored together with them. */

import type { IDBPTransaction } from "idb";
import type {
  ChannelName,
  Meeting,
  MeetingChannel,
  SpeakerKey,
  Turn,
  TurnKey,
  Word,
} from "../../../core/meeting.ts";
import { samplesToMs } from "../../../core/audio/format.ts";
import { withEchoes } from "../../../core/echo/own-words.ts";
import { type Covered, coveredBy } from "../../../core/speech/drafts.ts";
import type { KnownSpeakers } from "../../../core/speech/channel-speakers.ts";
import { voicesIn } from "../../../core/speech/introduction.ts";
import { inOrder, SETTLED_WORDS, type SettledWord } from "../../../core/speech/resume.ts";
import {
  dividedTurn,
  firstPartOf,
  lastPartOf,
  revisedTurn,
  type SpeakerLabel,
  type TurnRevision,
} from "../../../core/speech/turn-parts.ts";
import { mergedLabels, namedLabels } from "../../../core/transcript/speaker.ts";
import { keepEdits, withSpeaker } from "../../../core/transcript/edits.ts";
import { replaceDrafts } from "./draft-store.ts";
import {
  type Database,
  MARKS,
  markChanged,
  markForDelivery,
  ofMeeting,
  type Schema,
  turnKey,
} from "./open.ts";
import { rowOf, type TurnRow, turnOf } from "./turn-row.ts";
import { handled } from "../handled-transaction.ts";

/** In the order in which they were spoken. */
export const listTurns = async (database: Database, meetingId: string): Promise<Turn[]> =>
  turnsOf(await database.getAllFromIndex("turns", "time", ofMeeting(meetingId)));

const turnsOf = (rows: readonly TurnRow[]): Turn[] => rows.map(turnOf);

/** Null if no turn is stored under this key. */
export async function getTurn(database: Database, key: TurnKey): Promise<Turn | null> {
  const row = await database.get("turns", turnKey(key));
  return row ? turnOf(row) : null;
}

/** More than the panel shows at once. */
const FIRST_PIECE = 40;
/** As many as load without a noticeable pause. */
const PIECE = 400;

/**
 * Yields the turns of a meeting in pieces, from its end to its beginning; each piece is in the order in which they were spoken. So the end
 * of a long meeting is there at once, and the thread is free between two pieces. Turns stored meanwhile may be missing.
 */
export async function* turnsFromEnd(
  database: Database,
  meetingId: string,
): AsyncGenerator<readonly Turn[], void> {
  const start: TurnTime = [meetingId, -Infinity];
  let to: TurnTime = [meetingId, Infinity];
  for (let size = FIRST_PIECE; to !== start; size = PIECE) {
    const index = handled(database.transaction("turns")).store.index("time");
    const last = await index.openKeyCursor(IDBKeyRange.bound(start, to, true, true), "prev");
    // Turns that begin at the same time stay together.
    const from = (await last?.advance(size - 1))?.key ?? start;
    yield turnsOf(await index.getAll(IDBKeyRange.bound(from, to, false, true)));
    to = from;
  }
}
type TurnTime = Schema["turns"]["indexes"]["time"];

/** Turns that begin between two times of the meeting clock, in the order in which they were spoken. */
export async function turnsBetween(
  database: Database,
  meetingId: string,
  fromMs: number,
  toMs: number,
): Promise<Turn[]> {
  const range = IDBKeyRange.bound([meetingId, fromMs], [meetingId, toMs]);
  return turnsOf(await database.getAllFromIndex("turns", "time", range));
}

export interface StoredFinal {
  /** The turn, or its parts, as they are stored now. */
  readonly turns: readonly Turn[];
  /** There were draft turns, of which the words up to here are deleted; null: there were none. */
  readonly replaced: Covered | null;
}

/**
 * Stores a final that stays whole, moves the channel's offset and deletes the drafts before it in one transaction, so after a crash all is
 * done or nothing. A stored insight and the user's changes stay.
 */
export async function storeTurn(
  database: Database,
  turn: Turn,
  transcribedSamples: number,
): Promise<StoredFinal> {
  const transaction = changeTurns(database);
  const turns = transaction.objectStore("turns");
  const row = await turns.get(turnKey(turn));
  const before = row && turnOf(row);
  const insight = turn.insight ?? before?.insight ?? null;
  const stored = keepEdits(before, { ...turn, insight });
  await turns.put(rowOf(stored));
  await markChanged(transaction, turn.meetingId);
  const replaced = await advancePast(transaction, turn, transcribedSamples);
  await transaction.done;
  return { turns: [stored], replaced };
}

/** A final turn of the service with the label of each of its words. */
export interface LabelledFinal {
  readonly turnOrder: number;
  readonly turn: Turn;
  readonly speakers: readonly SpeakerLabel[];
  /** Speaker to whom the user had assigned such a turn in an earlier transcript. */
  readonly assigned: (part: Turn) => SpeakerKey | null;
}

/** Stores a final as `storeTurn` does, but one turn for each speaker. */
export async function storeBySpeaker(
  database: Database,
  { turnOrder, turn, speakers, assigned }: LabelledFinal,
  transcribedSamples: number,
): Promise<StoredFinal> {
  const transaction = changeTurns(database);
  const turns = transaction.objectStore("turns");
  const before = turnsOf(await turns.getAll(partsOf(turn, turnOrder)));
  const isNew = before.length === 0;
  const parts = dividedTurn(turn, speakers, before).map((part) =>
    isNew ? withSpeaker(part, assigned(part)) : part,
  );
  for (const part of parts) await turns.put(rowOf(part));
  await markChanged(transaction, turn.meetingId);
  const replaced = await advancePast(transaction, turn, transcribedSamples);
  await transaction.done;
  return { turns: parts, replaced };
}

/** Keys of the parts of one turn of the service. */
const partsOf = (
  { meetingId, channel, session }: Omit<TurnKey, "order">,
  turnOrder: number,
): IDBKeyRange =>
  IDBKeyRange.bound(
    [meetingId, channel, session, firstPartOf(turnOrder)],
    [meetingId, channel, session, lastPartOf(turnOrder)],
  );

/**
 * Moves a channel's offset forward, never back, through audio whose words are all stored.
 *
 * @returns what `StoredFinal.replaced` says
 */
export async function storeTranscribed(
  database: Database,
  channel: ChannelPlace,
  transcribedSamples: number,
): Promise<Covered | null> {
  const transaction = changeTurns(database);
  const covered: Covered = { untilMs: samplesToMs(transcribedSamples), lastWord: null };
  const hadDrafts = await advance(transaction, channel, transcribedSamples, covered);
  await transaction.done;
  return hadDrafts ? covered : null;
}

interface ChannelPlace {
  readonly meetingId: string;
  readonly channel: ChannelName;
}

const changeTurns = (database: Database) =>
  handled(database.transaction(["turns", "meetings", ...MARKS], "readwrite"));

type TurnsTransaction = IDBPTransaction<
  Schema,
  ("turns" | "meetings" | (typeof MARKS)[number])[],
  "readwrite"
>;

async function advancePast(
  transaction: TurnsTransaction,
  turn: Turn,
  transcribedSamples: number,
): Promise<Covered | null> {
  const covered = coveredBy(turn, samplesToMs(transcribedSamples));
  return (await advance(transaction, turn, transcribedSamples, covered)) ? covered : null;
}

/** Returns whether the channel had drafts. */
async function advance(
  transaction: TurnsTransaction,
  { meetingId, channel }: ChannelPlace,
  transcribedSamples: number,
  covered: Covered,
): Promise<boolean> {
  const meetings = transaction.objectStore("meetings");
  const meeting = await meetings.get(meetingId);
  const before = meeting?.channels.find(({ name }) => name === channel);
  if (!meeting || !before) return false;
  const { drafts, ...place } = before;
  const stores = {
    turns: transaction.objectStore("turns"),
    marks: transaction,
  };
  const atMs = samplesToMs(transcribedSamples);
  const left = drafts && (await replaceDrafts(stores, meeting, before, covered, atMs));
  const after: MeetingChannel = {
    ...place,
    transcribedSamples: Math.max(place.transcribedSamples, transcribedSamples),
    ...(left && { drafts: left }),
  };
  const channels = meeting.channels.map((each) => (each === before ? after : each));
  await meetings.put({ ...meeting, channels });
  return drafts !== undefined;
}

/** State that a new session continues from. */
export interface ChannelProgress extends KnownSpeakers {
  readonly transcribedSamples: number;
  /** The last stored words, at most `SETTLED_WORDS`. */
  readonly settled: readonly SettledWord[];
  /** Number of sessions so far, those of drafts included. */
  readonly sessions: number;
}

/**
 * Progress of the speech service; drafts don't count.
 *
 * @param recordedSamples on disk, which after a loss can be fewer than were transcribed
 */
export async function channelProgress(
  database: Database,
  meeting: Meeting,
  channel: ChannelName,
  recordedSamples: number,
): Promise<ChannelProgress> {
  const all = (await listTurns(database, meeting.id)).filter((turn) => turn.channel === channel);
  const turns = all.filter(({ isDraft }) => !isDraft).toSorted(inOrder);
  return {
    transcribedSamples: Math.min(
      recordedSamples,
      meeting.channels.find(({ name }) => name === channel)?.transcribedSamples ?? 0,
    ),
    settled: turns
      .flatMap(({ words, speaker }) => words.map((word) => ({ ...word, speaker })))
      .slice(-SETTLED_WORDS),
    sessions: all.reduce((sessions, turn) => Math.max(sessions, turn.session + 1), 0),
    speakers: [...turns.map(({ speaker }) => speaker), ...namedLabels(channel, meeting)],
    voices: voicesIn(turns),
    same: mergedLabels(channel, meeting.merged),
  };
}

/**
 * Deletes the transcript, so that it can be made again from the audio.
 *
 * @returns the deleted turns
 */
export async function restartTranscript(
  database: Database,
  meetingId: string,
): Promise<readonly Turn[]> {
  const transaction = changeTurns(database);
  const index = transaction.objectStore("turns").index("time");
  const deleted: Turn[] = [];
  for await (const cursor of index.iterate(ofMeeting(meetingId))) {
    deleted.push(turnOf(cursor.value));
    await cursor.delete();
  }
  await markChanged(transaction, meetingId);
  const meetings = transaction.objectStore("meetings");
  const meeting = await meetings.get(meetingId);
  if (meeting) {
    const channels = meeting.channels.map((channel) => {
      const { drafts: _, ...place } = channel;
      return { ...place, transcribedSamples: 0 };
    });
    // The new transcript may have other labels.
    const { heardNames: _, ...kept } = meeting;
    await meetings.put({ ...kept, channels });
  }
  await transaction.done;
  return deleted;
}

/** Returns the turn as it is stored now, or null if none is stored under this key. */
export async function storeInsight(
  database: Database,
  key: TurnKey,
  insight: string,
): Promise<Turn | null> {
  return editTurn(database, key, (turn) => ({ ...turn, insight }));
}

/** Stores the insight into a turn of the service with the last of its parts. */
export async function storeInsightOfParts(
  database: Database,
  session: Omit<TurnKey, "order">,
  turnOrder: number,
  insight: string,
): Promise<Turn | null> {
  const parts = turnsOf(await database.getAll("turns", partsOf(session, turnOrder)));
  const last = parts.findLast(({ words }) => words.length > 0) ?? parts.at(-1);
  return last ? storeInsight(database, last, insight) : null;
}

/**
 * Changes a stored turn in one transaction.
 *
 * @param change must keep the key; returns null to change nothing
 * @returns the turn as it is stored now, or null if none is stored under this key or nothing was changed
 */
export async function editTurn(
  database: Database,
  key: TurnKey,
  change: (turn: Turn) => Turn | null,
): Promise<Turn | null> {
  const [stored] = await editTurns(database, [key], change);
  return stored ?? null;
}

/** The same for several turns: all are changed, or none if the transaction fails. Returns the changed ones. */
export async function editTurns(
  database: Database,
  keys: readonly TurnKey[],
  change: (turn: Turn) => Turn | null,
): Promise<Turn[]> {
  const transaction = handled(database.transaction(["turns", ...MARKS], "readwrite"));
  const turns = transaction.objectStore("turns");
  const edited: Turn[] = [];
  const meetings = new Set<string>();
  for (const key of keys) {
    const row = await turns.get(turnKey(key));
    const turn = row && turnOf(row);
    const stored = turn ? change(turn) : null;
    if (!stored) continue;
    await turns.put(rowOf(stored));
    edited.push(stored);
    if (stored.text === turn?.text) await markForDelivery(transaction, key.meetingId);
    else meetings.add(key.meetingId);
  }
  for (const meetingId of meetings) await markChanged(transaction, meetingId);
  await transaction.done;
  return edited;
}

/**
 * Corrects the speakers of turns in one session, all of them or none.
 *
 * @param revisions by the order of the service's turn
 * @returns the changed turns as they are stored now
 */
export async function storeSpeakers(
  database: Database,
  session: Omit<TurnKey, "order">,
  revisions: ReadonlyMap<number, TurnRevision>,
): Promise<Turn[]> {
  const transaction = handled(database.transaction("turns", "readwrite"));
  const changed: Turn[] = [];
  for (const [turnOrder, revision] of revisions) {
    const before = turnsOf(await transaction.store.getAll(partsOf(session, turnOrder)));
    const after = revisedTurn(before, revision).filter(
      (part) => !before.some((old) => isSame(old, part)),
    );
    for (const part of after) await transaction.store.put(rowOf(part));
    changed.push(...after);
  }
  await transaction.done;
  return changed;
}

const isSame = (one: Turn, other: Turn): boolean =>
  one.order === other.order &&
  one.speaker === other.speaker &&
  one.words.length === other.words.length;

/**
 * Stores which words of a turn are echo; its text becomes that of the other words.
 *
 * @param words as they were judged
 * @returns the turn as it is stored now, or null if none is stored or its words have changed since
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
