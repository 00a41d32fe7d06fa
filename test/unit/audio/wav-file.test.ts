import { describe, expect, it, test } from "vitest";
import { WAV_HEADER_BYTES, WAVE_FORMAT_IEEE_FLOAT, wavHeader } from "../../../core/audio/wav.ts";
import {
  decodeWavBlock,
  isWav,
  parseWavHead,
  type SampleFormat,
  type WavFormat,
  wavFrames,
} from "../../../core/audio/wav-file.ts";
import { ascii, chunk, type Fmt, fmt, riff, u32 } from "./wav-bytes.ts";

function parsed(bytes: Uint8Array): WavFormat {
  const result = parseWavHead(bytes);
  if (!result.ok) throw new Error(result.problem.detail);
  return result.value;
}

/** Returns why the file was refused, or null. */
function refusal(bytes: Uint8Array): string | null {
  const result = parseWavHead(bytes);
  if (result.ok) return null;
  expect(result.problem.reason).toBe("imported-file-refused");
  return result.problem.detail ?? "";
}

describe("parseWavHead, given a format,", () => {
  const cases: readonly [string, Fmt, SampleFormat][] = [
    ["8 bit", { bits: 8 }, "u8"],
    ["12 bit in two bytes", { bits: 12 }, "s16"],
    ["16 bit", { bits: 16 }, "s16"],
    ["20 bit in three bytes", { bits: 20 }, "s24"],
    ["24 bit", { bits: 24 }, "s24"],
    ["32 bit", { bits: 32 }, "s32"],
    ["32 bit floating point", { tag: 3, bits: 32 }, "f32"],
    ["64 bit floating point", { tag: 3, bits: 64 }, "f64"],
    ["64 channels", { channels: 64 }, "s16"],
    ["4 kHz", { rate: 4_000 }, "s16"],
    ["384 kHz", { rate: 384_000 }, "s16"],
    ["a non-standard rate", { rate: 44_101 }, "s16"],
  ];
  const both = cases.flatMap(([name, given, samples]) => [
    { name, given, samples },
    { name: `${name}, extensible`, given: { ...given, isExtensible: true }, samples },
  ]);
  it.each(both)("reads $name", ({ given, samples }) => {
    const { channels = 1, rate: sampleRate = 44_100 } = given;
    const bytes = riff(fmt(given), chunk("data", Array(128 * 8).fill(0)));
    const dataOffset = bytes.length - 128 * 8;
    expect(parsed(bytes)).toEqual({ samples, channels, sampleRate, dataOffset, dataBytes: 1024 });
  });

  it.each<[string, Fmt, string]>([
    ["A-law", { tag: 6, bits: 8 }, "neither PCM nor floating point (format 6, 8 bits)"],
    ["MP3", { tag: 0x55, bits: 0 }, "neither PCM nor floating point"],
    ["no bits", { bits: 0 }, "neither PCM nor floating point"],
    ["40 bit", { bits: 40 }, "neither PCM nor floating point"],
    ["16 bit floating point", { tag: 3 }, "neither PCM nor floating point"],
    ["no channel", { channels: 0 }, "claims 0 channels"],
    ["65 channels", { channels: 65 }, "claims 65 channels"],
    ["a rate of 0", { rate: 0 }, "claims 0 samples per second"],
    ["3,999 Hz", { rate: 3_999 }, "claims 3999 samples"],
    ["384,001 Hz", { rate: 384_001 }, "claims 384001 samples"],
    ["a subformat of another kind", { isExtensible: true, guidTail: Array(14).fill(7) }, "neither"],
  ])("refuses %s", (_name, given, why) => {
    expect(refusal(riff(fmt(given), chunk("data", [0, 0])))).toContain(why);
  });

  it("reads a header of wavHeader", () => {
    const format = { wFormatTag: WAVE_FORMAT_IEEE_FLOAT, bytesPerSample: 4, sampleRate: 8_000 };
    expect(parsed(wavHeader(5, { ...format, wFormatTag: WAVE_FORMAT_IEEE_FLOAT }))).toEqual({
      samples: "f32",
      channels: 1,
      sampleRate: 8_000,
      dataOffset: WAV_HEADER_BYTES,
      dataBytes: 20,
    });
  });
});

