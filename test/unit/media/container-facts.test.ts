import { describe, expect, it } from "vitest";
import { containerFacts } from "../../../core/media/container-facts.ts";
import { codecName, unreadableFormat } from "../../../core/media/known-formats.ts";
import { ascii } from "../audio/wav-bytes.ts";

const u32 = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
const box = (type: string, ...content: number[][]): number[] => {
  const body = content.flat();
  return [...u32(body.length + 8), ...ascii(type), ...body];
};
const facts = (bytes: readonly number[]) => {
  const file = Uint8Array.from(bytes);
  return containerFacts(async (at, length) => file.slice(at, at + length), file.length);
};

describe("an MP4 file", () => {
  const AT = Date.UTC(2024, 10, 5, 10);
  const seconds = AT / 1000 + 2_082_844_800;
  const mvhd = box("mvhd", u32(0), u32(seconds), u32(seconds), Array(88).fill(0));
  const ftyp = box("ftyp", ascii("M4A "), u32(0));
  const mdat = box("mdat", Array(1_000).fill(7));

  it("tells when it was created, wherever its index lies", async () => {
    const known = { lacksIndex: false, createdAt: AT };
    expect(await facts([...ftyp, ...box("moov", mvhd), ...mdat])).toEqual(known);
    expect(await facts([...ftyp, ...mdat, ...box("moov", box("free"), mvhd)])).toEqual(known);
  });

  it("tells no time if the writer left it out", async () => {
    const unset = box("mvhd", Array(100).fill(0));
    expect((await facts([...ftyp, ...box("moov", unset)])).createdAt).toBeNull();
  });

  it.each([
    ["was never written", [...ftyp, ...mdat]],
    ["is cut off", [...ftyp, ...mdat, ...box("moov", mvhd)].slice(0, -10)],
    ["lies behind audio that is cut off", [...ftyp, ...mdat].slice(0, 500)],
  ])("lacks its index if it %s", async (_kind, bytes) => {
    expect((await facts(bytes)).lacksIndex).toBe(true);
  });
});

it("a Matroska file tells when it was made, in nanoseconds since 2001", async () => {
  const nanoseconds = new Uint8Array(8);
  new DataView(nanoseconds.buffer).setBigInt64(0, 86_400_000_000_000n);
  const bytes = [0x1a, 0x45, 0xdf, 0xa3, 0x80, 0x44, 0x61, 0x88, ...nanoseconds];
  expect(await facts(bytes)).toEqual({ lacksIndex: false, createdAt: Date.UTC(2001, 0, 2) });
});

it("formats that can't be read have the names that people know", () => {
  const named = (...bytes: number[]): string | null => unreadableFormat(Uint8Array.from(bytes));
  expect(named(...ascii("#!AMR\n"))).toBe("AMR");
  expect(named(0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11)).toBe("Windows Media");
  expect(named(...ascii("OggS"), ...Array(24).fill(0), ...ascii("Speex   "))).toBe("Speex");
  expect(named(...ascii("OggS"), ...Array(24).fill(0), ...ascii("OpusHead"))).toBeNull();
  expect(named()).toBeNull();
  expect(["alac", "A_DTS/EXPRESS", "samr", "ec-3", "xyz "].map(codecName)).toEqual([
    "Apple Lossless",
    "DTS",
    "AMR",
    "Dolby Digital Plus",
    "xyz",
  ]);
});
