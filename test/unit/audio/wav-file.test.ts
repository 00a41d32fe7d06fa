import { describe, expect, it, test } from "vitest";
import { WAV_HEADER_BYTES, WAVE_FORMAT_IEEE_FLOAT, wavHeader } from "../../../core/audio/wav.ts";
import { decodeAdpcm, framesPerBlock } from "../../../core/audio/adpcm.ts";
import {
  bytesOf,
  bytesPerFrame,
  decodePcm,
  type PcmFormat,
  type SampleFormat,
} from "../../../core/audio/pcm-format.ts";
import { isWav, parseWavHead, type WavHead, wavDataBytes } from "../../../core/audio/wav-file.ts";
import { ascii, chunk, type Fmt, fmt, riff, u32 } from "./wav-bytes.ts";

function head(bytes: Uint8Array): WavHead {
  const result = parseWavHead(bytes);
  if (!result.ok) throw new Error(result.problem.reason);
  return result.value;
}

function parsed(bytes: Uint8Array): PcmFormat {
  const { type, format } = head(bytes);
  if (type !== "pcm") throw new Error(type);
  return format;
}

/** Returns why the file was refused and the name of its codec, or null. */
function refusal(bytes: Uint8Array): string | null {
  const result = parseWavHead(bytes);
  if (result.ok) return null;
  const { reason, detail } = result.problem;
  return detail === undefined ? reason : `${reason}: ${detail}`;
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
    ["A-law", { tag: 6, bits: 8 }, "alaw"],
    ["µ-law", { tag: 7, bits: 8 }, "ulaw"],
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
    expect(parsed(bytes)).toEqual({
      samples,
      channels,
      sampleRate,
      sampleBytes: bytesOf(samples),
      inset: 0,
      dataOffset,
      dataBytes: 1024,
    });
  });

  it.each<[string, Fmt, string]>([
    ["GSM of a telephone system", { tag: 0x31, bits: 0 }, "unsupported: GSM 6.10"],
    ["a codec without a known name", { tag: 0x1234, bits: 0 }, "unsupported: WAV 4660"],
    ["no bits", { bits: 0 }, "unsupported"],
    ["40 bit", { bits: 40 }, "unsupported"],
    ["16 bit floating point", { tag: 3 }, "unsupported"],
    ["no channel", { channels: 0 }, "damaged"],
    ["65 channels", { channels: 65 }, "damaged"],
    ["a rate of 0", { rate: 0 }, "damaged"],
    ["3,999 Hz", { rate: 3_999 }, "damaged"],
    ["384,001 Hz", { rate: 384_001 }, "damaged"],
    [
      "a subformat of another kind",
      { isExtensible: true, guidTail: Array(14).fill(7) },
      "unsupported",
    ],
  ])("refuses %s", (_name, given, why) => {
    expect(refusal(riff(fmt(given), chunk("data", [0, 0])))).toContain(why);
  });

  it("reads a header of wavHeader", () => {
    const format = { wFormatTag: WAVE_FORMAT_IEEE_FLOAT, bytesPerSample: 4, sampleRate: 8_000 };
    expect(parsed(wavHeader(5, { ...format, wFormatTag: WAVE_FORMAT_IEEE_FLOAT }))).toEqual({
      samples: "f32",
      channels: 1,
      sampleRate: 8_000,
      sampleBytes: 4,
      inset: 0,
      dataOffset: WAV_HEADER_BYTES,
      dataBytes: 20,
    });
  });

  it("leaves MP3 in a WAV file to the reader of MP3", () => {
    expect(head(riff(fmt({ tag: 0x55, bits: 0 }), chunk("data", [1, 2])))).toMatchObject({
      type: "mp3",
      format: { dataBytes: 2 },
    });
  });

  it.each([
    ["upper", [0, 0, 0, 0x40, 0, 1, 0, 0], [0.5, 2 ** -23]],
    ["lower", [0, 0, 0x40, 0, 1, 0, 0, 0], [0.5, 2 ** -23]],
    ["lower, extended to a negative number", [0, 0, 0xc0, 0xff, 1, 0, 0, 0], [-0.5, 2 ** -23]],
  ])("takes 24 bits out of the %s bytes of containers of four", (_kind, data, expected) => {
    const bytes = riff(fmt({ bits: 24, frameBytes: 4 }), chunk("data", data));
    const format = parsed(bytes);
    expect(bytesPerFrame(format)).toBe(4);
    expect([...(decodePcm(bytes.subarray(format.dataOffset), format)[0] ?? [])]).toEqual(expected);
  });

  it("takes the dates out of bext and LIST", () => {
    const bext = [...Array(320).fill(0), ...ascii("2024-11-0510:00:12"), ...Array(264).fill(0)];
    const list = [...ascii("INFO"), ...chunk("ICRD", ascii("2024-11-04\0"))];
    const bytes = riff(chunk("bext", bext), chunk("LIST", list), fmt(), chunk("data", [0, 0]));
    expect(head(bytes).dates).toEqual(["2024-11-05 10:00:12", "2024-11-04"]);
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
    ["nothing", new Uint8Array(), "damaged"],
    ["a text", Uint8Array.from(ascii("Dear Sir or Madam, how are you?")), "damaged"],
    ["an Ogg file", Uint8Array.from([...ascii("OggS"), ...Array(60).fill(0)]), "damaged"],
    [
      "a RIFF file of another type",
      Uint8Array.from([...ascii("RIFF"), ...u32(4), ...ascii("AVI ")]),
      "damaged",
    ],
    [
      "the big-endian RIFX",
      Uint8Array.from([...ascii("RIFX"), ...u32(4), ...ascii("WAVE")]),
      "damaged",
    ],
    ["no chunks", riff(), "damaged"],
    ["a file without data", riff(fmt()), "damaged"],
    ["data without a format", riff(audio), "damaged"],
    ["a format of 14 bytes", riff(chunk("fmt ", Array(14).fill(1)), audio), "damaged"],
    [
      "a chunk that claims 4 GB before the data",
      riff(fmt(), chunk("LIST", [], 0xffff_ffff), audio),
      "damaged",
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
      expect(refusal(bytes.subarray(0, length)), `${length} bytes`).toBe("imported-file-damaged");
    expect(refusal(bytes.subarray(0, dataOffset))).toBeNull();
  });
});