describe("parseWavHead, given chunks,", () => {
  const audio = chunk("data", [1, 0, 2, 0]);
  it.each([
    ["bext, JUNK and LIST before the audio", [chunk("bext", [1, 2]), fmt(), chunk("JUNK", [3, 4])]],
    ["a chunk of odd length and its padding", [fmt(), chunk("LIST", [1, 2, 3])]],
    ["a chunk that contains a data chunk", [fmt(), chunk("LIST", audio)]],
    ["an empty chunk", [fmt(), chunk("fact", [])]],
    ["chunks before the format", [chunk("JUNK", [1]), fmt()]],
  ])("skips %s", (_name, before) => {
    const bytes = riff(...before, audio, chunk("LIST", [9, 9]));
    const { dataOffset, dataBytes } = parsed(bytes);
    expect([...bytes.subarray(dataOffset, dataOffset + (dataBytes ?? 0))]).toEqual([1, 0, 2, 0]);
  });

  it.each([
    ["nothing", new Uint8Array(), "not a WAV file"],
    ["a text", Uint8Array.from(ascii("Dear Sir or Madam, how are you?")), "not a WAV file"],
    ["an Ogg file", Uint8Array.from([...ascii("OggS"), ...Array(60).fill(0)]), "not a WAV file"],
    [
      "a RIFF file of another type",
      Uint8Array.from([...ascii("RIFF"), ...u32(4), ...ascii("AVI ")]),
      "not",
    ],
    [
      "the big-endian RIFX",
      Uint8Array.from([...ascii("RIFX"), ...u32(4), ...ascii("WAVE")]),
      "not",
    ],
    ["no chunks", riff(), "ends before its sound"],
    ["a file without data", riff(fmt()), "ends before its sound"],
    ["data without a format", riff(audio), "does not say what format"],
    [
      "a format of 14 bytes",
      riff(chunk("fmt ", Array(14).fill(1)), audio),
      "ends before its sound",
    ],
    [
      "a chunk that claims 4 GB before the data",
      riff(fmt(), chunk("LIST", [], 0xffff_ffff), audio),
      "ends",
    ],
  ])("refuses %s", (_name, bytes, why) => {
    expect(refusal(bytes)).toContain(why);
  });

  it.each([
    ["plain", riff(fmt(), audio)],
    [
      "extensible, with a chunk between",
      riff(fmt({ isExtensible: true }), chunk("LIST", [1]), audio),
    ],
  ])("refuses a header that is cut short at any byte: %s", (_name, bytes) => {
    const { dataOffset } = parsed(bytes);
    for (let length = 0; length < dataOffset; length++)
      expect(refusal(bytes.subarray(0, length)), `${length} bytes`).toMatch(
        /not a WAV|ends before/,
      );
    expect(refusal(bytes.subarray(0, dataOffset))).toBeNull();
  });
});

describe("wavFrames", () => {
  const GB_4 = 2 ** 32;
  const stereo = fmt({ channels: 2 });
  const rf64 = (dataBytes: bigint): Uint8Array => {
    const sizes = new Uint8Array(28);
    new DataView(sizes.buffer).setBigUint64(8, dataBytes, true);
    const bytes = riff(chunk("ds64", [...sizes]), stereo, chunk("data", [], 0xffff_ffff));
    bytes.set(ascii("RF64"));
    return bytes;
  };
  const claims = (bytes: number): Uint8Array => riff(stereo, chunk("data", [], bytes));

  it.each([
    ["returns the claimed number", claims(400), 400, 100],
    ["excludes other chunks that follow", claims(400), 1_000, 100],
    ["leaves out an incomplete frame", claims(403), 403, 100],
    ["counts what is left of a file that is cut short", claims(400), 203, 50],
    ["returns 0 if nothing follows the header", claims(400), 0, 0],
    ["ignores a size of 0 that was never filled in", claims(0), 400, 100],
    ["returns 0 for a size of 0 and nothing behind it", claims(0), 0, 0],
    ["ignores a size of 0xFFFFFFFF from a pipe", claims(0xffff_ffff), 400, 100],
    ["ignores a claim of 4 GB", claims(0xffff_fff0), 400, 100],
    ["ignores a wrapped size in a file beyond 4 GB", claims(400), GB_4 + 400, (GB_4 + 400) / 4],
    ["reads the size of RF64", rf64(400n), 1_000, 100],
    [
      "reads the size of RF64 beyond 4 GB",
      rf64(BigInt(GB_4) + 400n),
      GB_4 + 9_000,
      (GB_4 + 400) / 4,
    ],
    ["measures RF64 of unknown size", rf64(0n), 400, 100],
    ["ignores an impossible size of RF64", rf64(2n ** 64n - 1n), 400, 100],
  ])("%s", (_name, head, audioBytes, frames) => {
    const format = parsed(head);
    expect(wavFrames(format, format.dataOffset + audioBytes)).toBe(frames);
  });
});

