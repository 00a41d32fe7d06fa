/** Reads subtitle files with a reader of another make, which must neither complain nor leave one out. */

import { type CaptionsFileFormat, parseText } from "media-captions";

export interface ReadCue {
  readonly startMs: number;
  readonly endMs: number;
  /** Markup and all. */
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

/** What is seen of a WebVTT subtitle: without its tags, and with the characters that its escapes stand for. */
export const shownText = (text: string): string =>
  text
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
