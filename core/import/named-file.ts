/** Title and start of a meeting of which there is only text, by the name of its file. */

import { timeInName, titleOf } from "../media/file-name.ts";

const TEXT_EXTENSION = /(?<=.)\.(?:vtt|srt|txt|text|md|markdown|docx|json)$/i;
const OF_SUBTITLES = /\.(?:vtt|srt)$/i;
/** Stands before the extension of subtitles: `.transcript`, `.cc`, a language. */
const SUBTITLE_PART = /(?<=.)\.(?:transcript|cc|captions?|[a-z]{2}(?:-[A-Za-z]{2,4})?)$/;

export function titleOfTranscript(fileName: string): string {
  const title = titleOf(fileName.replace(TEXT_EXTENSION, ""));
  return OF_SUBTITLES.test(fileName) ? title.replace(SUBTITLE_PART, "") : title;
}

interface NamedFile {
  readonly name: string;
  /** Unix time in ms. */
  readonly lastModified: number;
}

/**
 * @param beginsAtMs time of day at which the text begins; `null` if it does not say
 * @returns Unix time in ms
 */
export function startOfTranscript(
  { name, lastModified }: NamedFile,
  beginsAtMs: number | null,
): number {
  const named = timeInName(name);
  if (named?.hasTime || beginsAtMs === null) return named?.at ?? lastModified;
  const day = new Date(named?.at ?? lastModified);
  day.setHours(0, 0, 0, beginsAtMs);
  // The file was stored after midnight.
  if (named === null && day.getTime() > lastModified) day.setDate(day.getDate() - 1);
  return day.getTime();
}
