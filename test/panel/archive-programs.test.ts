/** Archives between Earshot and other programs: Python's zipfile, 7-Zip and Info-ZIP, as far as they are installed. */

import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { toMeetingFile, writeMeetingFile } from "../../core/archive/meeting-file.ts";
import { wavHeader } from "../../core/audio/wav.ts";
import type { MeetingContent } from "../../core/meeting.ts";
import {
  audioOnDisk,
  exported,
  imported,
  openOtherProfile,
  putAudio,
  storedWhole,
  storeWhole,
  textsOf,
} from "./support/archives.ts";
import { chromeNow } from "./support/chrome.ts";
import { held, spoken } from "./support/panel.ts";

/** Names of files in UTF-8, whatever the machine's language. */
const ENV = { ...process.env, LC_ALL: "C.UTF-8", PYTHONUTF8: "1" };
const run = async (program: string, ...args: readonly string[]): Promise<void> =>
  void (await promisify(execFile)(program, args, { env: ENV }));

const isInstalled = (program: string): boolean =>
  spawnSync(program, ["--help"], { stdio: "ignore" }).error === undefined;

const PYTHON = "python3";
const SEVEN_ZIP = ["7zz", "7z", "7za"].find(isInstalled) ?? "7z";
const UNZIP = "unzip";

const TAB = Int16Array.from({ length: 1_600 }, (_, index) => index * 20);
const CONTENT: MeetingContent = {
  meeting: held({ title: "Plän: “Q3” / 😀" }),
  turns: [spoken({ text: "Grüße, 世界" })],
  notes: [],
};
const WAV = Buffer.concat([wavHeader(TAB.length), Buffer.from(TAB.buffer)]);
const JSON_FILE = writeMeetingFile(
  toMeetingFile(CONTENT, [{ channel: "tab", samples: TAB.length }], "Earshot 1.2.3"),
);

let folder = "";
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "earshot-archives-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => void (chromeNow.write = async () => {}));

/** All files below a folder, by path. */
async function filesIn(path: string): Promise<Record<string, Buffer>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Object.fromEntries(
    await Promise.all(
      files.map(async ({ name, parentPath }) => {
        const at = join(parentPath, name);
        return [relative(path, at), await readFile(at)] as const;
      }),
    ),
  );
}

describe("an archive that Earshot has written", () => {
  let archive = "";
  let into = "";
  beforeEach(async () => {
    await storeWhole(CONTENT);
    putAudio("m", "tab", TAB);
    archive = join(folder, "written.zip");
    into = await mkdtemp(join(folder, "into-"));
    await writeFile(archive, Buffer.from(await (await exported("m")).arrayBuffer()));
  });

  const expectWhole = async (): Promise<void> => {
    const name = "Plän “Q3” 😀 2026-11-22";
    const found = await filesIn(into);
    const texts = textsOf(CONTENT).map(({ name, content }) => [name, content] as const);
    const expected = Object.entries({
      "meeting.json": JSON_FILE,
      "tab.wav": WAV,
      ...Object.fromEntries(texts),
    });
    const top = (await readdir(into)).find((each) => each.startsWith(name)) ?? "";
    expect(Object.keys(found).toSorted()).toEqual(
      expected.map(([file]) => join(top, file)).toSorted(),
    );
    for (const [file, content] of expected)
      expect(found[join(top, file)]?.equals(Buffer.from(content)), file).toBe(true);
  };

  it.skipIf(!isInstalled(PYTHON))("is read by Python", async () => {
    await run(PYTHON, "-m", "zipfile", "-t", archive);
    await run(PYTHON, "-m", "zipfile", "-e", archive, into);
    await expectWhole();
  });

  it.skipIf(!isInstalled(SEVEN_ZIP))("is read by 7-Zip", async () => {
    await run(SEVEN_ZIP, "t", archive);
    await run(SEVEN_ZIP, "x", archive, `-o${into}`);
    await expectWhole();
  });

  it.skipIf(!isInstalled(UNZIP))("is read by Info-ZIP", async () => {
    await run(UNZIP, "-tqq", archive);
    await run(UNZIP, "-qq", archive, "-d", into);
    await expectWhole();
  });
});

