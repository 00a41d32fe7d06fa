/** Reads Earshot's database and audio files from one of its pages; only the packed words of turns need code of Earshot. */

import type { Page } from "puppeteer-core";
import { BYTES_PER_SAMPLE } from "../../core/audio/format.ts";
import type { UnexpectedError } from "../../core/diagnostics/unexpected-errors.ts";
import type { ChannelName, Meeting, Turn } from "../../core/meeting.ts";
import { type TurnRow, turnOf } from "../../entrypoints/shared/database/turn-row.ts";

/** Piece of a recording that fits into one answer of the debugging protocol. */
const PIECE_BYTES = 4_000_000;

/** Returns meetings, newest first; none if Earshot has not created its database yet. */
export async function storedMeetings(page: Page): Promise<Meeting[]> {
  const meetings = (await allStored(page, "earshot", "meetings")) as Meeting[];
  return meetings.toSorted((a, b) => b.startedAt - a.startedAt);
}

/** Returns the unexpected errors of all contexts since the profile was created. */
export async function storedErrors(page: Page): Promise<UnexpectedError[]> {
  const [log = []] = await allStored(page, "earshot-surprises", "surprises", "latest");
  return log as UnexpectedError[];
}

/** Returns nothing if the database does not exist, and does not create it. */
const allStored = (
  page: Page,
  name: string,
  store: string,
  key: string | null = null,
): Promise<unknown[]> =>
  page.evaluate(
    (name, store, key) =>
      new Promise<unknown[]>((resolve, reject) => {
        const opening = indexedDB.open(name);
        let isMissing = false;
        opening.onupgradeneeded = () => {
          isMissing = true;
          opening.transaction?.abort();
        };
        opening.onerror = () => {
          if (isMissing) resolve([]);
          else reject(opening.error ?? new Error("no database"));
        };
        opening.onsuccess = () => {
          const { result: database } = opening;
          const reading = database.transaction(store).objectStore(store).getAll(key);
          reading.onerror = () => reject(reading.error ?? new Error(`no ${store}`));
          reading.onsuccess = () => {
            database.close();
            resolve(reading.result);
          };
        };
      }),
    name,
    store,
    key,
  );

/** Returns turns sorted by the meeting clock. */
export async function storedTurns(page: Page, meetingId: string): Promise<Turn[]> {
  const rows = await page.evaluate(
    (id) =>
      new Promise<TurnRow[]>((resolve, reject) => {
        const opening = indexedDB.open("earshot");
        opening.onerror = () => reject(opening.error ?? new Error("no database"));
        opening.onsuccess = () => {
          const { result: database } = opening;
          const turns = database.transaction("turns").objectStore("turns");
          const ofMeeting = IDBKeyRange.bound([id, -Infinity], [id, Infinity]);
          const reading = turns.index("time").getAll(ofMeeting);
          reading.onerror = () => reject(reading.error ?? new Error("no turns"));
          reading.onsuccess = () => {
            database.close();
            resolve(reading.result as TurnRow[]);
          };
        };
      }),
    meetingId,
  );
  return rows.map(turnOf);
}

/** Returns the bytes of a channel's audio on disk, or 0 without a file. */
export const storedAudioBytes = (
  page: Page,
  meetingId: string,
  channel: ChannelName = "tab",
): Promise<number> =>
  page.evaluate(
    async (id, name) => {
      try {
        const root = await navigator.storage.getDirectory();
        const meetings = await root.getDirectoryHandle("meetings");
        const folder = await meetings.getDirectoryHandle(id);
        return (await (await folder.getFileHandle(name)).getFile()).size;
      } catch (error) {
        if (error instanceof DOMException && error.name === "NotFoundError") return 0;
        throw error;
      }
    },
    meetingId,
    fileOf(channel),
  );

/** Returns the folders of audio, including those of meetings that are not in the database. */
export const audioFolders = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const meetings = await root.getDirectoryHandle("meetings", { create: true });
    const names: string[] = [];
    for await (const name of meetings.keys()) names.push(name);
    return names;
  });

/** Returns all samples of a channel that are on disk. */
export async function storedAudio(
  page: Page,
  meetingId: string,
  channel: ChannelName = "tab",
): Promise<Int16Array> {
  const bytes = Buffer.alloc(await storedAudioBytes(page, meetingId, channel));
  for (let at = 0; at < bytes.length; at += PIECE_BYTES)
    Buffer.from(await audioPiece(page, meetingId, channel, at), "base64").copy(bytes, at);
  return new Int16Array(
    bytes.buffer,
    bytes.byteOffset,
    Math.floor(bytes.length / BYTES_PER_SAMPLE),
  );
}

const fileOf = (channel: ChannelName): string => `${channel}.pcm`;

const audioPiece = (
  page: Page,
  meetingId: string,
  channel: ChannelName,
  at: number,
): Promise<string> =>
  page.evaluate(
    async (id, name, from, to) => {
      const root = await navigator.storage.getDirectory();
      const meetings = await root.getDirectoryHandle("meetings");
      const folder = await meetings.getDirectoryHandle(id);
      const file = await (await folder.getFileHandle(name)).getFile();
      const reader = new FileReader();
      return new Promise<string>((resolve, reject) => {
        reader.onerror = () => reject(reader.error ?? new Error("not readable"));
        reader.onload = () => {
          const { result } = reader;
          resolve(typeof result === "string" ? result.slice(result.indexOf(",") + 1) : "");
        };
        reader.readAsDataURL(file.slice(from, to));
      });
    },
    meetingId,
    fileOf(channel),
    at,
    at + PIECE_BYTES,
  );