describe("decodeWavBlock", () => {
  const floats = (...values: number[]): Uint8Array =>
    new Uint8Array(Float32Array.from(values).buffer);
  const doubles = (...values: number[]): Uint8Array =>
    new Uint8Array(Float64Array.from(values).buffer);
  const cases: readonly [SampleFormat, Uint8Array, readonly number[]][] = [
    ["u8", Uint8Array.of(128, 0, 192, 255), [0, -1, 0.5, 127 / 128]],
    ["s16", Uint8Array.of(0, 0, 0, 0x80, 0, 0x40, 1, 0), [0, -1, 0.5, 2 ** -15]],
    ["s24", Uint8Array.of(0, 0, 0, 0, 0, 0x80, 0, 0, 0x40, 1, 0, 0), [0, -1, 0.5, 2 ** -23]],
    ["s32", Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0x40), [0, -1, 0.5]],
    ["f32", floats(0, -1, 0.5, 1.5, Number.NaN, -Infinity), [0, -1, 0.5, 1.5, 0, 0]],
    ["f64", doubles(0, -1, 0.5, 1.5, Number.NaN, Infinity), [0, -1, 0.5, 1.5, 0, 0]],
  ];
  const format = (samples: SampleFormat, channels = 1): WavFormat => ({
    samples,
    channels,
    sampleRate: 16_000,
    dataOffset: 0,
    dataBytes: null,
  });

  it.each(cases)("reads %s", (samples, bytes, expected) => {
    expect([...decodeWavBlock(bytes, format(samples))]).toEqual(expected);
  });

  it.each(cases)("reads %s at any alignment in memory", (samples, bytes, expected) => {
    const moved = new Uint8Array(bytes.length + 1);
    moved.set(bytes, 1);
    expect([...decodeWavBlock(moved.subarray(1), format(samples))]).toEqual(expected);
  });

  it("returns the mean of all channels", () => {
    expect([...decodeWavBlock(floats(1, 0.5, 0, -1, -0.5, 0), format("f32", 3))]).toEqual([
      0.5, -0.5,
    ]);
  });

  it("ignores an incomplete frame", () => {
    expect(decodeWavBlock(new Uint8Array(11), format("s16", 2))).toHaveLength(2);
  });
});

test("parseWavHead and decodeWavBlock throw on none of 5,000 mutations", () => {
  // Generator of Numerical Recipes, for the same mutations every time.
  let state = 1;
  const below = (end: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * end);
  };
  const whole = riff(
    chunk("ds64", Array(28).fill(0)),
    fmt({ isExtensible: true, channels: 2 }),
    chunk("LIST", [1, 2, 3]),
    chunk("data", Array(64).fill(5)),
  );
  let readable = 0;
  for (let round = 0; round < 5_000; round++) {
    const bytes = whole.slice(0, below(4) === 0 ? below(whole.length) : whole.length);
    for (let times = below(8); times > 0; times--) bytes[below(bytes.length)] = below(256);
    const result = parseWavHead(bytes);
    if (!result.ok) {
      expect(result.problem.detail).toMatch(/\.$/);
      continue;
    }
    readable++;
    expect(isWav(bytes)).toBe(true);
    const { dataOffset } = result.value;
    const frames = wavFrames(result.value, bytes.length);
    const mono = decodeWavBlock(bytes.subarray(dataOffset), result.value);
    expect(frames).toBeLessThanOrEqual(mono.length);
    expect(mono.every(Number.isFinite)).toBe(true);
  }
  expect(readable).toBeGreaterThan(1_000);
});
