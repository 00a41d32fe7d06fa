/**
 * The border between a panel and its files thread. A thread serves one export or import and is then ended, so its memory is freed and
 * cancelling is ending it. Each request gets one answer, in order.
 */

import type { AudioFormatName } from "../export/formats.ts";
import type { ChannelName } from "../meeting.ts";
import type { Result } from "../problem.ts";

export interface ArchivedText {
  readonly name: string;
  readonly content: string;
}

/** A meeting's folder in an archive. */
export interface ArchivedMeeting {
  readonly meetingId: string;
  /** Channels that have audio. */
  readonly channels: readonly ChannelName[];
  readonly folder: string;
  /** Unix time in ms. */
  readonly modifiedAt: number;
  /** In UTF-8; their buffers are transferred. */
  readonly texts: readonly { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[];
}

/** Where a file lies in a ZIP archive. */
export interface PackedFile {
  /** Of its local header, from the beginning of the archive. */
  readonly offset: number;
  readonly packedSize: number;
  readonly size: number;
  readonly crc: number;
  /** Or stored. */
  readonly isDeflated: boolean;
}

/** Audio of a channel that is unpacked. */
export interface PackedAudio {
  /** Its name in the archive, for refusals. */
  readonly file: string;
  readonly samples: number;
  readonly packed: PackedFile;
  readonly output: string;
}

/**
 * Panel → files thread. `output`: name of a new file in the folder of exports.
 *
 * @template Bytes a `Blob`, which is not known here
 */
export type FilesRequest<Bytes> =
  /** Writes the audio of a meeting, mixed if there are several channels. Answer: the file. */
  | {
      readonly type: "audio";
      readonly output: string;
      readonly meetingId: string;
      readonly channels: readonly ChannelName[];
      readonly format: AudioFormatName;
    }
  /** Begins an archive. */
  | { readonly type: "archive"; readonly output: string }
  /** Adds a meeting to the archive. */
  | { readonly type: "archive-meeting"; readonly meeting: ArchivedMeeting }
  /** Answer: the archive. It refers to the audio of its meetings, which must stay until it is read. */
  | { readonly type: "archive-end" }
  /** Unpacks audio out of an archive. Answer: why it is refused ("meeting-file-refused"), if it is. */
  | { readonly type: "unpack"; readonly archive: Bytes; readonly audio: readonly PackedAudio[] };

interface Answers<Bytes> {
  readonly audio: Bytes;
  readonly archive: null;
  readonly "archive-meeting": null;
  readonly "archive-end": Bytes;
  readonly unpack: Result<null>;
}

export type FilesAnswer<Bytes, Type extends keyof Answers<Bytes>> = Answers<Bytes>[Type];

/** Files thread → panel. */
export type FilesReport<Value = unknown> =
  /** @property amount since the last report: samples of the meeting clock that were read, or bytes that were unpacked */
  | { readonly type: "progress"; readonly amount: number }
  | { readonly type: "done"; readonly value: Value }
  /** @property error what was thrown; a `DOMException` stays one */
  | { readonly type: "failed"; readonly error: unknown };
