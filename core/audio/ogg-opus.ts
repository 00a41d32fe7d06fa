/**
 * Writes Opus packets as an Ogg file (RFC 3533, RFC 7845), page by page. Ogg costs a byte for a packet, where WebM takes eight, and every
 * reader finds any time by its pages alone.
 */

import { SAMPLE_RATE } from "./format.ts";

/** Opus counts time in these, whatever the rate of the audio. */
const OPUS_RATE = 48_000;
/** With packets of 60 ms a page is a second, so a player finds a time to the second. */
const PAGE_PACKETS = 17;
const PAGE_HEADER_BYTES = 27;
const LONGEST_SEGMENT = 255;
const FIRST_PAGE = 2;
const LAST_PAGE = 4;
/** Tells apart the streams of one file; there is only one. */
const SERIAL = 1;

const VENDOR = "Earshot";

export interface OggOpusWriter {
  /** Appends a packet. @param durationUs length of its audio in µs */
  add(packet: Uint8Array, durationUs: number): void;
  /** Writes the last page, which cuts the padding of the encoder. */
  end(): void;
}

interface Page {
  readonly packets: readonly Uint8Array[];
  /** Time at which its audio ends, in samples of 48 kHz. */
  readonly granule: number;
}

/**
 * @param head identification header of the encoder ("OpusHead")
 * @param samples length of the audio at `SAMPLE_RATE`
 * @param write receives the bytes of the file in order
 */
export function createOggOpus(
  head: Uint8Array,
  samples: number,
  write: (bytes: Uint8Array<ArrayBuffer>) => void,
): OggOpusWriter {
  const preSkip = new DataView(head.buffer, head.byteOffset).getUint16(10, true);
  const end = preSkip + (samples * OPUS_RATE) / SAMPLE_RATE;
  let sequence = 0;
  let granule = 0;
  let packets: Uint8Array[] = [];

  const flush = (page: Page, flags: number): void => write(pageOf(page, flags, sequence++));
  flush({ packets: [head], granule: 0 }, FIRST_PAGE);
  flush({ packets: [tags()], granule: 0 }, 0);

  return {
    add(packet, durationUs) {
      // Behind the end there is only what the encoder pads.
      if (granule >= end) return;
      if (packets.length === PAGE_PACKETS) {
        flush({ packets, granule }, 0);
        packets = [];
      }
      packets.push(packet);
      granule += (durationUs * OPUS_RATE) / 1_000_000;
    },
    end: () => flush({ packets, granule: Math.min(granule, end) }, LAST_PAGE),
  };
}

function tags(): Uint8Array {
  const bytes = new Uint8Array(8 + 4 + VENDOR.length + 4);
  putText(bytes, 0, "OpusTags");
  new DataView(bytes.buffer).setUint32(8, VENDOR.length, true);
  putText(bytes, 12, VENDOR);
  return bytes;
}

function pageOf(
  { packets, granule }: Page,
  flags: number,
  sequence: number,
): Uint8Array<ArrayBuffer> {
  const segments = packets.flatMap(segmentsOf);
  const headBytes = PAGE_HEADER_BYTES + segments.length;
  const length = packets.reduce((sum, packet) => sum + packet.length, headBytes);
  const page = new Uint8Array(length);
  const view = new DataView(page.buffer);
  putText(page, 0, "OggS");
  view.setUint8(5, flags);
  view.setBigUint64(6, BigInt(granule), true);
  view.setUint32(14, SERIAL, true);
  view.setUint32(18, sequence, true);
  view.setUint8(26, segments.length);
  page.set(segments, PAGE_HEADER_BYTES);
  let at = headBytes;
  for (const packet of packets) {
    page.set(packet, at);
    at += packet.length;
  }
  view.setUint32(22, checksum(page), true);
  return page;
}

/** Lengths of the segments of a packet: the last is shorter than 255, even if that is 0. */
const segmentsOf = ({ length }: Uint8Array): readonly number[] => [
  ...Array<number>(Math.floor(length / LONGEST_SEGMENT)).fill(LONGEST_SEGMENT),
  length % LONGEST_SEGMENT,
];

function putText(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
}

const POLYNOMIAL = 0x04c1_1db7;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte << 24;
  for (let bit = 0; bit < 8; bit++)
    remainder = remainder < 0 ? (remainder << 1) ^ POLYNOMIAL : remainder << 1;
  return remainder;
});

/** CRC-32 of Ogg, whose bits run the other way than those of ZIP (RFC 3533, 6). */
function checksum(page: Uint8Array): number {
  let remainder = 0;
  for (const byte of page)
    remainder = (remainder << 8) ^ (TABLE[((remainder >>> 24) ^ byte) & 0xff] ?? 0);
  return remainder >>> 0;
}
