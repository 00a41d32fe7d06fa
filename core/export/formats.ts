/** Tables of the formats for export. The menu, downloads and archives follow from them. */

import { BYTES_PER_SAMPLE, SAMPLE_RATE } from "../audio/format.ts";
import { wavHeader } from "../audio/wav.ts";
import type { WriteDocument } from "./document.ts";
import { meetingMarkdown } from "./markdown.ts";
import { meetingText } from "./plain-text.ts";
import { meetingSrt } from "./subtitles/srt.ts";
import { meetingWebVtt } from "./subtitles/webvtt.ts";

export interface TextFormat {
  /** Without its dot. */
  readonly extension: string;
  /** MIME type. Chrome replaces an extension that does not fit it. */
  readonly type: string;
  /** `document`: transcript and notes. `subtitles`: timed transcript. */
  readonly kind: "document" | "subtitles";
  readonly write: WriteDocument;
}

/** In the order of the menu. Labels: `export.<name>` in the locales. */
export const TEXT_FORMATS = {
  markdown: {
    extension: "md",
    type: "text/markdown",
    kind: "document",
    write: meetingMarkdown,
  },
  text: {
    extension: "txt",
    type: "text/plain",
    kind: "document",
    write: meetingText,
  },
  srt: {
    extension: "srt",
    type: "application/x-subrip",
    kind: "subtitles",
    write: meetingSrt,
  },
  vtt: { extension: "vtt", type: "text/vtt", kind: "subtitles", write: meetingWebVtt },
} as const satisfies Record<string, TextFormat>;

export type TextFormatName = keyof typeof TEXT_FORMATS;

export const textFormatNames = Object.keys(TEXT_FORMATS) as readonly TextFormatName[];

export interface AudioFormat {
  /** Without its dot. */
  readonly extension: string;
  /** MIME type. */
  readonly type: string;
  /** Only if the file is this header followed by the PCM itself: then a channel is exported without a copy. */
  readonly header?: (samples: number) => Uint8Array<ArrayBuffer>;
  readonly bitsPerSecond: number;
}

/** Speech of one voice or several is clear at this rate, and an hour has 11 MB: a tenth of WAV. */
export const OPUS_BITS_PER_SECOND = 24_000;

/** In the order of the menu. Labels: `export.<name>` and, for a single channel, `export.wavOf` in the locales. */
export const AUDIO_FORMATS = {
  wav: {
    extension: "wav",
    type: "audio/wav",
    header: wavHeader,
    bitsPerSecond: SAMPLE_RATE * BYTES_PER_SAMPLE * 8,
  },
  opus: { extension: "ogg", type: "audio/ogg", bitsPerSecond: OPUS_BITS_PER_SECOND },
} as const satisfies Record<string, AudioFormat>;

export type AudioFormatName = keyof typeof AUDIO_FORMATS;

export const audioFormatNames = Object.keys(AUDIO_FORMATS) as readonly AudioFormatName[];
