/** Table of the text formats for export. The menu, downloads and archives follow from it. */

import type { WriteDocument } from "./document.ts";
import { meetingMarkdown, pastedMarkdown } from "./markdown.ts";
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
  /** Writes the text for the clipboard; absent if the format is not offered for copying. */
  readonly paste?: WriteDocument;
}

/** In the order of the menu. Labels: `export.<name>` in the locales. */
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
/** Formats that can be copied. */
export type PastedFormatName = {
  [Name in TextFormatName]: (typeof TEXT_FORMATS)[Name] extends { paste: WriteDocument }
    ? Name
    : never;
}[TextFormatName];

export const textFormatNames = Object.keys(TEXT_FORMATS) as readonly TextFormatName[];
export const pastedFormatNames = textFormatNames.filter(
  (name): name is PastedFormatName => "paste" in TEXT_FORMATS[name],
);
