/** The audio of a meeting as a file: one channel, or all channels mixed to listen to. Memory does not grow with the meeting. */

import { channelNames } from "../../../components/words/speaker-names.ts";
import { BYTES_PER_SAMPLE } from "../../../core/audio/format.ts";
import { exportFileName } from "../../../core/export/file-name.ts";
import {
  AUDIO_FORMATS,
  type AudioFormat,
  type AudioFormatName,
} from "../../../core/export/formats.ts";
import type { ChannelName, Meeting } from "../../../core/meeting.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import { audioOf, sampleCount } from "../../shared/audio-file.ts";
import { keepAudio } from "../../shared/locks.ts";
import type { ExportedFile } from "./download-file.ts";
import { writeInThread, type WrittenExport } from "./files-thread.ts";

interface ChannelAudio {
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

/** @returns samples of the longest channel: shorter ones end in silence */
export const longestOf = (channels: readonly ChannelAudio[]): number =>
  Math.max(0, ...channels.map(({ audio }) => sampleCount(audio)));

export interface AudioOptions {
  /** @param share of the audio that is written, 0–1 */
  onProgress(share: number): void;
  readonly signal: AbortSignal;
}

/**
 * @param channel `null`: all channels, mixed
 * @returns failures are "export-disk-full" and "export-failed"; they leave nothing on disk
 * @throws the signal's reason when it aborts
 */
export async function audioFile(
  meeting: Meeting,
  format: AudioFormatName,
  channel: ChannelName | null,
  options: AudioOptions,
): Promise<Result<ExportedFile>> {
  const { extension, header }: AudioFormat = AUDIO_FORMATS[format];
  const part = channel === null ? "" : channelNames(meeting.names)[channel];
  const name = exportFileName(meeting.title, meeting.startedAt, extension, { part });
  try {
    const audios = (await audioOfChannels(meeting)).filter(
      (each) => each.channel === (channel ?? each.channel),
    );
    const [only, ...others] = audios;
    if (!only) return fail("export-failed");
    const written =
      header && others.length === 0
        ? await withHeader(only.audio, header)
        : await writeAudio(meeting, format, audios, options);
    const blob = written.blob.slice(0, written.blob.size, AUDIO_FORMATS[format].type);
    return ok({ ...written, blob, name });
  } catch (error) {
    options.signal.throwIfAborted();
    return diskProblem(error);
  }
}

function writeAudio(
  { id }: Meeting,
  format: AudioFormatName,
  audios: readonly ChannelAudio[],
  { onProgress, signal }: AudioOptions,
): Promise<WrittenExport> {
  const channels = audios.map(({ channel }) => channel);
  const total = longestOf(audios);
  let done = 0;
  return writeInThread(
    AUDIO_FORMATS[format].extension,
    (ask, output) => ask({ type: "audio", output, meetingId: id, channels, format }),
    { onProgress: (samples) => onProgress((done += samples) / total), signal },
  );
}

/**
 * Header and file side by side, without a copy.
 * @throws DOMException `NotReadableError` or `NotFoundError` if the file can't be read; the download itself would report nothing
 */
async function withHeader(
  audio: File,
  header: (samples: number) => BlobPart,
): Promise<WrittenExport> {
  const samples = sampleCount(audio);
  const pcm = audio.slice(0, samples * BYTES_PER_SAMPLE);
  await pcm.slice(-BYTES_PER_SAMPLE).arrayBuffer();
  const audioMayGo = await keepAudio();
  return { blob: new Blob([header(samples), pcm]), release: async () => audioMayGo() };
}

/** @throws any error that is not a failure of a disk or file */
function diskProblem(error: unknown): Result<never> {
  if (!(error instanceof DOMException)) throw error;
  return error.name === "QuotaExceededError"
    ? fail("export-disk-full")
    : fail("export-failed", error.name);
}
