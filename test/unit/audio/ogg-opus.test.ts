import { readFile } from "node:fs/promises";
import { OggOpusDecoder } from "ogg-opus-decoder";
import { expect, it } from "vitest";
import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import { createOggOpus } from "../../../core/audio/ogg-opus.ts";

/** Of the sample meeting. */
const PACKET_US = 60_000;
const PACKET_SAMPLES = (SAMPLE_RATE * PACKET_US) / 1e6;

function packetsIn(bytes: Uint8Array): readonly Uint8Array[] {
  const packets: Uint8Array[] = [];
  let parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const segments = bytes.subarray(at + 27, at + 27 + (bytes[at + 26] ?? 0));
    at += 27 + segments.length;
    for (const length of segments) {
      parts.push(bytes.subarray(at, at + length));
      at += length;
      if (length === 255) continue;
      packets.push(Buffer.concat(parts));
      parts = [];
    }
  }
  return packets;
}

function written(head: Uint8Array, packets: readonly Uint8Array[], samples: number): Buffer {
  const pieces: Uint8Array[] = [];
  const file = createOggOpus(head, samples, (bytes) => pieces.push(bytes));
  for (const packet of packets) file.add(packet, PACKET_US);
  file.end();
  return Buffer.concat(pieces);
}

async function decoded(ogg: Uint8Array): Promise<{ samples: number; errors: number }> {
  const decoder = new OggOpusDecoder();
  await decoder.ready;
  const { samplesDecoded, errors } = await decoder.decodeFile(ogg);
  decoder.free();
  return { samples: samplesDecoded, errors: errors.length };
}

const [head, , ...packets] = packetsIn(
  // Another program has written it.
  await readFile(new URL("../../../local/meeting/sample.ogg", import.meta.url)),
) as [Uint8Array, Uint8Array, ...Uint8Array[]];

it.each([18, 34, 35, 1_000])(
  "another decoder reads %i packets to the last sample",
  async (count) => {
    // The file of an encoder that has padded the last of them by a third, and added another.
    const samples = Math.floor((count - 1 / 3) * PACKET_SAMPLES) - 104;
    const ogg = written(head, packets.slice(0, count + 1), samples);
    expect(await decoded(ogg)).toEqual({ samples: samples * 3, errors: 0 });
  },
);

// The decoder adds the pre-skip to a file of one page; other programs do not.
it.each([1, 16, 17])("the only page with %i packets ends with the last sample", (count) => {
  const samples = Math.floor((count - 1 / 3) * PACKET_SAMPLES);
  const ogg = written(head, packets.slice(0, count + 1), samples);
  const page = ogg.subarray(ogg.lastIndexOf("OggS"));
  const preSkip = Buffer.from(head).readUInt16LE(10);
  expect(Number(page.readBigUInt64LE(6))).toBe(preSkip + samples * 3);
});

it("packets of whole segments end where they end", () => {
  const silence = new Uint8Array(510).fill(0xff);
  const ogg = written(head, [silence, silence], 2 * PACKET_SAMPLES);
  expect(
    packetsIn(ogg)
      .slice(2)
      .map(({ length }) => length),
  ).toEqual([510, 510]);
});
