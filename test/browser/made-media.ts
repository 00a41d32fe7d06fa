/** Media files made in code: the sample meeting's speech in any container, tones as PCM, and silence in codecs that need no encoder. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  ALL_FORMATS,
  type AudioCodec,
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  Output,
  type OutputFormat,
} from "mediabunny";

const MEETING = join(import.meta.dirname, "../../local/meeting/meeting.ogg");

interface Packets {
  readonly codec: AudioCodec;
  readonly config: AudioDecoderConfig;
  readonly packets: readonly EncodedPacket[];
}

/** Opus packets of the sample meeting. */
async function speechPackets(): Promise<Packets> {
  const source = new BufferSource(await readFile(MEETING));
  const track = await new Input({ source, formats: ALL_FORMATS }).getPrimaryAudioTrack();
  const config = await track?.getDecoderConfig();
  if (!track || !config) throw new Error("The sample meeting has no audio.");
  const packets: EncodedPacket[] = [];
  for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet);
  return { codec: "opus", config, packets };
}

async function written(
  format: OutputFormat,
  tracks: readonly { readonly codec: AudioCodec; readonly write: Write }[],
): Promise<Buffer> {
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const sources = tracks.map(({ codec }) => new EncodedAudioPacketSource(codec));
  for (const source of sources) output.addAudioTrack(source);
  await output.start();
  await Promise.all(
    tracks.map(async ({ write }, index) => {
      const source = sources[index];
      if (source) await write(source);
      source?.close();
    }),
  );
  await output.finalize();
  return Buffer.from(target.buffer ?? new ArrayBuffer());
}

type Write = (source: EncodedAudioPacketSource) => Promise<void>;

/** Speech of the sample meeting, again and again until `seconds` are full. */
export async function madeSpeech(format: OutputFormat, seconds: number): Promise<Buffer> {
  const { codec, config, packets } = await speechPackets();
  const write: Write = async (source) => {
    for (let at = 0, index = 0; at < seconds; index++) {
      const packet = packets[index % packets.length];
      if (!packet) return;
      const moved = new EncodedPacket(packet.data, "key", at, packet.duration);
      await source.add(moved, { decoderConfig: config });
      at += packet.duration;
    }
  };
  return written(format, [{ codec, write }]);
}

/** Tracks of 16-bit PCM at the same rate. */
export async function madeTracks(
  format: OutputFormat,
  rate: number,
  tracks: readonly Int16Array[],
): Promise<Buffer> {
  const decoderConfig = { codec: "pcm-s16", numberOfChannels: 1, sampleRate: rate };
  return written(
    format,
    tracks.map((samples) => ({
      codec: "pcm-s16" as const,
      async write(source) {
        for (let from = 0; from < samples.length; from += rate) {
          const data = new Uint8Array(samples.slice(from, from + rate).buffer);
          const packet = new EncodedPacket(data, "key", from / rate, data.length / 2 / rate);
          await source.add(packet, { decoderConfig });
        }
      },
    })),
  );
}

/** An AAC-LC frame of two silent channels (ISO/IEC 14496-3): 1,024 samples. */
const SILENT_AAC = Uint8Array.of(0x21, 0, 0x49, 0x90, 2, 0x19, 0, 0x23, 0x80);
const AAC_FRAME_SECONDS = 1_024 / 48_000;

export async function madeSilentAac(format: OutputFormat, seconds: number): Promise<Buffer> {
  const decoderConfig = {
    codec: "mp4a.40.2",
    numberOfChannels: 2,
    sampleRate: 48_000,
    description: Uint8Array.of(0x11, 0x90),
  };
  return written(format, [
    {
      codec: "aac",
      async write(source) {
        for (let at = 0; at < seconds; at += AAC_FRAME_SECONDS)
          await source.add(new EncodedPacket(SILENT_AAC, "key", at, AAC_FRAME_SECONDS), {
            decoderConfig,
          });
      },
    },
  ]);
}

/** Frames of MPEG-1 Layer III, 128 kbit/s, 44.1 kHz, stereo, whose side information says that nothing is coded. */
export function madeSilentMp3(seconds: number): Buffer {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0]);
  return Buffer.concat(Array.from({ length: Math.ceil((seconds * 44_100) / 1_152) }, () => frame));
}

/** A video whose pictures nobody can see, and without audio. */
export async function madeVideoOnly(format: OutputFormat): Promise<Buffer> {
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const source = new EncodedVideoPacketSource("vp8");
  output.addVideoTrack(source);
  await output.start();
  const decoderConfig = { codec: "vp8", codedWidth: 16, codedHeight: 16 };
  await source.add(new EncodedPacket(new Uint8Array(50), "key", 0, 1), { decoderConfig });
  await output.finalize();
  return Buffer.from(target.buffer ?? new ArrayBuffer());
}
