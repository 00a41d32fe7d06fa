/**
 * Writes meetings as one ZIP archive. The recordings themselves are not copied: the archive is a Blob that refers to them, and to one
 * file with everything that lies between them. So the disk needs room for texts and mixes only, and each sample is read once.
 */

import { audioFileName } from "../../../core/archive/meeting-file.ts";
import {
  localHeader,
  type PlacedEntry,
  type StoredEntry,
  zipDirectory,
} from "../../../core/archive/write-zip.ts";
import { crc32 } from "../../../core/archive/zip.ts";
import { BYTES_PER_SAMPLE } from "../../../core/audio/format.ts";
import { WAV_HEADER_BYTES, wavHeader } from "../../../core/audio/wav.ts";
import type { ArchivedMeeting } from "../../../core/protocol/files.ts";
import type { OutputFile } from "./sync-file.ts";
import { bytesOf, createMixer, type MeetingAudio, openAudio } from "./read-channels.ts";

export interface ArchiveWriter {
  /** @param onSamples is called with the samples of the meeting clock that were read */
  addMeeting(meeting: ArchivedMeeting, onSamples: (samples: number) => void): Promise<void>;
  end(): Promise<Blob>;
}

/** A piece of the archive: bytes of the written file, or a recording. */
type Piece = { readonly from: number; readonly to: number } | Blob;

const MIXED_NAME = "audio.wav";

/** @param output new file for what is not on disk yet */
export function createArchive(output: OutputFile): ArchiveWriter {
  const entries: PlacedEntry[] = [];
  const pieces: Piece[] = [];
  let length = 0;
  const mix = createMixer();

  function add(piece: Piece): void {
    const last = pieces.at(-1);
    length += piece instanceof Blob ? piece.size : piece.to - piece.from;
    if (piece instanceof Blob || !last || last instanceof Blob || last.to !== piece.from)
      pieces.push(piece);
    else pieces[pieces.length - 1] = { from: last.from, to: piece.to };
  }

  function append(bytes: Uint8Array<ArrayBuffer>): void {
    const from = output.size;
    output.append(bytes);
    add({ from, to: output.size });
  }

  function begin(entry: StoredEntry): void {
    entries.push({ ...entry, offset: length });
    append(localHeader(entry));
  }

  /** Reads all channels once. @returns the checksum of each WAV file, and of their mix, which is then in the output */
  async function sum(audio: MeetingAudio, onSamples: (samples: number) => void) {
    const sums = audio.channels.map(({ samples }) => crc32(wavHeader(samples)));
    const from = output.size;
    let mixed = crc32(wavHeader(audio.samples));
    await audio.read((blocks) => {
      blocks.forEach((block, index) => (sums[index] = crc32(bytesOf(block), sums[index])));
      if (blocks.length > 1) {
        const bytes = bytesOf(mix(blocks));
        mixed = crc32(bytes, mixed);
        output.append(bytes);
      }
      onSamples(Math.max(...blocks.map((block) => block.length)));
    });
    return { sums, mixed: { crc: mixed, piece: { from, to: output.size } } };
  }

  return {
    async addMeeting({ meetingId, channels, folder, modifiedAt, texts }, onSamples) {
      const entry = (name: string, crc: number, size: number): StoredEntry => ({
        name: utf8(`${folder}/${name}`),
        modifiedAt,
        crc,
        size,
      });
      for (const { name, bytes } of texts) {
        begin(entry(name, crc32(bytes), bytes.length));
        append(bytes);
      }
      const wav = (name: string, crc: number, samples: number, pcm: Piece): void => {
        begin(entry(name, crc, WAV_HEADER_BYTES + samples * BYTES_PER_SAMPLE));
        append(wavHeader(samples));
        add(pcm);
      };
      const audio = await openAudio(meetingId, channels);
      const { sums, mixed } = await sum(audio, onSamples);
      audio.channels.forEach(({ channel, file, samples }, index) => {
        const pcm = file.slice(0, samples * BYTES_PER_SAMPLE);
        wav(audioFileName(channel), sums[index] ?? 0, samples, pcm);
      });
      if (channels.length > 1) wav(MIXED_NAME, mixed.crc, audio.samples, mixed.piece);
    },
    async end() {
      zipDirectory(entries, length).forEach(append);
      const file = await output.end();
      const parts = pieces.map((piece) =>
        piece instanceof Blob ? piece : file.slice(piece.from, piece.to),
      );
      return new Blob(parts, { type: "application/zip" });
    },
  };
}

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
