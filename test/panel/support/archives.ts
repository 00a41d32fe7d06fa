/** Exports and imports archives as the panel does, between profiles of a browser. */

import { IDBFactory } from "fake-indexeddb";
import type { MeetingContent } from "../../../core/meeting.ts";
import type { Result } from "../../../core/problem.ts";
import type { ArchivedText } from "../../../core/protocol/files.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { addWhole, readWhole } from "../../../entrypoints/shared/database/whole-meeting.ts";
import { exportArchive } from "../../../entrypoints/sidepanel/transfer/export-archive.ts";
import { importArchive } from "../../../entrypoints/sidepanel/transfer/import-archive.ts";
import type {
  ImportOptions,
  MeetingOutcome,
} from "../../../entrypoints/sidepanel/transfer/import-options.ts";
import { archivedTexts } from "../../../entrypoints/sidepanel/transfer/text-files.ts";
import { chromeNow } from "./chrome.ts";

async function withOptions<T>(act: (options: ImportOptions) => Promise<T>): Promise<T> {
  const database = await openDatabase();
  try {
    return await act({ database, onProgress() {}, signal: new AbortController().signal });
  } finally {
    database.close();
  }
}

/** A browser without meetings. */
export function openOtherProfile(): void {
  globalThis.indexedDB = new IDBFactory();
  chromeNow.files = new Map();
}

export const storeWhole = (content: MeetingContent): Promise<void> =>
  withOptions(({ database }) => addWhole(database, content));

export const storedWhole = (id: string): Promise<MeetingContent | null> =>
  withOptions(({ database }) => readWhole(database, id));

export const textsOf = (content: MeetingContent): readonly ArchivedText[] =>
  archivedTexts({ ...content, durationMs: content.meeting.durationMs }, []);

export const exported = (...ids: readonly string[]): Promise<Blob> =>
  withOptions(async (options) => {
    const result = await exportArchive(ids, {
      ...options,
      exportedBy: "Earshot 1.2.3",
      textsOf,
    });
    const archive = result.ok ? result.value.archive : null;
    if (!archive) throw new Error("no archive");
    return archive.blob;
  });

export const imported = (archive: Blob): Promise<Result<readonly MeetingOutcome[]>> =>
  withOptions((options) => importArchive(new File([archive], "weekly.zip"), options));

const audioPath = (id: string, channel: string): string => `meetings/${id}/${channel}.pcm`;

export function putAudio(id: string, channel: string, samples: Int16Array<ArrayBuffer>): void {
  const path = audioPath(id, channel);
  chromeNow.files.set(path, new File([samples], channel));
}

export async function audioOnDisk(id: string, channel: string): Promise<Int16Array> {
  const file = chromeNow.files.get(audioPath(id, channel));
  return new Int16Array((await file?.arrayBuffer()) ?? new ArrayBuffer());
}
