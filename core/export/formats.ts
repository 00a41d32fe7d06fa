/** The text files in which a meeting can leave Earshot. The menu, downloads and archives are made from this one table. */

import type { WriteDocument } from "./document.ts";
import { meetingMarkdown, pastedMarkdown } from "./markdown.ts";
import { meetingText } from "./plain-text.ts";
import { meetingSrt } from "./subtitles/srt.ts";
import { meetingWebVtt } from "./subtitles/webvtt.ts";

export interface TextFormat {
  /** Without a dot. */
  readonly extension: string;
  /** MIME type. Chrome gives a file another extension where it does not fit. */
  readonly type: string;
  /** `document`: the transcript and the notes. `subtitles`: what was said, and when. */
  readonly kind: "document" | "subtitles";
  readonly write: WriteDocument;
  /** As it goes to the clipboard; absent where nobody would paste it. */
  readonly paste?: WriteDocument;
}

/** In the order of the menu, whose words are `export.<name>` in `components/locales/en.yml`. */
export const TEXT_FORMATS = {
  markdown: {
    extension: "md",
    type: "text/markdown",
    kind: "document",
    write: meetingMarkdown,
    paste: pastedMarkdown,
  },
  text: {
    extension: "txt",
    type: "text/plain",
    kind: "document",
    write: meetingText,
    paste: meetingText,
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
/** Those that can be copied, too. */
export type PastedFormatName = {
  [Name in TextFormatName]: (typeof TEXT_FORMATS)[Name] extends { paste: WriteDocument }
    ? Name
    : never;
}[TextFormatName];

export const textFormatNames = Object.keys(TEXT_FORMATS) as readonly TextFormatName[];
export const pastedFormatNames = textFormatNames.filter(
  (name): name is PastedFormatName => "paste" in TEXT_FORMATS[name],
);
