/** Unpacks the audio of a channel from an archive piece by piece, without changing a sample. */

import type { ZipEntry } from "unzipit";
import type { FiledAudio } from "../../../core/archive/meeting-file.ts";
import { BYTES_PER_SAMPLE, SAMPLE_RATE } from "../../../core/audio/format.ts";
import { parseWavHead, WAV_HEAD_BYTES, type WavFormat } from "../../../core/audio/wav-file.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import { entryBytes } from "./open-archive.ts";

/**
 * @param write receives the PCM without its header
 * @returns failures are "meeting-file-refused": the audio does not fit the meeting file
 * @throws errors of `entryBytes` and `write`
 */
export async function unpackAudio(
  entry: ZipEntry,
  { file, samples }: FiledAudio,
  write: (pcm: Uint8Array) => Promise<void>,
): Promise<Result<null>> {
  const refuse = (why: string): Result<never> => fail("meeting-file-refused", `${file} ${why}`);
  const wanted = samples * BYTES_PER_SAMPLE;
  let left = wanted;
  let head: Uint8Array | null = new Uint8Array();
  for await (const bytes of entryBytes(entry)) {
    let pcm = bytes;
    if (head) {
      head = joined(head, bytes);
      const format = parseWavHead(head);
      if (!format.ok && head.length < Math.min(WAV_HEAD_BYTES, entry.size)) continue;
      if (!format.ok || !isRecorded(format.value)) return refuse("is not mono of 16 bit, 16 kHz.");
      if ((format.value.dataBytes ?? wanted) !== wanted) return refuse(OTHER_LENGTH);
      pcm = head.subarray(format.value.dataOffset);
      head = null;
    }
    // Other chunks may follow the audio.
    const part = pcm.subarray(0, left);
    if (part.length > 0) await write(part);
    left -= part.length;
  }
  return left === 0 ? ok(null) : refuse(OTHER_LENGTH);
}

const OTHER_LENGTH = "is not as long as its meeting says.";

const isRecorded = ({ samples, channels, sampleRate }: WavFormat): boolean =>
  samples === "s16" && channels === 1 && sampleRate === SAMPLE_RATE;

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
