/** Decodes binary messages and checks their length and pace (docs/protocol.md#client-messages). */

import type { Parameters } from "./parameters.ts";
import { undecodable, type Refusal, frameDuration, transmissionRate } from "./refusals.ts";
import type { Behaviour } from "../behaviour.ts";

export type DecodedAudio =
  | { readonly ok: true; readonly samples: Int16Array; readonly ms: number }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Milliseconds follow from the declared rate, right or wrong. Compressed encodings are accepted as parameters, but
 * their first frame is refused as undecodable: there is no decoder here.
 */
export function decodeAudio(
  bytes: Buffer,
  { encoding, sample_rate: rate }: Parameters,
): DecodedAudio {
  switch (encoding) {
    case "pcm_s16le":
      return decoded(decodePcm(bytes), rate);
    case "pcm_mulaw":
      return decoded(Int16Array.from(bytes, decodeMulaw), rate);
    case "opus":
    case "ogg_opus":
      return { ok: false, refusal: undecodable("Opus") };
    case "aac":
      return { ok: false, refusal: undecodable("AAC") };
  }
}

const decoded = (samples: Int16Array, rate: number): DecodedAudio => ({
  ok: true,
  samples,
  ms: (samples.length * 1000) / rate,
});

/** Copies, because a socket's buffers are rarely aligned to two bytes. An odd byte at the end is ignored. */
function decodePcm(bytes: Buffer): Int16Array {
  const samples = new Int16Array(bytes.length >> 1);
  for (let index = 0; index < samples.length; index++) {
    samples[index] = bytes.readInt16LE(index * 2);
  }
  return samples;
}

/** ITU-T G.711 µ-law: inverted bits of sign, exponent and mantissa; the bias of 33 is scaled to 16 bit (132). */
function decodeMulaw(byte: number): number {
  const bits = ~byte & 0xff;
  const exponent = (bits >> 4) & 0x07;
  const magnitude = ((((bits & 0x0f) << 3) + 132) << exponent) - 132;
  return bits & 0x80 ? -magnitude : magnitude;
}

const MIN_FRAME_MS = 50;
const MAX_FRAME_MS = 1000;
const STRICT_SHORT_FRAMES = 3;
const LENIENT_SHORT_MS = 1000;

export interface FrameMeter {
  readonly receivedMs: number;
  /** Short frames since the last proper one. */
  readonly shortInARow: number;
  readonly shortMs: number;
}

export const NO_FRAMES: FrameMeter = { receivedMs: 0, shortInARow: 0, shortMs: 0 };

/**
 * @param elapsedMs Time since Begin.
 * @returns the new meter, and the refusal that ends the session, if any
 */
export function meterFrame(
  meter: FrameMeter,
  frameMs: number,
  elapsedMs: number,
  rules: Behaviour["sound"],
): { readonly meter: FrameMeter; readonly refusal: Refusal | null } {
  const short = frameMs < MIN_FRAME_MS;
  const next: FrameMeter = {
    receivedMs: meter.receivedMs + frameMs,
    shortInARow: short ? meter.shortInARow + 1 : 0,
    shortMs: short ? meter.shortMs + frameMs : 0,
  };
  const tooManyShort =
    rules.shortFrames === "strict"
      ? next.shortInARow >= STRICT_SHORT_FRAMES
      : next.shortMs >= LENIENT_SHORT_MS;
  const refusal =
    frameMs > MAX_FRAME_MS || tooManyShort
      ? frameDuration(frameMs)
      : next.receivedMs - elapsedMs > rules.aheadLimitMs
        ? transmissionRate(next.receivedMs, elapsedMs)
        : null;
  return { meter: next, refusal };
}
