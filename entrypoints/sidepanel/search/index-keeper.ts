/**
 * Keeps the search index true to the database. Each change marks a meeting there as due; the meeting is taken in, the index is
 * written to disk, and only then the mark is removed, if it is still the same. So a crash loses no change. Meetings that are due
 * are read whatever the index has of them, so results are right at any time.
 */

import type { MeetingContent } from "../../../core/meeting.ts";
import { searchedTexts } from "../../../core/search/find-in-meeting.ts";
import { emptyWordIndex, parseWordIndex, type WordIndex } from "../../../core/search/word-index.ts";
import { indexWordsOf, type PlacedLookup } from "../../../core/search/index-words.ts";
import { type Database, markForSearch } from "../../shared/database/open.ts";
import { handled } from "../../shared/handled-transaction.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { createSerial } from "../../shared/serial.ts";
import { hasTextWith, streamQuery, wordStream } from "../../../core/search/word-stream.ts";
import type { IndexFile } from "../../shared/search-index-file.ts";
import { readWhole } from "../../shared/database/whole-meeting.ts";

export interface IndexKeeper {
  /** Lists what is due and begins to take it in. */
  look(): Promise<void>;
  /** Resolves when everything that was due is taken in and written. */
  settled(): Promise<void>;
  /** Filters the meetings that may have all of these terms in one text; keeps their order. */
  mayHave(
    terms: readonly (readonly PlacedLookup[])[],
    meetingIds: readonly string[],
  ): Promise<readonly string[]>;
  /** Reads a meeting, and takes it in if it is due. @returns `null` if it is removed or deleted */
  read(meetingId: string): Promise<MeetingContent | null>;
}

interface KeeperOptions {
  readonly database: Database;
  readonly file: IndexFile;
  /** @param share of the due meetings that are taken in, 0–1; `null`: all, or too few to report */
  readonly onProgress: (share: number | null) => void;
}

/** Taking in this many meetings takes about a second. */
const MIN_REPORTED = 100;
/** Meetings between two writes of the index. */
const WRITE_EVERY = 1_000;

/** Only one context at a time may keep the index (`INDEX_LOCK`). */
export async function openIndexKeeper(options: KeeperOptions): Promise<IndexKeeper> {
  const { database, file, onProgress } = options;
  const index = await openIndex(options);
  const streams = keepStreams(database);
  let due = new Map<string, string>();
  /** Marks of meetings that are taken in and not yet written. */
  const taken = new Map<string, string>();
  let total = 0;
  /** One at a time, so that what was read earlier never takes the place of what was read later. */
  const serial = createSerial();
  let catchingUp: Promise<void> | null = null;

  async function takeIn(meetingId: string): Promise<MeetingContent | null> {
    const mark = due.get(meetingId);
    const content = await readContent(database, meetingId);
    if (mark === undefined) return content;
    const texts = content && searchedTexts(content);
    if (texts) index.put(meetingId, new Set(texts.flatMap(indexWordsOf)));
    else index.remove(meetingId);
    await streams.put(meetingId, texts && wordStream(texts));
    taken.set(meetingId, mark);
    if (due.get(meetingId) === mark) due.delete(meetingId);
    onProgress(total < MIN_REPORTED || due.size === 0 ? null : 1 - due.size / total);
    return content;
  }

  async function write(): Promise<void> {
    const written = new Map(taken);
    if (written.size === 0) return;
    await file.write(index.serialize());
    await removeDue(database, written);
    for (const [id, mark] of written) if (taken.get(id) === mark) taken.delete(id);
  }

  async function catchUp(): Promise<void> {
    for (let [id] = due.keys(); id !== undefined; [id] = due.keys()) {
      const next = id;
      await serial.run(() => takeIn(next));
      if (taken.size >= WRITE_EVERY) await serial.run(write);
    }
    await serial.run(write);
  }

  async function look(): Promise<void> {
    const marks = await listDue(database);
    due = new Map([...marks].filter(([id, mark]) => taken.get(id) !== mark));
    total = Math.max(due.size, catchingUp ? total : 0);
    catchingUp ??= catchUp()
      .catch(reportUnexpected("taking in what is to be searched"))
      .finally(() => (catchingUp = null));
  }

  async function settled(): Promise<void> {
    while (catchingUp) await catchingUp;
  }

  return {
    look,
    settled,
    async mayHave(terms, meetingIds) {
      const lookups = terms.flat();
      const found = index.meetingsWith(lookups);
      const left = meetingIds.filter((id) => found.has(id) || due.has(id));
      if (lookups.length === 1) return left;
      const query = streamQuery(terms, index.matching);
      const all = await streams.all();
      return left.filter((id) => due.has(id) || hasTextWith(all.get(id) ?? NO_WORDS, query));
    },
    read: (id) => (due.has(id) ? serial.run(() => takeIn(id)) : readContent(database, id)),
  };
}

