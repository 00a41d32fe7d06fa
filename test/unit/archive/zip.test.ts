import { describe, expect, it } from "vitest";
import { createFolderNames } from "../../../core/export/file-name.ts";
import { planArchive, type ZipEntryFacts, crc32 } from "../../../core/archive/zip.ts";

const entry = (name: string, change: Partial<ZipEntryFacts> = {}): ZipEntryFacts => ({
  name,
  size: 100,
  compressedSize: 100,
  isDirectory: name.endsWith("/"),
  encrypted: false,
  compressionMethod: 0,
  ...change,
});
const names = (...entries: string[]) => entries.map((name) => entry(name));
const MB = 1e6;

const folders = (...entries: string[]): unknown => {
  const plan = planArchive(names(...entries), MB);
  return plan.ok
    ? plan.value.map(({ name, meetingFile, fileOf }) => [
        name,
        [meetingFile.name, fileOf("tab.wav")?.name ?? null],
      ])
    : plan.problem.detail;
};

describe("planArchive finds meetings", () => {
  it.each<[string, readonly string[], unknown]>([
    [
      "in one folder each",
      ["A/meeting.json", "A/tab.wav", "B/meeting.json", "B/notes.md"],
      [
        ["A", ["A/meeting.json", "A/tab.wav"]],
        ["B", ["B/meeting.json", null]],
      ],
    ],
    ["at the top of the archive", ["meeting.json", "tab.wav"], [["", ["meeting.json", "tab.wav"]]]],
    [
      "one folder deeper, beside files of the system",
      ["Mine/", "Mine/A/", "Mine/A/meeting.json", "__MACOSX/Mine/A/._meeting.json", ".DS_Store"],
      [["A", ["Mine/A/meeting.json", null]]],
    ],
    [
      "with the backslashes of Windows",
      ["Mine\\A\\meeting.json", "Mine\\A\\tab.wav"],
      [["A", ["Mine\\A\\meeting.json", "Mine\\A\\tab.wav"]]],
    ],
    [
      "below a dot",
      ["./", "./A/", "./A/meeting.json", "./A//tab.wav"],
      [["A", ["./A/meeting.json", "./A//tab.wav"]]],
    ],
    [
      "in capitals, and in one folder written in two ways",
      ["CAF\u00c9/MEETING.JSON", "cafe\u0301/Tab.WAV"],
      [["CAF\u00c9", ["CAF\u00c9/MEETING.JSON", "cafe\u0301/Tab.WAV"]]],
    ],
    [
      "beside files that are there twice, but not read",
      ["A/meeting.json", "A/notes.md", "A/NOTES.md", "letter.txt", "Letter.txt"],
      [["A", ["A/meeting.json", null]]],
    ],
    ["nowhere among other files", ["letter.txt", "A/notes.md"], "There is no meeting.json in it."],
    ["nowhere in an empty archive", [], "There is no meeting.json in it."],
  ])("%s", (_where, entries, expected) => {
    expect(folders(...entries)).toEqual(expected);
  });
});

describe("planArchive refuses an archive", () => {
  const OUT = "It holds a path that leads out of it.";
  it.each([
    "../meeting.json",
    "A/../../meeting.json",
    "/etc/passwd",
    "C:/x",
    "A\\..\\x",
    "\\\\server\\x",
    "A/\u0000",
    "x".repeat(1_001),
  ])("with the path %j", (path) => {
    expect(folders("A/meeting.json", path)).toBe(OUT);
  });

  it.each([
    ["A/meeting.json", "A/meeting.json"],
    ["A/tab.wav", "a/TAB.wav"],
    ["A\\tab.wav", "./A/tab.wav"],
    ["A/\u00e9.wav", "A/e\u0301.wav"],
  ])("with %j and %j", (one, other) => {
    expect(folders("A/meeting.json", one, other)).toBe("It holds two files of the same name.");
  });

  it.each<[string, readonly ZipEntryFacts[], number, string]>([
    [
      "that needs a password",
      [entry("meeting.json", { encrypted: true })],
      MB,
      "It is locked with a password.",
    ],
    [
      "packed with what Windows takes for large files",
      [entry("meeting.json"), entry("tab.wav", { compressionMethod: 9 })],
      MB,
      "It is packed with Deflate64. Pack it again as an ordinary ZIP.",
    ],
    [
      "packed in an unknown way",
      [entry("meeting.json", { compressionMethod: 77 })],
      MB,
      "It is packed in a way that Earshot can’t read (77). Pack it again as an ordinary ZIP.",
    ],
    [
      "whose files overlap",
      [
        entry("meeting.json"),
        entry("a.wav", { compressedSize: MB }),
        entry("b.wav", { compressedSize: MB }),
      ],
      1.5 * MB,
      "It is damaged: its files don’t fit into it.",
    ],
    [
      "that would unpack to a thousand times its size",
      [entry("meeting.json", { size: 4e9, compressedSize: 4e6 })],
      4 * MB,
      "It would unpack to 4 GB, far more than it is.",
    ],
    [
      "with invalid sizes",
      [entry("meeting.json", { size: Number.NaN })],
      MB,
      "It would unpack to NaN GB, far more than it is.",
    ],
    [
      "of more than 20,000 files",
      Array.from({ length: 20_001 }, (_, n) => entry(`${n}`)),
      MB,
      "It holds more than 20000 files.",
    ],
  ])("%s", (_what, entries, bytes, why) => {
    expect(planArchive(entries, bytes)).toEqual({
      ok: false,
      problem: { reason: "meeting-file-refused", detail: why },
    });
  });

  it("but not for what is not read", () => {
    const others = [
      entry("A/letter.txt", { encrypted: true }),
      entry("A/film.mkv", { compressionMethod: 14, size: 9e12, compressedSize: 9e11 }),
    ];
    expect(planArchive([entry("A/meeting.json"), ...others], MB).ok).toBe(true);
  });

  it("but not for an hour of well packed silence", () => {
    const silence = entry("A/mic.wav", { size: 115_200_044, compressedSize: 112_000 });
    expect(planArchive([entry("A/meeting.json"), silence], 113_000).ok).toBe(true);
  });
});

it("crc32 computes the checksum of ZIP in one piece or several", () => {
  const bytes = new TextEncoder().encode("123456789");
  expect(crc32(bytes)).toBe(0xcbf4_3926);
  expect(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4)))).toBe(0xcbf4_3926);
  expect(crc32(new Uint8Array())).toBe(0);
});

it("createFolderNames gives each meeting a name that is unique without regard to case", () => {
  const name = createFolderNames("UTC");
  const startedAt = Date.UTC(2026, 10, 22, 9, 5);
  expect(
    ["Weekly", "weekly", "Weekly", "", "../x"].map((title) => name({ title, startedAt })),
  ).toEqual([
    "Weekly 2026-11-22 09.05",
    "weekly 2026-11-22 09.05 (2)",
    "Weekly 2026-11-22 09.05 (3)",
    "2026-11-22 09.05",
    "x 2026-11-22 09.05",
  ]);
});