describe("wavDataBytes", () => {
  const GB_4 = 2 ** 32;
  const SECOND = 1_000;
  const rf64 = (dataBytes: bigint): Uint8Array => {
    const sizes = new Uint8Array(28);
    new DataView(sizes.buffer).setBigUint64(8, dataBytes, true);
    const bytes = riff(chunk("ds64", [...sizes]), fmt(), chunk("data", [], 0xffff_ffff));
    bytes.set(ascii("RF64"));
    return bytes;
  };
  const claims = (bytes: number): Uint8Array => riff(fmt(), chunk("data", [], bytes));
  const noise = (length: number): number[] => Array.from({ length }, (_, i) => (i * 37) % 251);
  const list = chunk("LIST", noise(2_001));

  /** @param rest what follows the header; a number: that many bytes that are not looked at */
  const bytesIn = (head: Uint8Array, rest: readonly number[] | number): Promise<number> => {
    const behind = typeof rest === "number" ? new Uint8Array(1_000) : Uint8Array.from(rest);
    const there = typeof rest === "number" ? rest : rest.length;
    const { dataOffset } = parsed(head);
    return wavDataBytes(parsed(head), SECOND, dataOffset + there, async (at, length) =>
      behind.slice(at - dataOffset, at - dataOffset + length),
    );
  };

  it.each<[string, Uint8Array, readonly number[] | number, number]>([
    ["is what is claimed", claims(400), noise(400), 400],
    ["excludes chunks that follow", claims(400), [...noise(400), ...list], 400],
    ["excludes chunks behind the padding", claims(401), [...noise(401), 0, ...list], 401],
    ["excludes less than a second of something else", claims(400), noise(1_300), 400],
    ["includes what a recorder wrote after its last update", claims(400), noise(1_500), 1_500],
    ["is what is left of a file that is cut short", claims(400), noise(203), 203],
    ["is 0 if nothing follows the header", claims(400), [], 0],
    ["ignores a size of 0 that was never filled in", claims(0), noise(400), 400],
    ["is 0 for a size of 0 and nothing behind it", claims(0), [], 0],
    ["is 0 for a size of 0 and only chunks behind it", claims(0), list, 0],
    ["ignores a size of 0xFFFFFFFF from a pipe", claims(0xffff_ffff), noise(400), 400],
    ["ignores a claim of 4 GB", claims(0xffff_fff0), noise(400), 400],
    ["ignores a wrapped size in a file beyond 4 GB", claims(400), GB_4 + 400, GB_4 + 400],
    ["is that of RF64", rf64(400n), [...noise(400), ...list], 400],
    ["is that of RF64 beyond 4 GB", rf64(BigInt(GB_4) + 400n), GB_4 + 900, GB_4 + 400],
    ["is measured in RF64 of unknown size", rf64(0n), noise(400), 400],
    ["ignores an impossible size of RF64", rf64(2n ** 64n - 1n), noise(400), 400],
  ])("%s", async (_name, head, rest, bytes) => {
    expect(await bytesIn(head, rest)).toBe(bytes);
  });
});

