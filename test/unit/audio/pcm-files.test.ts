import { describe, expect, it } from "vitest";
import { decodePcm, type PcmFormat } from "../../../core/audio/pcm-format.ts";
import { parsePcmHead } from "../../../core/audio/pcm-files.ts";
import { ascii, fmt } from "./wav-bytes.ts";

const big = (bytes: number, value: number): number[] =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** (bytes - 1 - i)) & 0xff);
const chunk = (name: string, body: readonly number[]): number[] => [
  ...ascii(name),
  ...big(4, body.length),
  ...body,
  ...(body.length % 2 === 1 ? [0] : []),
];

const RATE_44100 = [0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0];
const SSND = (data: readonly number[]) => chunk("SSND", [...big(4, 0), ...big(4, 0), ...data]);
const comm = (bits: number, type?: string, channels = 1) =>
  chunk("COMM", [
    ...big(2, channels),
    ...big(4, 2),
    ...big(2, bits),
    ...RATE_44100,
    ...ascii(type ?? ""),
  ]);
const aiff = (...chunks: readonly number[][]): Uint8Array =>
  Uint8Array.from([...ascii("FORM"), ...big(4, 0), ...ascii("AIFF"), ...chunks.flat()]);

const caf = (
  type: string,
  flags: number,
  bits: number,
  data: readonly number[],
  size = data.length + 4,
) => {
  const rate = new Uint8Array(8);
  new DataView(rate.buffer).setFloat64(0, 8_000);
  const desc = [
    ...rate,
    ...ascii(type),
    ...[flags, bits / 8, 1, 1, bits].flatMap((v) => big(4, v)),
  ];
  const sized = (name: string, length: number) => [
    ...ascii(name),
    ...(length < 0 ? Array(8).fill(0xff) : big(8, length)),
  ];
  return Uint8Array.from([
    ...ascii("caff"),
    0,
    1,
    0,
    0,
    ...sized("desc", 32),
    ...desc,
    ...sized("free", 3),
    1,
    2,
    3,
    ...sized("data", size),
    ...big(4, 0),
    ...data,
  ]);
};

const au = (encoding: number, data: readonly number[]): Uint8Array =>
  Uint8Array.from([
    ...ascii(".snd"),
    ...[24, 0xffff_ffff, encoding, 8_000, 1].flatMap((v) => big(4, v)),
    ...data,
  ]);

function wave64(data: readonly number[]): Uint8Array {
  const guid = (name: string, rest: readonly number[] = Array(12).fill(0)) => [
    ...ascii(name),
    ...rest,
  ];
  const little = (value: number): number[] => big(8, value).toReversed();
  const format = fmt({ rate: 8_000 }).slice(8);
  return Uint8Array.from([
    ...guid("riff", [0x2e, 0x91, 0xcf, 0x11, 0xa5, 0xd6, 0x28, 0xdb, 4, 0xc1, 0, 0]),
    ...little(0),
    ...guid("wave"),
    ...guid("fmt "),
    ...little(24 + format.length),
    ...format,
    ...guid("data"),
    ...little(24 + data.length),
    ...data,
  ]);
}

function read(bytes: Uint8Array) {
  const found = parsePcmHead(bytes);
  if (!found?.ok || found.value.type !== "pcm") return found && !found.ok ? found.problem : null;
  const format: PcmFormat = found.value.format;
  const { dataOffset, dataBytes, sampleRate } = format;
  const data = bytes.subarray(dataOffset, dataBytes === null ? undefined : dataOffset + dataBytes);
  return { sampleRate, samples: [...(decodePcm(data, format)[0] ?? [])] };
}

const HALF = [0.5, -0.5];

describe("uncompressed audio is read from", () => {
  it.each([
    ["AIFF of 16 bit", aiff(comm(16), SSND([0x40, 0, 0xc0, 0])), 44_100],
    ["AIFF of 8 bit, which is signed", aiff(comm(8), SSND([0x40, 0xc0])), 44_100],
    [
      "AIFF with other chunks before it",
      aiff(chunk("NAME", [1, 2, 3]), comm(16), SSND([0x40, 0, 0xc0, 0])),
      44_100,
    ],
    [
      "AIFF-C of a Mac with an Intel processor",
      aiff(comm(16, "sowt"), SSND([0, 0x40, 0, 0xc0])),
      44_100,
    ],
    [
      "AIFF-C in floating point",
      aiff(comm(32, "fl32"), SSND([0x3f, 0, 0, 0, 0xbf, 0, 0, 0])),
      44_100,
    ],
    ["CAF, big-endian", caf("lpcm", 0, 16, [0x40, 0, 0xc0, 0]), 8_000],
    ["CAF, little-endian", caf("lpcm", 2, 16, [0, 0x40, 0, 0xc0]), 8_000],
    ["CAF in floating point", caf("lpcm", 3, 32, [0, 0, 0, 0x3f, 0, 0, 0, 0xbf]), 8_000],
    ["CAF that is still being written", caf("lpcm", 0, 16, [0x40, 0, 0xc0, 0], -1), 8_000],
    ["AU", au(3, [0x40, 0, 0xc0, 0]), 8_000],
    ["Wave64", wave64([0, 0x40, 0, 0xc0]), 8_000],
  ])("%s", (_kind, bytes, sampleRate) => {
    expect(read(bytes)).toEqual({ sampleRate, samples: HALF });
  });
});

it("telephone codes in AIFF-C, CAF and AU are read as G.711", () => {
  const expected = { samples: [8 / 32_768] };
  for (const bytes of [
    aiff(comm(16, "alaw"), SSND([0xd5])),
    caf("alaw", 0, 8, [0xd5]),
    au(27, [0xd5]),
  ])
    expect(read(bytes)).toMatchObject(expected);
});

it.each([
  ["AIFF-C in MACE", aiff(comm(8, "MAC3"), SSND([0])), "MACE"],
  ["CAF in Apple Lossless", caf("alac", 0, 16, [0]), "Apple Lossless"],
  ["CAF in AAC", caf("aac ", 0, 16, [0]), "AAC"],
])("%s is refused by the codec's name", (_kind, bytes, detail) => {
  expect(read(bytes)).toEqual({ reason: "imported-codec-unsupported", detail });
});

it("a file that is cut short anywhere in its header is damaged, and never read beyond its end", () => {
  for (const whole of [
    aiff(comm(16), SSND([1, 2])),
    caf("lpcm", 0, 16, [1, 2]),
    wave64([1, 2]),
    au(3, []),
  ])
    for (let length = 12; length < whole.length - 3; length++) {
      const found = parsePcmHead(whole.subarray(0, length));
      if (found && !found.ok) expect(found.problem).toEqual({ reason: "imported-file-damaged" });
    }
});

it("other files are left alone", () => {
  expect(parsePcmHead(Uint8Array.from(ascii("ID3 and something else")))).toBeNull();
  expect(parsePcmHead(new Uint8Array())).toBeNull();
});
