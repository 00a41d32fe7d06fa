/** The border between the panel and the import thread, which decodes one media file and ends. */

import type { ChannelName } from "../meeting.ts";
import type { Problem } from "../problem.ts";

/** Panel → import thread. `Media` is the file, which `core/` has no type for. */
export type ImportRequest<Media> =
  | {
      readonly type: "import";
      readonly file: Media;
      readonly meetingId: string;
      /** Under which its progress is stored; `null`: it is not. */
      readonly key: string | null;
      /** Unix time in ms. */
      readonly now: number;
    }
  /** Answers `unknown`: the samples of one or two sides, or `null` if Chrome can't decode it either. */
  | { readonly type: "decoded"; readonly sides: readonly Float32Array<ArrayBuffer>[] | null }
  | { readonly type: "cancel" };

export interface ImportedAudio {
  /** Length of every channel. */
  readonly samples: number;
  readonly channels: readonly ChannelName[];
  /** Unix time in ms. */
  readonly startedAt: number;
}

/** Import thread → panel. */
export type ImportReport =
  /** 0–1; 0 also means unknown. */
  | { readonly type: "progress"; readonly share: number }
  /** No demultiplexer knows the file. Only a page can have Chrome decode a file as a whole. */
  | { readonly type: "unknown" }
  | { readonly type: "done"; readonly audio: ImportedAudio }
  | { readonly type: "failed"; readonly problem: Problem }
  | { readonly type: "cancelled" }
  /** A bug; the panel throws it. */
  | { readonly type: "unexpected"; readonly error: unknown };
