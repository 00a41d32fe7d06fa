import { expect, it } from "vitest";
import { WAV_HEADER_BYTES, wavHeader } from "../../../core/audio/wav.ts";

const text = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

it("wavHeader returns the 44 bytes before 16 kHz mono 16-bit PCM", () => {
  const header = wavHeader(16_000);
  const view = new DataView(header.buffer);
  expect(header.length).toBe(WAV_HEADER_BYTES);
  expect([text(header, 0, 4), text(header, 8, 16), text(header, 36, 40)]).toEqual([
    "RIFF",
    "WAVEfmt ",
    "data",
  ]);
  expect({
    ckSize: view.getUint32(4, true),
    fmtSize: view.getUint32(16, true),
    wFormatTag: view.getUint16(20, true),
    nChannels: view.getUint16(22, true),
    nSamplesPerSec: view.getUint32(24, true),
    nAvgBytesPerSec: view.getUint32(28, true),
    nBlockAlign: view.getUint16(32, true),
    wBitsPerSample: view.getUint16(34, true),
    dataSize: view.getUint32(40, true),
  }).toEqual({
    ckSize: 36 + 32_000,
    fmtSize: 16,
    wFormatTag: 1,
    nChannels: 1,
    nSamplesPerSec: 16_000,
    nAvgBytesPerSec: 32_000,
    nBlockAlign: 2,
    wBitsPerSample: 16,
    dataSize: 32_000,
  });
});

it.each([
  ["no samples", 0],
  ["three hours", 3 * 3600 * 16_000],
  ["the largest file", (0xffff_ffff - 36 - 1) / 2],
])("wavHeader states the size of %s", (_, samples) => {
  expect(new DataView(wavHeader(samples).buffer).getUint32(40, true)).toBe(samples * 2);
});

it.each([
  ["beyond 4 GiB", 2 ** 31],
  ["half a sample", 0.5],
  ["a negative number", -1],
])("wavHeader throws for %s", (_, samples) => {
  expect(() => wavHeader(samples)).toThrow(RangeError);
});
