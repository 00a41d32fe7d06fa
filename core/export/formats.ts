/** Tables of the formats for export. The menu, downloads and archives follow from them. */

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
  /**
   * Writes a file block by block.
   * @param samples length of the audio
   * @param pcm mono at `SAMPLE_RATE`
   */
  readonly encode: (samples: number, pcm: AsyncIterable<Pcm>) => AsyncIterable<AudioBytes>;
  /** Only if the file is this header followed by the PCM itself: then a channel is exported without a copy. */
  readonly header?: (samples: number) => AudioBytes;
}

type Pcm = Int16Array<ArrayBuffer>;
type AudioBytes = Pcm | Uint8Array<ArrayBuffer>;

/** In the order of the menu. Labels: `export.<name>` and `export.<name>Of` in the locales. */
export const AUDIO_FORMATS = {
  wav: {
    extension: "wav",
    type: "audio/wav",
    header: wavHeader,
    async *encode(samples, pcm) {
      yield wavHeader(samples);
      yield* pcm;
    },
  },
} as const satisfies Record<string, AudioFormat>;

export type AudioFormatName = keyof typeof AUDIO_FORMATS;

export const audioFormatNames = Object.keys(AUDIO_FORMATS) as readonly AudioFormatName[];