const NO_WORDS = new Uint16Array();

/** The word streams of all meetings: on disk, and from the first query of several words on in memory too. */
function keepStreams(database: Database) {
  let loaded: Promise<Map<string, Uint16Array>> | null = null;

  async function load(): Promise<Map<string, Uint16Array>> {
    const { store } = handled(database.transaction("searchWords"));
    const [ids, streams] = await Promise.all([store.getAllKeys(), store.getAll()]);
    return new Map(ids.map((id, index) => [id, new Uint16Array(streams[index] ?? [])]));
  }

  return {
    all: () => (loaded ??= load()),
    /** @param stream null: the meeting is gone */
    async put(meetingId: string, stream: Uint16Array<ArrayBuffer> | null): Promise<void> {
      const streams = await loaded;
      if (stream) {
        await database.put("searchWords", stream.buffer, meetingId);
        streams?.set(meetingId, stream);
      } else {
        await database.delete("searchWords", meetingId);
        streams?.delete(meetingId);
      }
    },
  };
}

/** Builds an unreadable index again from the database: all meetings become due. */
async function openIndex({ database, file }: KeeperOptions): Promise<WordIndex> {
  const stored = await file.read();
  const index = stored === null ? null : parseWordIndex(stored);
  if (index) return index;
  await markAllDue(database);
  const empty = emptyWordIndex();
  await file.write(empty.serialize());
  return empty;
}

/** By meeting. Each change of a meeting sets another mark. */
export type DueMarks = ReadonlyMap<string, string>;

/** Newest meeting first, after meetings that were removed. */
export async function listDue(database: Database): Promise<DueMarks> {
  const transaction = handled(database.transaction(["meetings", "searchDue"]));
  const due = transaction.objectStore("searchDue");
  const [ids, marks, oldestFirst] = await Promise.all([
    due.getAllKeys(),
    due.getAll(),
    transaction.objectStore("meetings").index("startedAt").getAllKeys(),
  ]);
  const age = new Map(oldestFirst.toReversed().map((id, index) => [id, index]));
  const pairs = ids.map((id, index) => [id, marks[index] ?? ""] as const);
  return new Map(pairs.toSorted(([a], [b]) => (age.get(a) ?? -1) - (age.get(b) ?? -1)));
}

/** Marks all meetings, for an index that is built again. Present marks stay. */
export async function markAllDue(database: Database): Promise<void> {
  const transaction = handled(database.transaction(["meetings", "searchDue"], "readwrite"));
  const due = transaction.objectStore("searchDue");
  const marked = new Set(await due.getAllKeys());
  for (const id of await transaction.objectStore("meetings").getAllKeys())
    if (!marked.has(id)) await markForSearch(due, id);
  await transaction.done;
}

/** Keeps the marks of meetings that have changed again. */
export async function removeDue(database: Database, taken: DueMarks): Promise<void> {
  const { store, done } = handled(database.transaction("searchDue", "readwrite"));
  for (const [id, mark] of taken) if ((await store.get(id)) === mark) await store.delete(id);
  await done;
}

/** Reads a meeting in one transaction. @returns `null` if it is removed or deleted */
export async function readContent(
  database: Database,
  meetingId: string,
): Promise<MeetingContent | null> {
  const content = await readWhole(database, meetingId);
  return content?.meeting.deletedAt === undefined ? content : null;
}
