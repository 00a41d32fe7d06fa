/** Opens a media file and decodes its audio piece by piece: PCM and ADPCM with Earshot's own readers, all else with WebCodecs. */

import { decodeAdpcm, framesPerBlock } from "../../../../core/audio/adpcm.ts";
import { createSidePutter } from "../../../../core/audio/downmix.ts";
import { SAMPLE_RATE } from "../../../../core/audio/format.ts";
import { bytesPerFrame, decodePcm } from "../../../../core/audio/pcm-format.ts";
import { parsePcmHead } from "../../../../core/audio/pcm-files.ts";
import { LEAD_IN_SECONDS, type PlacedStream } from "../../../../core/audio/placed-stream.ts";
import {
  isWav,
  parseWavHead,
  WAV_HEAD_BYTES,
  type WavAudio,
  wavDataBytes,
} from "../../../../core/audio/wav-file.ts";
import { containerFacts } from "../../../../core/media/container-facts.ts";
import { unreadableFormat } from "../../../../core/media/known-formats.ts";
import type { MediaDates } from "../../../../core/media/start-time.ts";
import { fail, ok, type Result } from "../../../../core/problem.ts";
import { type DecodeStep, type Media, openContainer } from "./open-container.ts";

/**
 * @returns `null` if the file is of no known kind. Failures are "imported-file-empty", "imported-file-damaged",
 *   "imported-no-audio-track" and "imported-codec-unsupported"
 * @throws DOMException `NotReadableError` or `NotFoundError` if the file can't be read
 */
export async function openMedia(file: File): Promise<Result<Media | null>> {
  if (file.size === 0) return fail("imported-file-empty");
  const read = async (at: number, bytes: number): Promise<Uint8Array> =>
    new Uint8Array(await file.slice(at, at + bytes).arrayBuffer());
  const head = await read(0, WAV_HEAD_BYTES);
  const wav = isWav(head) ? parseWavHead(head) : null;
  const pcm = wav ?? parsePcmHead(head);
  if (pcm && !pcm.ok) return pcm;
  if (pcm) {
    const texts = wav?.ok ? wav.value.dates : [];
    return openWavAudio(file, pcm.value, { texts, createdAt: null }, read);
  }
  const unreadable = unreadableFormat(head);
  if (unreadable !== null) return fail("imported-codec-unsupported", unreadable);
  const facts = await containerFacts(read, file.size);
  if (facts.lacksIndex) return fail("imported-file-damaged");
  return openContainer(file, facts.createdAt);
}

/** A piece of a file that holds one stream of samples in the order of time. */
interface Pieces {
  readonly sampleRate: number;
  /** Of the samples in a piece. */
  readonly frames: number;
  readonly bytes: number;
  decode(bytes: Uint8Array): readonly Float32Array[];
}

/** Read at a time, at most: four seconds of 64 channels can be 200 MB. */
const PIECE_BYTES = 1 << 20;

async function openWavAudio(
  file: File,
  audio: WavAudio,
  dates: MediaDates,
  read: (at: number, bytes: number) => Promise<Uint8Array>,
): Promise<Result<Media | null>> {
  const { format } = audio;
  if (audio.type === "mp3") {
    const { dataOffset, dataBytes } = format;
    const end = dataBytes === null ? file.size : Math.min(file.size, dataOffset + dataBytes);
    const inside = new File([file.slice(dataOffset, end)], file.name);
    const opened = await openContainer(inside, null);
    return opened.ok && opened.value ? ok({ ...opened.value, dates }) : opened;
  }
  const pieces = audio.type === "adpcm" ? adpcmPieces(audio.format) : pcmPieces(audio.format);
  const secondBytes = (pieces.bytes / pieces.frames) * pieces.sampleRate;
  const dataBytes = await wavDataBytes(format, secondBytes, file.size, read);
  const { dataOffset } = format;
  return ok({
    kind: "sides",
    streams: 2,
    dates,
    decode: (fromSample, streams) =>
      decodePieces({ file, dataOffset, dataBytes, pieces, fromSample, streams }),
  });
}

function pcmPieces(format: Extract<WavAudio, { type: "pcm" }>["format"]): Pieces {
  const frameBytes = bytesPerFrame(format);
  return {
    sampleRate: format.sampleRate,
    frames: 1,
    bytes: frameBytes,
    decode: (bytes) => decodePcm(bytes, format),
  };
}

function adpcmPieces(format: Extract<WavAudio, { type: "adpcm" }>["format"]): Pieces {
  return {
    sampleRate: format.sampleRate,
    frames: framesPerBlock(format),
    bytes: format.blockBytes,
    decode(bytes) {
      const blocks = Array.from({ length: Math.ceil(bytes.length / format.blockBytes) }, (_, i) =>
        decodeAdpcm(bytes.subarray(i * format.blockBytes, (i + 1) * format.blockBytes), format),
      ).filter((block) => block.length > 0);
      return Array.from({ length: format.channels }, (_, channel) =>
        joined(blocks.map((block) => block[channel] ?? new Float32Array())),
      );
    },
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

interface PieceSource {
  readonly file: File;
  readonly dataOffset: number;
  readonly dataBytes: number;
  readonly pieces: Pieces;
  readonly fromSample: number;
  readonly streams: readonly PlacedStream[];
}

function decodePieces(source: PieceSource): DecodeStep {
  const { file, dataOffset, dataBytes, pieces, fromSample, streams } = source;
  const { sampleRate, frames, bytes } = pieces;
  const putSides = createSidePutter(streams);
  const fromSeconds = Math.max(0, Math.floor(fromSample / SAMPLE_RATE) - LEAD_IN_SECONDS);
  let index = Math.floor((fromSeconds * sampleRate) / frames);
  const atOnce = Math.max(1, Math.floor(PIECE_BYTES / bytes));
  return async () => {
    const from = index * bytes;
    if (from >= dataBytes) return null;
    const to = Math.min(dataBytes, from + atOnce * bytes);
    const piece = await file.slice(dataOffset + from, dataOffset + to).arrayBuffer();
    const channels = pieces.decode(new Uint8Array(piece));
    putSides(channels, sampleRate, (index * frames) / sampleRate);
    index += atOnce;
    return to / dataBytes;
  };
}
