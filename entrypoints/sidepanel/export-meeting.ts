/** Exports of a meeting as downloads. The sound goes from disk to the download without ever being in memory as a whole. */

import { i18n } from "#i18n";
import { faultWords } from "../../components/fault-words.ts";
import { formatFullDate } from "../../components/format-date.ts";
import { markWords } from "../../components/mark-words.ts";
import { speakerNames } from "../../components/speaker-names.ts";
import { subjectName } from "../../components/subject-name.ts";
import { BYTES_PER_SAMPLE } from "../../core/audio/format.ts";
import { wavHeader } from "../../core/audio/wav.ts";
import { exportFileName } from "../../core/export/file-name.ts";
import {
  type MarkdownSource,
  type MarkdownWords,
  meetingMarkdown,
} from "../../core/export/markdown.ts";
import type { Meeting } from "../../core/meeting.ts";
import { isSameSubject, STANDARD } from "../../core/notes/subject.ts";
import type { NoteTemplate } from "../../core/settings.ts";
import { reportSurprise } from "../shared/report-surprise.ts";
import { sampleCount, soundOf } from "../shared/sound-file.ts";
import { mixedWav } from "./mixed-wav.ts";

/** Long enough for Chrome to have taken hold of the blob; it copies what it needs when the download begins. */
const REVOKE_AFTER_MS = 60_000;

/** Of a slow disk that a large file is taken to. */
const SLOWEST_BYTES_PER_MS = 5_000;

/** One file to listen to: several channels are mixed. */
export async function exportWav(meeting: Meeting): Promise<void> {
  const files = await Promise.all(meeting.channels.map(({ name }) => soundOf(meeting.id, name)));
  const sounds = files.flatMap((file) => (file && sampleCount(file) > 0 ? [file] : []));
  const [only] = sounds;
  if (!only) return;
  const fileName = exportFileName(meeting.title, meeting.startedAt, "wav");
  if (sounds.length === 1) return download(wavBlob(only), fileName);
  const mixed = await mixedWav(sounds);
  download(mixed.file, fileName, mixed.remove);
}

/** @param templates The person's own, which name their notes */
export const markdownOf = (source: MarkdownSource, templates: readonly NoteTemplate[]): string =>
  meetingMarkdown(source, documentWords(source.meeting, templates));

export function exportMarkdown(source: MarkdownSource, templates: readonly NoteTemplate[]): void {
  const text = markdownOf(source, templates);
  // Chrome renames a `.md` of any other type to `.txt`.
  const blob = new Blob([text], { type: "text/markdown" });
  download(blob, exportFileName(source.meeting.title, source.meeting.startedAt, "md"));
}

/** Header and file side by side. */
function wavBlob(sound: File): Blob {
  const samples = sampleCount(sound);
  return new Blob([wavHeader(samples), sound.slice(0, samples * BYTES_PER_SAMPLE)], {
    type: "audio/wav",
  });
}

const documentWords = (meeting: Meeting, templates: readonly NoteTemplate[]): MarkdownWords => ({
  untitled: i18n.t("document.untitled"),
  notes: (subject) =>
    isSameSubject(subject, STANDARD) ? i18n.t("document.notes") : subjectName(subject, templates),
  notesCutOff: i18n.t("notes.cutOff"),
  questions: i18n.t("document.questions"),
  fault: faultWords,
  transcript: i18n.t("document.transcript"),
  insight: i18n.t("document.insight"),
  speakers: speakerNames(meeting),
  date: formatFullDate(meeting.startedAt),
  consent:
    meeting.consentAt === undefined
      ? null
      : i18n.t("document.consent", [formatFullDate(meeting.consentAt)]),
  mark: markWords,
});

/** @param release Lets go of what the blob lies in. */
export function download(blob: Blob, fileName: string, release?: () => Promise<void>): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(
    () => {
      URL.revokeObjectURL(url);
      release?.().catch(reportSurprise("removing an exported file"));
    },
    REVOKE_AFTER_MS + blob.size / SLOWEST_BYTES_PER_MS,
  );
}
