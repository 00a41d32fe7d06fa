/**
 * Reads the audio of a meeting from disk block by block, all channels side by side, into buffers that are used again. The files are held
 * for a moment at a time: a transcription of the same meeting needs them for itself, and waits seconds for them.
 */

import { BYTES_PER_SAMPLE } from "../../../core/audio/format.ts";
import { mixInto } from "../../../core/audio/pcm.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { audioFileHandle, isHeld, sampleCount } from "../../shared/audio-file.ts";
import { idleMeetings } from "../../shared/locks.ts";
import { openSync, type SyncFile } from "./sync-file.ts";

/** 1 MB, 33 s. */
const BLOCK_SAMPLES = 1 << 19;
const HELD_MS = 100;

export type AudioBlock = Int16Array<ArrayBuffer>;

interface ChannelFile {
  readonly channel: ChannelName;
  readonly file: File;
  readonly samples: number;
}

export interface MeetingAudio {
  readonly channels: readonly ChannelFile[];
  /** Samples of the longest channel: shorter ones end in silence. */
  readonly samples: number;
  /**
   * @param visit receives a block of each channel, which is shorter or empty at the channel's end, and valid until `visit` resolves
   * @throws DOMException `NotReadableError` or `NotFoundError` if a file can't be read
   */
  read(visit: (blocks: readonly AudioBlock[]) => Promise<void> | void): Promise<void>;
}

interface Source extends ChannelFile {
  readonly handle: FileSystemFileHandle;
  readonly buffer: AudioBlock;
}

export async function openAudio(
  meetingId: string,
  channels: readonly ChannelName[],
): Promise<MeetingAudio> {
  const sources = await Promise.all(channels.map((channel) => sourceOf(meetingId, channel)));
  const samples = Math.max(0, ...sources.map((source) => source.samples));
  return {
    channels: sources,
    samples,
    async read(visit) {
      for (let from = 0; from < samples;) {
        const held = await hold(meetingId, sources);
        const until = performance.now() + HELD_MS;
        try {
          do {
            const at = from;
            const blocks = held
              ? sources.map((source, index) => readHeld(source, held[index], at))
              : await Promise.all(sources.map((source) => readSnapshot(source, at)));
            await visit(blocks);
            from += BLOCK_SAMPLES;
          } while (from < samples && performance.now() < until);
        } finally {
          held?.forEach((file) => file.close());
        }
      }
    },
  };
}

async function sourceOf(meetingId: string, channel: ChannelName): Promise<Source> {
  const handle = await audioFileHandle(meetingId, channel);
  const file = await handle.getFile();
  const samples = sampleCount(file);
  const buffer = new Int16Array(Math.min(BLOCK_SAMPLES, samples));
  return { channel, file, samples, handle, buffer };
}

/** @returns `null` while another thread works on the meeting: its files are then read as they were when they were opened */
async function hold(
  meetingId: string,
  sources: readonly Source[],
): Promise<readonly SyncFile[] | null> {
  if ((await idleMeetings([meetingId])).length === 0) return null;
  const held: SyncFile[] = [];
  try {
    for (const { handle } of sources) held.push(await openSync(handle));
    return held;
  } catch (error) {
    for (const file of held) file.close();
    if (isHeld(error)) return null;
    throw error;
  }
}

const lengthAt = ({ samples }: Source, at: number): number =>
  Math.max(0, Math.min(BLOCK_SAMPLES, samples - at));

function readHeld(source: Source, file: SyncFile | undefined, at: number): AudioBlock {
  const block = source.buffer.subarray(0, lengthAt(source, at));
  const read = file?.read(block, { at: at * BYTES_PER_SAMPLE });
  if (read === block.byteLength) return block;
  throw new DOMException("The audio is cut short.", "NotReadableError");
}

async function readSnapshot(source: Source, at: number): Promise<AudioBlock> {
  const block = source.buffer.subarray(0, lengthAt(source, at));
  const from = at * BYTES_PER_SAMPLE;
  const part = source.file.slice(from, from + block.byteLength);
  block.set(new Int16Array(await part.arrayBuffer()));
  return block;
}

/** @returns mixes blocks into a buffer that is used again; one block is returned as it is */
export function createMixer(): (blocks: readonly AudioBlock[]) => AudioBlock {
  let buffer = new Int16Array(0);
  return (blocks) => {
    const [first, ...others] = blocks;
    if (!first || others.length === 0) return first ?? buffer;
    const length = Math.max(...blocks.map((block) => block.length));
    if (buffer.length < length) buffer = new Int16Array(length);
    const mixed = buffer.subarray(0, length);
    mixed.set(first);
    mixed.fill(0, first.length);
    for (const block of others) mixInto(mixed, block);
    return mixed;
  };
}

export const bytesOf = ({ buffer, byteOffset, byteLength }: AudioBlock): Uint8Array<ArrayBuffer> =>
  new Uint8Array(buffer, byteOffset, byteLength);
