/** Encodes PCM as Opus with Chrome's own encoder. */

import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import { createOggOpus, type OggOpusWriter } from "../../../core/audio/ogg-opus.ts";
import { OPUS_BITS_PER_SECOND } from "../../../core/export/formats.ts";
import type { AudioBlock } from "./read-channels.ts";

/** Writes a file of some format from PCM. */
export interface AudioWriter {
  /** Resolves when most of what was added is written. */
  add(pcm: AudioBlock): Promise<void> | void;
  /** Resolves when everything is written. */
  end(): Promise<void> | void;
}

/** Audio that waits in the encoder, in pieces of a second: enough to keep it busy. */
const MOST_WAITING = 8;
/**
 * For voices. On a busy machine three hours took 45 s at complexity 2 in packets of 60 ms, 73 s in packets of 20 ms, 156 s at complexity 5,
 * and 220 s at Chrome's own choice, 9.
 */
const OPUS = { complexity: 2, frameDuration: 60_000, application: "voip", signal: "voice" };
const US_PER_SAMPLE = 1_000_000 / SAMPLE_RATE;
/** Behind the end, because the encoder is some ms late. */
const SILENCE = new Int16Array(SAMPLE_RATE / 10);

/**
 * @param samples length of the audio
 * @param write receives the bytes of the file in order
 */
export function createOpusWriter(
  samples: number,
  write: (bytes: Uint8Array<ArrayBuffer>) => void,
): AudioWriter {
  let file: OggOpusWriter | null = null;
  let fed = 0;
  let failure: unknown = null;
  let wake = (): void => {};
  const encoder = new AudioEncoder({
    output(chunk, metadata) {
      try {
        file ??= createOggOpus(headOf(metadata), samples, write);
        const packet = new Uint8Array(chunk.byteLength);
        chunk.copyTo(packet);
        file.add(packet, chunk.duration ?? 0);
      } catch (error) {
        failure ??= error;
      }
    },
    error(error) {
      failure ??= error;
      wake();
    },
  });
  encoder.ondequeue = () => wake();
  encoder.configure({
    codec: "opus",
    sampleRate: SAMPLE_RATE,
    numberOfChannels: 1,
    bitrate: OPUS_BITS_PER_SECOND,
    opus: OPUS,
  });

  async function add(pcm: AudioBlock): Promise<void> {
    for (let at = 0; at < pcm.length; at += SAMPLE_RATE) {
      const piece = pcm.subarray(at, at + SAMPLE_RATE);
      const data = new AudioData({
        format: "s16",
        sampleRate: SAMPLE_RATE,
        numberOfChannels: 1,
        numberOfFrames: piece.length,
        timestamp: Math.round(fed * US_PER_SAMPLE),
        data: piece,
      });
      fed += piece.length;
      encoder.encode(data);
      data.close();
      while (encoder.encodeQueueSize > MOST_WAITING && failure === null)
        await new Promise<void>((resolve) => (wake = resolve));
      if (failure !== null) throw failure;
    }
  }

  return {
    add,
    async end() {
      await add(SILENCE);
      await encoder.flush();
      if (failure !== null) throw failure;
      file?.end();
      encoder.close();
    },
  };
}

function headOf(metadata: EncodedAudioChunkMetadata | undefined): Uint8Array {
  const description = metadata?.decoderConfig?.description;
  if (!description) throw new DOMException("The encoder names no header.", "EncodingError");
  return ArrayBuffer.isView(description)
    ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength)
    : new Uint8Array(description);
}
