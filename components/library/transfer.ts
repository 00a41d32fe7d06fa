/** Imports and exports as components show them. */

import type { AudioFormatName, TextFormatName } from "../../core/export/formats.ts";
import type { DocumentPart } from "../../core/export/rich/meeting-blocks.ts";
import type { ChannelName } from "../../core/meeting.ts";
import type { Problem } from "../../core/problem.ts";

/** What the file chooser offers first. The content of a file decides how it is imported. */
export const ACCEPTED_FILES =
  "audio/*,video/*,.aifc,.amr,.au,.caf,.mka,.mkv,.opus,.w64,.zip,application/zip,.json,application/json,.vtt,text/vtt,.srt,.txt,text/plain,.md,.docx";

export interface Transfer {
  readonly label: string;
  /** 0–1; 0 also means unknown. */
  readonly share: number;
}

export interface TransferResult {
  readonly sentence: string;
  readonly refused: readonly { readonly name: string; readonly problem: Problem }[];
}

/** Parts of the meeting that can be exported. */
export interface ExportOffer {
  readonly hasAudio: boolean;
  readonly audioSeconds: number;
  readonly channels: readonly {
    readonly name: ChannelName;
    readonly speaker: string;
    readonly hasAudio: boolean;
  }[];
  /** There are turns or notes. */
  readonly hasText: boolean;
  /** There are turns. */
  readonly hasWords: boolean;
  /** The meeting is not being recorded, so an archive of it would be complete. */
  readonly isComplete: boolean;
}

/** Events of the export menu. */
export interface ExportActs {
  /** `channel` is null for a mix of all channels. */
  audio: [format: AudioFormatName, channel: ChannelName | null];
  text: [format: TextFormatName];
  copy: [part: DocumentPart];
  copyMarkdown: [];
  word: [];
  print: [];
  json: [];
  zip: [];
}

/** `preparing`: a file is being written, and no second export starts until it is done. */
export type ExportNews = "preparing" | "copied";
