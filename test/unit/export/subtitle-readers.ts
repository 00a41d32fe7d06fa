/** Reads subtitle files with a reader of another project, which must read every subtitle without an error. */

import { type CaptionsFileFormat, parseText } from "media-captions";

export interface ReadCue {
  readonly startMs: number;
  readonly endMs: number;
  /** With markup. */
  readonly text: string;
}

async function read(text: string, type: CaptionsFileFormat): Promise<readonly ReadCue[]> {
  const { cues, errors } = await parseText(text, { type, strict: true, errors: true });
  const written = text.split(" --> ").length - 1;
  if (cues.length !== written) throw new Error(`${written} subtitles are read as ${cues.length}.`);
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  return cues.map((cue) => ({
    startMs: Math.round(cue.startTime * 1000),
    endMs: Math.round(cue.endTime * 1000),
    text: cue.text,
  }));
}

export const readVtt = (text: string): Promise<readonly ReadCue[]> => read(text, "vtt");
export const readSrt = (text: string): Promise<readonly ReadCue[]> => read(text, "srt");

/** Visible text of a WebVTT subtitle: without tags and with resolved escapes. */
export const shownText = (text: string): string =>
  text
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