/** Each name of `made` writes an archive with the two files of a meeting, in the way that it names. */
const WRITE_IN_PYTHON = `
import os, sys, zipfile
folder = sys.argv[1]
FILES = {name: open(os.path.join(folder, name), "rb").read() for name in ("meeting.json", "tab.wav")}

class Cp437(zipfile.ZipInfo):
    def _encodeFilenameFlags(self):
        return self.filename.encode("cp437"), self.flag_bits & ~0x800

class Unseekable:
    def __init__(self, file): self.file = file
    def write(self, data): return self.file.write(data)
    def flush(self): self.file.flush()

def write(name, packing=zipfile.ZIP_DEFLATED, info=zipfile.ZipInfo, top="Weekly/", directories=False,
          zip64=False, unseekable=False, before=b"", mode="w", comment=b""):
    with open(os.path.join(folder, name + ".zip"), "w+b") as file:
        file.write(before)
        with zipfile.ZipFile(Unseekable(file) if unseekable else file, mode, packing) as archive:
            archive.comment = comment
            if directories:
                archive.writestr(info(top), b"")
                archive.writestr(info(top + "empty/"), b"")
            for each, content in FILES.items():
                entry = info(top + each)
                entry.compress_type = packing
                with archive.open(entry, "w", force_zip64=zip64) as target:
                    target.write(content)

made = {
    "stored": dict(packing=zipfile.ZIP_STORED),
    "deflated": dict(),
    "with directories": dict(directories=True),
    "with ZIP64 fields": dict(zip64=True),
    "to a pipe, stored": dict(unseekable=True, packing=zipfile.ZIP_STORED),
    "to a pipe, deflated": dict(unseekable=True),
    "to a pipe, with ZIP64 fields": dict(unseekable=True, zip64=True),
    "with names in UTF-8": dict(top="Pl\\u00e4n \\u4e16\\u754c/", directories=True),
    "with names in CP437": dict(info=Cp437, top="Pl\\u00e4n/", directories=True),
    "at the top": dict(top=""),
    "with a comment": dict(comment=b"PK\\x05\\x06" + b"an end record, or so it seems" * 3),
    "behind a program": dict(before=b"#!/bin/sh\\n" * 900, mode="a"),
    "with bzip2": dict(packing=zipfile.ZIP_BZIP2),
    "with LZMA": dict(packing=zipfile.ZIP_LZMA),
}
for name, options in made.items():
    write(name, **options)
`;

async function putFiles(into: string): Promise<void> {
  await mkdir(into, { recursive: true });
  await writeFile(join(into, "meeting.json"), JSON_FILE);
  await writeFile(join(into, "tab.wav"), WAV);
}

const archiveAt = async (path: string): Promise<Blob> => new Blob([await readFile(path)]);

async function expectImported(path: string): Promise<void> {
  openOtherProfile();
  expect(await imported(await archiveAt(path))).toEqual({
    ok: true,
    value: [{ type: "imported", meetingId: "m" }],
  });
  expect(await storedWhole("m")).toMatchObject(CONTENT);
  expect(await audioOnDisk("m", "tab")).toEqual(TAB);
}

const refusedAs = (packing: string): object => ({
  ok: false,
  problem: {
    reason: "meeting-file-refused",
    detail: `It is packed with ${packing}. Pack it again as an ordinary ZIP.`,
  },
});

describe.skipIf(!isInstalled(PYTHON))("Earshot reads what Python has written", () => {
  beforeAll(async () => {
    await putFiles(join(folder, "python"));
    await run(PYTHON, "-c", WRITE_IN_PYTHON, join(folder, "python"));
  });

  it.each([
    "stored",
    "deflated",
    "with directories",
    "with ZIP64 fields",
    "to a pipe, stored",
    "to a pipe, deflated",
    "to a pipe, with ZIP64 fields",
    "with names in UTF-8",
    "with names in CP437",
    "at the top",
    "with a comment",
    "behind a program",
  ])("%s", (name) => expectImported(join(folder, "python", `${name}.zip`)));

  it.each(["bzip2", "LZMA"])("with %s, and names it", async (packing) => {
    const file = await archiveAt(join(folder, "python", `with ${packing}.zip`));
    expect(await imported(file)).toEqual(refusedAs(packing));
  });
});

describe.skipIf(!isInstalled(SEVEN_ZIP))("Earshot reads what 7-Zip has written", () => {
  const source = () => join(folder, "seven", "Plän");
  const archive = () => join(folder, "seven.zip");
  beforeAll(() => putFiles(source()));
  afterEach(() => rm(archive(), { force: true }));

  it.each<[string, readonly string[]]>([
    ["deflated", []],
    ["stored", ["-mx=0"]],
    ["with names in UTF-8", ["-mcu=on"]],
  ])("%s", async (_, options) => {
    await run(SEVEN_ZIP, "a", "-tzip", ...options, archive(), source());
    await expectImported(archive());
  });

  it("with Deflate64, and names it", async () => {
    await run(SEVEN_ZIP, "a", "-tzip", "-mm=Deflate64", archive(), source());
    expect(await imported(await archiveAt(archive()))).toEqual(refusedAs("Deflate64"));
  });
});
