/** The one way in: sorts a file by its content into archive, meeting as JSON, transcript or audio, and imports it. */

import { toMeetingFile } from "../../../core/archive/meeting-file.ts";
import { readMeetingFile } from "../../../core/archive/schema.ts";
import { LARGEST } from "../../../core/bounds.ts";
import { readTranscript } from "../../../core/import/read-transcript.ts";
import type { ForeignTranscript } from "../../../core/import/spoken-part.ts";
import {
  type FileKind,
  HEAD_BYTES,
  kindOfHead,
  wideEncoding,
} from "../../../core/import/file-kind.ts";
import { importedMeeting } from "../../../core/import/imported-meeting.ts";
import { startOfTranscript, titleOfTranscript } from "../../../core/import/named-file.ts";
import { wordDocumentText } from "../../../core/import/markup.ts";
import { readWhisper } from "../../../core/import/whisper.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import { importArchive, importText } from "./import-archive.ts";
import { importAudio } from "./import-audio.ts";
import { importProblem, type ImportOptions, type MeetingOutcome } from "./import-options.ts";
import {
  type ArchiveEntry,
  archiveIn,
  DamagedEntry,
  entryText,
  zipEntries,
} from "./open-archive.ts";

export type Imported =
  | { readonly type: "audio"; readonly meetingId: string }
  /** Empty if it was aborted before the first meeting was complete. */
  | { readonly type: "meetings"; readonly outcomes: readonly MeetingOutcome[] };

/**
 * @returns failures are those of the kind of file, of disk and database
 * @throws the signal's reason when it aborts
 */
export async function importFile(file: File, options: ImportOptions): Promise<Result<Imported>> {
  switch (await kindOf(file)) {
    case "archive":
      return fail("archive-not-zip");
    case "document":
      return fail("document-not-readable");
    case "zip":
      return importZip(file, options);
    case "json":
      return importJsonText(file, options);
    case "text": {
      const text = await textOf(file, "transcript-not-found");
      return text.ok
        ? importTranscript(file, readTranscript(text.value, file.name), options)
        : text;
    }
    case "audio": {
      const imported = await importAudio(file, options);
      return imported.ok ? ok({ type: "audio", ...imported.value }) : imported;
    }
  }
}

/** Transcripts are shorter than the JSON of a meeting. */
const MAX_TEXT_BYTES = LARGEST.meetingFile;

/** If the file can't be read, the import of audio reports it. */
async function kindOf(file: File): Promise<FileKind> {
  const head = await file
    .slice(0, HEAD_BYTES)
    .arrayBuffer()
    .catch(() => null);
  const kind = head ? kindOfHead(new Uint8Array(head)) : "audio";
  if (kind === "text" && /\.json$/i.test(file.name)) return "json";
  // Something may stand before an archive, as before one that unpacks itself.
  const mayBeZip = kind === "audio" && /\.(?:zip|exe)$/i.test(file.name);
  return mayBeZip && (await archiveIn(file).catch(() => null)) !== null ? "zip" : kind;
}

async function asMeetings(
  imported: Promise<Result<readonly MeetingOutcome[]>>,
): Promise<Result<Imported>> {
  const outcomes = await imported;
  return outcomes.ok ? ok({ type: "meetings", outcomes: outcomes.value }) : outcomes;
}

const WORD_DOCUMENT = "word/document.xml";

async function importZip(file: File, options: ImportOptions): Promise<Result<Imported>> {
  const document = await entryOf(file, WORD_DOCUMENT);
  if (!document) return asMeetings(importArchive(file, options));
  if (document.size > MAX_TEXT_BYTES) return fail("document-not-readable");
  try {
    const text = wordDocumentText(await entryText(document));
    return await importTranscript(file, readTranscript(text, file.name), options);
  } catch (error) {
    if (error instanceof DamagedEntry) return fail("document-not-readable");
    throw error;
  }
}

/** @returns `undefined` also if the archive can't be read: its import reports that */
const entryOf = (file: File, name: string): Promise<ArchiveEntry | undefined> =>
  zipEntries(file)
    .then(({ entries }) => entries.find((entry) => entry.name === name))
    .catch(() => undefined);

/** A meeting that Earshot has exported, or a transcript of Whisper. */
async function importJsonText(file: File, options: ImportOptions): Promise<Result<Imported>> {
  const text = await textOf(file, "meeting-file-refused");
  if (!text.ok) return text;
  const transcript = readWhisper(text.value);
  return transcript
    ? importTranscript(file, transcript, options)
    : asMeetings(importText(file.name, readMeetingFile(text.value), options));
}

async function textOf(
  file: File,
  tooLong: "transcript-not-found" | "meeting-file-refused",
): Promise<Result<string>> {
  if (file.size > MAX_TEXT_BYTES) return fail(tooLong, "It is longer than any meeting’s text.");
  try {
    return ok(decodeText(new Uint8Array(await file.arrayBuffer())));
  } catch (error) {
    return importProblem(error, "meeting-file-refused");
  }
}

/** Windows programs of old write single bytes that are no UTF-8. */
function decodeText(bytes: Uint8Array<ArrayBuffer>): string {
  const wide = wideEncoding(bytes.subarray(0, HEAD_BYTES));
  if (wide !== null) return new TextDecoder(wide).decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** The same transcript again is "already here", as with exports of Earshot. */
async function importTranscript(
  file: File,
  transcript: ForeignTranscript | null,
  options: ImportOptions,
): Promise<Result<Imported>> {
  if (!transcript || transcript.parts.length === 0) return fail("transcript-not-found");
  const content = importedMeeting(transcript, {
    id: crypto.randomUUID(),
    title: titleOfTranscript(file.name),
    startedAt: startOfTranscript(file, transcript.beginsAtMs),
    now: Date.now(),
  });
  return asMeetings(importText(file.name, ok(toMeetingFile(content, [], "")), options));
}