describe("decodePcm", () => {
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
  const format = (samples: SampleFormat, channels = 1): PcmFormat => ({
    samples,
    channels,
    sampleRate: 16_000,
    sampleBytes: bytesOf(samples),
    inset: 0,
    dataOffset: 0,
    dataBytes: null,
  });

  it.each(cases)("reads %s", (samples, bytes, expected) => {
    expect([...(decodePcm(bytes, format(samples))[0] ?? [])]).toEqual(expected);
  });

  it.each(cases)("reads %s at any alignment in memory", (samples, bytes, expected) => {
    const moved = new Uint8Array(bytes.length + 1);
    moved.set(bytes, 1);
    expect([...(decodePcm(moved.subarray(1), format(samples))[0] ?? [])]).toEqual(expected);
  });

  it.each(cases)("reads %s in the other order of bytes", (samples, bytes, expected) => {
    const size = bytesOf(samples);
    const turned = bytes.map((_, at) => bytes[at - (at % size) + size - 1 - (at % size)] ?? 0);
    const other: PcmFormat = { ...format(samples), isBigEndian: true };
    expect([...(decodePcm(turned, other)[0] ?? [])]).toEqual(expected);
  });

  it("reads each channel, and ignores an incomplete frame", () => {
    const samples = decodePcm(floats(1, 0.5, 0, -1, -0.5, 0, 9), format("f32", 3));
    expect(samples.map((channel) => [...channel])).toEqual([
      [1, -1],
      [0.5, -0.5],
      [0, 0],
    ]);
  });

  it("reads G.711 by its tables", () => {
    const alaw = decodePcm(Uint8Array.of(0xd5, 0x55, 0xaa, 0x2a, 0x80), format("alaw"))[0];
    expect([...(alaw ?? [])].map((sample) => sample * 32_768)).toEqual([
      8, -8, 32_256, -32_256, 5_504,
    ]);
    const ulaw = decodePcm(Uint8Array.of(0xff, 0x7f, 0x80, 0x00, 0xef), format("ulaw"))[0];
    expect([...(ulaw ?? [])].map((sample) => sample * 32_768)).toEqual([
      0, -0, 32_124, -32_124, 132,
    ]);
  });
});

describe("ADPCM", () => {
  const format = (tag: number, channels: number, blockBytes: number) =>
    head(
      riff(
        fmt({ tag, channels, bits: 4, rate: 8_000, frameBytes: blockBytes }),
        chunk("data", [0]),
      ),
    );

  it.each([
    ["IMA", 0x11, "ima", 1, 256, 505],
    ["IMA, stereo", 0x11, "ima", 2, 512, 505],
    ["Microsoft's", 0x02, "ms", 1, 256, 500],
    ["Microsoft's, stereo", 0x02, "ms", 2, 512, 500],
  ])(
    "of a block is as long as its header says: %s",
    (_name, tag, kind, channels, bytes, frames) => {
      const found = format(tag, channels, bytes);
      if (found.type !== "adpcm") throw new Error(found.type);
      expect(found.format).toMatchObject({ kind, channels, blockBytes: bytes });
      expect(framesPerBlock(found.format)).toBe(frames);
      const decoded = decodeAdpcm(new Uint8Array(bytes).fill(0x11), found.format);
      expect(decoded.map(({ length }) => length)).toEqual(Array(channels).fill(frames));
      expect(decodeAdpcm(new Uint8Array(3), found.format)).toEqual([]);
    },
  );

  // A block by hand, after the formulas of the specifications.
  it("of IMA adds steps that adapt", () => {
    const { format: ima } = format(0x11, 1, 8);
    // Starts at 1000 with step 7 (index 0); 4: + 7 + 0 (7 >> 3 = 0), index 2 → step 9; 0xc: − (1 + 9).
    const block = Uint8Array.of(0xe8, 3, 0, 0, 0xc4, 0, 0, 0);
    const [samples] = decodeAdpcm(block, ima as never);
    expect([...(samples ?? [])].slice(0, 3).map((each) => each * 32_768)).toEqual([
      1000, 1007, 997,
    ]);
  });

  it("of Microsoft predicts from two samples", () => {
    const { format: ms } = format(0x02, 1, 8);
    // Predictor 0 repeats the newer sample; the delta is 16, and 2 is first, then −1 (15) with the adapted delta of 16.
    const block = Uint8Array.of(0, 16, 0, 100, 0, 50, 0, 0x2f);
    const [samples] = decodeAdpcm(block, ms as never);
    expect([...(samples ?? [])].map((each) => each * 32_768)).toEqual([50, 100, 132, 116]);
  });
});

test("parseWavHead and decodePcm throw on none of 5,000 mutations", () => {
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
      expect(result.problem.reason).toMatch(/^imported-(file-damaged|codec-unsupported)$/);
      continue;
    }
    readable++;
    expect(isWav(bytes)).toBe(true);
    const { type, format } = result.value;
    if (type === "mp3") continue;
    const audio = bytes.subarray(format.dataOffset);
    const channels = type === "pcm" ? decodePcm(audio, format) : decodeAdpcm(audio, format);
    expect(channels.every((samples) => samples.every(Number.isFinite))).toBe(true);
  }
  expect(readable).toBeGreaterThan(1_000);
});
