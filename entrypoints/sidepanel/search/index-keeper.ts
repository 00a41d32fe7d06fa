/**
 * Keeps the search index true to the database. A meeting that has changed is marked there as due; it is taken in, the index
 * is written to disk, and only then the mark is removed, if it is still the same: whatever crashes, nothing is missed. A
 * meeting that is due is read whatever the index says of it, so what is found is right at any time.
 */

import type { MeetingContent } from "../../../core/meeting.ts";
import { wordsOf } from "../../../core/search/find-in-meeting.ts";
import { emptyWordIndex, parseWordIndex, type WordIndex } from "../../../core/search/word-index.ts";
import type { Lookup } from "../../../core/search/index-words.ts";
import type { Database } from "../../shared/database/open.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { createSerial } from "../../shared/serial.ts";
import { listDue, markAllDue, readContent, removeDue } from "./due-marks.ts";
import type { IndexFile } from "../../shared/search-index-file.ts";

export interface IndexKeeper {
  /** Finds out what is due, and begins to take it in. */
  look(): Promise<void>;
  /** Resolves when everything is taken in and written that was due. */
  settled(): Promise<void>;
  /** Which of these meetings may have all of these words, in the same order. */
  mayHave(lookups: readonly Lookup[], meetingIds: readonly string[]): readonly string[];
  /** A meeting as it is now, taken in on the way where it is due; null where it is gone or deleted. */
  read(meetingId: string): Promise<MeetingContent | null>;
}

interface KeeperOptions {
  readonly database: Database;
  readonly file: IndexFile;
  /** How much of what was due is taken in, 0–1; null: all, or hardly worth a word. */
  readonly onProgress: (share: number | null) => void;
}

/** With so many meetings it takes a second or so. */
const WORTH_A_WORD = 100;
/** After so many, what is done so far is written. */
const WRITE_EVERY = 1_000;

/** Only one context at a time may keep the index. */
export async function openIndexKeeper(options: KeeperOptions): Promise<IndexKeeper> {
  const { database, file, onProgress } = options;
  const index = await openIndex(options);
  let due = new Map<string, string>();
  /** Taken in, and not yet written. */
  const taken = new Map<string, string>();
  let total = 0;
  /** One at a time, so that what was read earlier never takes the place of what was read later. */
  const serial = createSerial();
  let catchingUp: Promise<void> | null = null;

  async function takeIn(meetingId: string): Promise<MeetingContent | null> {
    const mark = due.get(meetingId);
    const content = await readContent(database, meetingId);
    if (mark === undefined) return content;
    if (content) index.put(meetingId, wordsOf(content));
    else index.remove(meetingId);
    taken.set(meetingId, mark);
    if (due.get(meetingId) === mark) due.delete(meetingId);
    onProgress(total < WORTH_A_WORD || due.size === 0 ? null : 1 - due.size / total);
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
    mayHave(lookups, meetingIds) {
      const found = index.meetingsWith(lookups);
      return meetingIds.filter((id) => found.has(id) || due.has(id));
    },
    read: (id) => (due.has(id) ? serial.run(() => takeIn(id)) : readContent(database, id)),
  };
}

/** One that can't be read is made anew from the database, by the same road as every change. */
async function openIndex({ database, file }: KeeperOptions): Promise<WordIndex> {
  const stored = await file.read();
  const index = stored === null ? null : parseWordIndex(stored);
  if (index) return index;
  await markAllDue(database);
  const empty = emptyWordIndex();
  await file.write(empty.serialize());
  return empty;
}
