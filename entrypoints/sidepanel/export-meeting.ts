/** Exports of a meeting as downloads. The sound goes from the file on disk to the download without passing through memory. */

import { i18n } from "#i18n";
import { formatFullDate } from "../../components/format-date.ts";
import { BYTES_PER_SAMPLE } from "../../core/audio/format.ts";
import { wavHeader } from "../../core/audio/wav.ts";
import { exportFileName } from "../../core/export/file-name.ts";
import {
  type MarkdownSource,
  type MarkdownWords,
  meetingMarkdown,
} from "../../core/export/markdown.ts";
import type { Meeting } from "../../core/meeting.ts";
import { sampleCount, soundOf } from "../shared/sound-file.ts";

/** Long enough for Chrome to have taken hold of the blob; it copies what it needs when the download begins. */
const REVOKE_AFTER_MS = 60_000;

/** One file for each channel that has sound. */
export async function exportWav(meeting: Meeting): Promise<void> {
  for (const { name } of meeting.channels) {
    const sound = await soundOf(meeting.id, name);
    if (!sound) continue;
    const speaker = meeting.channels.length > 1 ? ` ${i18n.t(SPEAKER[name])}` : "";
    const fileName = exportFileName(`${meeting.title}${speaker}`, meeting.startedAt, "wav");
    download(wavBlob(sound), fileName);
  }
}

export function exportMarkdown(source: MarkdownSource): void {
  const text = meetingMarkdown(source, documentWords(source.meeting));
  // Chrome renames a `.md` of any other type to `.txt`.
  const blob = new Blob([text], { type: "text/markdown" });
  download(blob, exportFileName(source.meeting.title, source.meeting.startedAt, "md"));
}

const SPEAKER = { tab: "transcript.them", mic: "transcript.you" } as const;

/** Header and file side by side. */
function wavBlob(sound: File): Blob {
  const samples = sampleCount(sound);
  return new Blob([wavHeader(samples), sound.slice(0, samples * BYTES_PER_SAMPLE)], {
    type: "audio/wav",
  });
}

const documentWords = (meeting: Meeting): MarkdownWords => ({
  untitled: i18n.t("document.untitled"),
  notes: i18n.t("document.notes"),
  notesCutOff: i18n.t("notes.cutOff"),
  transcript: i18n.t("document.transcript"),
  insight: i18n.t("document.insight"),
  speakers: { tab: i18n.t("transcript.them"), mic: i18n.t("transcript.you") },
  date: formatFullDate(meeting.startedAt),
});

function download(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_AFTER_MS);
}
