import { spawnSync } from "node:child_process";
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 as crc32OfNode } from "node:zlib";
import { unzipRaw } from "unzipit";
import { afterAll, describe, expect, it } from "vitest";
import { crc32 } from "../../../core/archive/zip.ts";
import { localHeader, type PlacedEntry, zipDirectory } from "../../../core/archive/write-zip.ts";

const folder = mkdtempSync(join(tmpdir(), "earshot-zip-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Content {
  readonly name: string;
  readonly text: string;
  /** Zeros behind the text, which take no room on disk. */
  readonly zeros?: number;
  readonly modifiedAt?: number;
}

/** Writes an archive to disk. */
function archiveOf(contents: readonly Content[]): string {
  const path = join(folder, `${Math.random()}.zip`);
  const file = openSync(path, "w");
  const entries: PlacedEntry[] = [];
  let offset = 0;
  const put = (bytes: Uint8Array): void =>
    void (offset += writeSync(file, bytes, 0, bytes.length, offset));
  for (const { name, text, zeros = 0, modifiedAt = 0 } of contents) {
    const bytes = Buffer.from(text);
    const entry = {
      name: Buffer.from(name),
      modifiedAt,
      crc: crc32OfNode(bytes),
      size: bytes.length + zeros,
    };
    entries.push({ ...entry, offset });
    put(localHeader(entry));
    put(bytes);
    offset += zeros;
  }
  ftruncateSync(file, offset);
  zipDirectory(entries, offset).forEach(put);
  closeSync(file);
  return path;
}

interface ReadEntry {
  readonly name: string;
  readonly size: number;
  /** Of small entries. */
  readonly text: string | null;
  readonly modified: string;
}

const SMALL = 1_000;

async function readByUnzipit(path: string): Promise<readonly ReadEntry[]> {
  await using file = await open(path);
  const { size } = await file.stat();
  const { entries } = await unzipRaw({
    getLength: async () => size,
    read: async (position, length) =>
      (await file.read(new Uint8Array(length), { position })).buffer.subarray(0, length),
  });
  const found: ReadEntry[] = [];
  for (const entry of entries)
    found.push({
      name: entry.name,
      size: entry.size,
      text: entry.size === 0 ? "" : entry.size > SMALL ? null : await entry.text(),
      modified: localTime(entry.lastModDate),
    });
  return found;
}

const PYTHON = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    print(json.dumps([{
        "name": entry.filename, "size": entry.file_size,
        "text": None if entry.file_size > ${SMALL} else archive.read(entry).decode(),
        "modified": "%04d-%02d-%02d %02d:%02d:%02d" % entry.date_time,
    } for entry in archive.infolist()]))
`;

/** @returns `null` if the machine has no Python */
function readByPython(path: string): readonly ReadEntry[] | null {
  const { stdout, stderr, error } = spawnSync("python3", ["-c", PYTHON, path], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (error && "code" in error && error.code === "ENOENT") return null;
  if (stderr !== "") throw new Error(stderr);
  return JSON.parse(stdout) as readonly ReadEntry[];
}

const localTime = (date: Date): string => {
  const minutes = date.getTimezoneOffset();
  return new Date(date.getTime() - minutes * 60_000).toISOString().slice(0, 19).replace("T", " ");
};

async function expectRead(contents: readonly Content[]): Promise<void> {
  const path = archiveOf(contents);
  const expected = contents.map(({ name, text, zeros = 0, modifiedAt = 0 }) => {
    const size = Buffer.byteLength(text) + zeros;
    const modified = localTime(new Date(modifiedAt === 0 ? new Date(1980, 0, 1) : modifiedAt));
    return { name, size, text: size > SMALL ? null : text, modified };
  });
  expect(await readByUnzipit(path)).toEqual(expected);
  expect([null, expected]).toContainEqual(readByPython(path));
}

describe("other programs read an archive", () => {
  it("with names in any script, empty files, and times to two seconds", () =>
    expectRead([
      {
        name: "会議 😀/meeting.json",
        text: "{}",
        modifiedAt: new Date(2026, 10, 22, 9, 5, 58).getTime(),
      },
      { name: "A/empty.txt", text: "" },
      { name: "A/b.md", text: "Grüße", modifiedAt: new Date(2107, 11, 31, 23, 59, 58).getTime() },
    ]));

  it("without entries", () => expectRead([]));

  it("with entries and places beyond 4 GB", () =>
    expectRead([
      { name: "before", text: "before" },
      { name: "long.wav", text: "RIFF", zeros: 2 ** 32 },
      { name: "behind", text: "behind" },
    ]));

  it("with an entry of exactly 4 GB − 1, which the short field can't hold", () =>
    expectRead([{ name: "long.wav", text: "RIFF", zeros: 2 ** 32 - 5 }]));

  it("of 70,000 entries", () =>
    expectRead(Array.from({ length: 70_000 }, (_, n) => ({ name: `${n}`, text: "" }))));
});

describe("crc32 agrees with zlib", () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, at) => (at * 7_919 + (at >> 3) * 31) & 0xff);

  it.each([0, 1, 2, 3, 4, 7])("from byte %i of a buffer, for every length", (from) => {
    const lengths = Array.from({ length: 100 }, (_, length) => length);
    const parts = lengths.map((length) => bytes.subarray(from, from + length));
    expect(parts.map((part) => crc32(part))).toEqual(parts.map((part) => crc32OfNode(part)));
  });

  it("in pieces of any length", () => {
    for (let cut = 0; cut < bytes.length; cut += 13)
      expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(crc32OfNode(bytes));
  });
});
