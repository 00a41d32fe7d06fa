/**
 * Writes two streams as channels of a meeting. During the import it writes their mean and half their difference: what most files
 * become is complete then, and a mono file has no second stream at all. `finish` turns them into what the counts decide.
 */

import { BYTES_PER_SAMPLE } from "../../../../core/audio/format.ts";
import { toInt16 } from "../../../../core/audio/pcm.ts";
import { countSides, type SideCounts, type Sides } from "../../../../core/audio/two-sides.ts";
import type { ChannelName } from "../../../../core/meeting.ts";
import { audioFileHandle, audioFolder, openWhenFree } from "../../../shared/audio-file.ts";
import { delay } from "../../../shared/delay.ts";

/** Beside the channels while an import runs; it is no channel, so nobody else reads it. */
const SIDE_FILE = "import.side";
/** A thread that was ended a moment ago may still hold its files. */
const RETRY_MS = [50, 200, 500, 1_000];
const PASS_SAMPLES = 1 << 18;

export interface AudioWriter {
  /** Samples of every stream on disk. */
  readonly samples: () => number;
  /** Appends blocks of the same length. `second` is `null` while there is no difference. */
  write(mid: Float32Array, side: Float32Array | null): void;
  flush(): void;
  /** Makes the channels of the meeting. */
  finish(sides: Sides): Promise<readonly ChannelName[]>;
  close(): void;
}

interface Options {
  readonly meetingId: string;
  /** What is behind this is removed: it was written but not counted. */
  readonly fromSample: number;
  /** Counts what is written. */
  readonly counts: SideCounts;
}

const open = async (handle: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> =>
  openWhenFree(() => handle.createSyncAccessHandle(), RETRY_MS, delay);

export async function openAudioWriter({
  meetingId,
  fromSample,
  counts,
}: Options): Promise<AudioWriter> {
  const folder = await audioFolder(meetingId, { create: true });
  const mean = await open(await audioFileHandle(meetingId, "tab", { create: true }));
  const half = await open(await folder.getFileHandle(SIDE_FILE, { create: true }));
  mean.truncate(fromSample * BYTES_PER_SAMPLE);
  half.truncate(Math.min(half.getSize(), fromSample * BYTES_PER_SAMPLE));
  let samples = fromSample;
  let isClosed = false;

  function close(): void {
    if (isClosed) return;
    isClosed = true;
    mean.close();
    half.close();
  }

  return {
    samples: () => samples,
    write(mid, side) {
      const at = samples * BYTES_PER_SAMPLE;
      writeAll(mean, pcmOf(mid), at);
      // What was skipped before it reads as silence.
      if (side) writeAll(half, pcmOf(side), at);
      count(counts, mid, side);
      samples += mid.length;
    },
    flush() {
      mean.flush();
      half.flush();
    },
    async finish(sides) {
      half.truncate(samples * BYTES_PER_SAMPLE);
      const channels: ChannelName[] = sides === "both" ? ["tab", "mic"] : ["tab"];
      if (sides === "both") {
        const second = await open(await audioFileHandle(meetingId, "mic", { create: true }));
        try {
          second.truncate(0);
          combine(mean, half, samples, (m, s) => m - s, second);
        } finally {
          second.close();
        }
      }
      if (sides === "both" || sides === "first") combine(mean, half, samples, (m, s) => m + s);
      if (sides === "second") combine(mean, half, samples, (m, s) => m - s);
      if (sides === "difference") combine(mean, half, samples, (_m, s) => s);
      close();
      await folder.removeEntry(SIDE_FILE);
      return channels;
    },
    close,
  };
}

function pcmOf(block: Float32Array): Int16Array<ArrayBuffer> {
  const pcm = new Int16Array(block.length);
  for (let i = 0; i < block.length; i++) pcm[i] = toInt16(block[i] ?? 0);
  return pcm;
}

/** @throws DOMException `QuotaExceededError` if the disk takes only a part */
function writeAll(handle: FileSystemSyncAccessHandle, pcm: Int16Array<ArrayBuffer>, at: number) {
  if (handle.write(pcm, { at }) < pcm.byteLength)
    throw new DOMException("The disk took only a part.", "QuotaExceededError");
}

function count(counts: SideCounts, mid: Float32Array, side: Float32Array | null): void {
  if (!side) return countSides(counts, mid, mid);
  const first = mid.map((sample, i) => sample + (side[i] ?? 0));
  const second = mid.map((sample, i) => sample - (side[i] ?? 0));
  countSides(counts, first, second);
}

const clip = (sample: number): number => Math.max(-32_768, Math.min(32_767, sample));

/** Writes a combination of both files, sample by sample, into the first or another file. */
function combine(
  mean: FileSystemSyncAccessHandle,
  half: FileSystemSyncAccessHandle,
  samples: number,
  combined: (mean: number, half: number) => number,
  target = mean,
): void {
  for (let from = 0; from < samples; from += PASS_SAMPLES) {
    const length = Math.min(PASS_SAMPLES, samples - from);
    const at = from * BYTES_PER_SAMPLE;
    const m = new Int16Array(length);
    const s = new Int16Array(length);
    mean.read(m, { at });
    half.read(s, { at });
    for (let i = 0; i < length; i++) m[i] = clip(combined(m[i] ?? 0, s[i] ?? 0));
    writeAll(target, m, at);
  }
}
