/**
 * The audio of a meeting as a file: one channel, or all channels mixed to listen to. It is read and written block by block, so
 * that memory does not grow with the meeting.
 */

import { channelNames } from "../../../components/words/speaker-names.ts";
import { BYTES_PER_SAMPLE, SAMPLE_RATE } from "../../../core/audio/format.ts";
import { mixBlocks } from "../../../core/audio/pcm.ts";
import { exportFileName } from "../../../core/export/file-name.ts";
import {
  AUDIO_FORMATS,
  type AudioFormat,
  type AudioFormatName,
} from "../../../core/export/formats.ts";
import type { ChannelName, Meeting } from "../../../core/meeting.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import { audioOf, sampleCount } from "../../shared/audio-file.ts";
import { writeExport } from "../../shared/export-folder.ts";
import type { ExportedFile } from "./download-file.ts";

export interface ChannelAudio {
  readonly channel: ChannelName;
  /** Headerless PCM; all channels begin at 0 of the meeting clock. */
  readonly audio: File;
}

/** The channels of which there is audio on disk. */
export async function audioOfChannels({ id, channels }: Meeting): Promise<readonly ChannelAudio[]> {
  const found = await Promise.all(
    channels.map(async ({ name }) => ({ channel: name, audio: await audioOf(id, name) })),
  );
  return found.flatMap(({ channel, audio }) =>
    audio && sampleCount(audio) > 0 ? [{ channel, audio }] : [],
  );
}

/**
 * @param channel `null`: all channels, mixed
 * @returns failures are "export-disk-full" and "export-failed"; they leave nothing on disk
 */
export async function audioFile(
  meeting: Meeting,
  formatName: AudioFormatName,
  channel: ChannelName | null,
): Promise<Result<ExportedFile>> {
  const { extension, type, encode, header }: AudioFormat = AUDIO_FORMATS[formatName];
  const part = channel === null ? "" : channelNames(meeting.names)[channel];
  const name = exportFileName(meeting.title, meeting.startedAt, extension, { part });
  try {
    const audios = (await audioOfChannels(meeting))
      .filter((each) => each.channel === (channel ?? each.channel))
      .map(({ audio }) => audio);
    const [only, ...others] = audios;
    if (!only) return fail("export-failed");
    if (header && others.length === 0)
      return ok({ blob: await withHeader(only, header, type), name });
    const { file, remove } = await writeExport(extension, async (writable) => {
      const blocks = encode(mixedSamples(audios), mixedBlocks(audios));
      for await (const block of blocks) await writable.write(block);
    });
    return ok({ blob: file, name, release: remove });
  } catch (error) {
    return diskProblem(error);
  }
}

/** Samples of the longest channel: shorter ones end in silence. */
export const mixedSamples = (audios: readonly File[]): number =>
  Math.max(...audios.map(sampleCount));

const BLOCK_SAMPLES = 30 * SAMPLE_RATE;

/** @throws DOMException `NotReadableError` or `NotFoundError` if a file can't be read */
export async function* mixedBlocks(
  audios: readonly File[],
): AsyncGenerator<Int16Array<ArrayBuffer>> {
  const samples = mixedSamples(audios);
  for (let from = 0; from < samples; from += BLOCK_SAMPLES) {
    const to = Math.min(from + BLOCK_SAMPLES, samples);
    const blocks = await Promise.all(audios.map((audio) => blockOf(audio, from, to)));
    const [only, ...others] = blocks;
    yield only && others.length === 0 ? only : mixBlocks(blocks);
  }
}

async function blockOf(audio: File, from: number, to: number): Promise<Int16Array<ArrayBuffer>> {
  const end = Math.min(to, sampleCount(audio));
  const bytes = audio.slice(from * BYTES_PER_SAMPLE, Math.max(from, end) * BYTES_PER_SAMPLE);
  return new Int16Array(await bytes.arrayBuffer());
}

/**
 * Header and file side by side, without a copy.
 * @throws DOMException `NotReadableError` or `NotFoundError` if the file can't be read; the download itself would report nothing
 */
async function withHeader(
  audio: File,
  header: (samples: number) => BlobPart,
  type: string,
): Promise<Blob> {
  const samples = sampleCount(audio);
  const pcm = audio.slice(0, samples * BYTES_PER_SAMPLE);
  await pcm.slice(-BYTES_PER_SAMPLE).arrayBuffer();
  return new Blob([header(samples), pcm], { type });
}

/** @throws any error that is not a failure of a disk or file */
function diskProblem(error: unknown): Result<never> {
  if (!(error instanceof DOMException)) throw error;
  return error.name === "QuotaExceededError"
    ? fail("export-disk-full")
    : fail("export-failed", error.name);
}
