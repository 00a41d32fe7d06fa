import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import {
  fromMeetingFile,
  type MeetingFile,
  toMeetingFile,
  writeMeetingFile,
  isSameMeeting,
} from "../../../core/archive/meeting-file.ts";
import { readMeetingFile } from "../../../core/archive/schema.ts";
import { citedTurns } from "../../../core/notes/citations.ts";
import { held, spoken } from "../spoken.ts";
import { filesWithEveryKey } from "./every-key.ts";
import { randomMeeting, type RandomMeeting } from "./random-meeting.ts";

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

const filed = ({ sound, ...content }: RandomMeeting): MeetingFile =>
  toMeetingFile(content, sound, "Earshot 1.2.3");

function reread(json: string): MeetingFile {
  const read = readMeetingFile(json);
  if (!read.ok) throw new Error(read.problem.detail);
  return read.value;
}

const schema: object = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../docs/meeting.schema.json"), "utf8"),
);
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
const faults = (value: unknown): unknown => (validate(value) ? [] : validate.errors);

/** Keys of fields, without those of maps. */
function keysIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(keysIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) =>
    MAPS.has(key) ? [key] : [key, ...keysIn(part)],
  );
}
const MAPS: ReadonlySet<string> = new Set([
  "names",
  "merged",
  "different",
  "secondsBySpeechModel",
  "models",
  "citations",
]);

/** Of the browser that wrote the file, or the same in every file. */
const NOT_COMPARED: readonly string[] = [
  "format",
  "version",
  "exportedBy",
  "meeting.id",
  "meeting.soundDeletedAt",
  "notes.0.id",
  "notes.1.id",
  "notes.2.id",
  "sound.0.file",
  "sound.0.sampleRate",
  "sound.1.file",
  "sound.1.sampleRate",
];

type Path = readonly string[];

const leavesOf = (value: unknown, path: Path = []): readonly Path[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, part]) => leavesOf(part, [...path, key]))
    : [path];

/** The file with another value at this place. */
function changed(file: MeetingFile, path: Path): MeetingFile {
  const copy = structuredClone(file);
  const parent = path.slice(0, -1).reduce<object>((part, key) => Reflect.get(part, key), copy);
  Reflect.set(parent, path.at(-1) ?? "", "another value");
  return copy;
}

const LONG = "x".repeat(1_000_001);

/** JSON of the sample with another value at a path such as "turns.0.text", or without it for `undefined`. */
function change(path = "later", value?: unknown): string {
  const file: unknown = JSON.parse(writeMeetingFile(filed(SAMPLE)));
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const parent = keys.reduce((part, key): unknown => Reflect.get(part as object, key), file);
  if (value === undefined) Reflect.deleteProperty(parent as object, last);
  else Reflect.set(parent as object, last, value);
  return JSON.stringify(file);
}
const SAMPLE: RandomMeeting = {
  meeting: held({ channels: [{ name: "tab", transcribedSamples: 0 }], marks: [] }),
  turns: [
    spoken({ words: [{ text: "words", startMs: 0, endMs: 1, confidence: 1 }] }),
    spoken({ order: 1 }),
  ],
  notes: [
    {
      id: "n",
      meetingId: "m",
      markdown: "[2]",
      citations: { 2: "m/tab/0/1" },
      model: "",
      createdAt: 1,
    },
  ],
  sound: [{ channel: "tab", samples: 16_000 }],
};

const [TURN] = filed(SAMPLE).turns;
const [NOTE] = filed(SAMPLE).notes;
const BOOKMARK = { type: "bookmark", id: "b", atMs: 0, note: "" };

describe("a meeting that is exported and imported", () => {
  it("keeps every key and every kind of value of the schema, and the JSON schema describes each", () => {
    const files = filesWithEveryKey();
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const content = fromMeetingFile(reread(JSON.stringify(file)), "m");
      const again = reread(writeMeetingFile(toMeetingFile(content, file.sound, "Earshot")));
      expect(again).toMatchObject({
        meeting: { ...file.meeting, id: "m" },
        turns: file.turns,
        notes: file.notes,
      });
      expect(isSameMeeting(again, file)).toBe(true);
      expect(faults(again)).toEqual([]);
      expect(keysIn(file).filter((key) => !JSON.stringify(schema).includes(`"${key}":`))).toEqual(
        [],
      );
    }
  });

  it("differs from the file if any of its values does", () => {
    const [file] = filesWithEveryKey();
    if (!file) throw new Error("no file");
    const unnoticed = leavesOf(file).filter((path) => isSameMeeting(file, changed(file, path)));
    expect(unnoticed.map((path) => path.join("."))).toEqual(NOT_COMPARED);
  });

  it("has the same content", () => {
    for (const seed of SEEDS) {
      const { sound, ...content } = randomMeeting(seed);
      const file = reread(writeMeetingFile(toMeetingFile(content, sound, "Earshot")));
      expect(fromMeetingFile(file, content.meeting.id)).toEqual(content);
      expect(file.sound.map(({ channel, samples }) => ({ channel, samples }))).toEqual(sound);
    }
  });

  it("matches the JSON schema", () => {
    for (const seed of SEEDS)
      expect(faults(JSON.parse(writeMeetingFile(filed(randomMeeting(seed)))))).toEqual([]);
  });

  it("cites the same turns under a new id", () => {
    const { meeting, turns, notes } = fromMeetingFile(reread(change()), "other");
    expect(meeting.id).toBe("other");
    expect(turns.map(({ meetingId }) => meetingId)).toEqual(["other", "other"]);
    const [note] = notes;
    if (!note) throw new Error("no note");
    expect(note.meetingId).toBe("other");
    expect(citedTurns(note, turns)(2)).toBe(turns[1]);
  });

  it("loses what concerns one browser only, and is interrupted if it still runs", () => {
    const subject = { type: "catch-up", minutes: 5 } as const;
    const meeting = held({
      state: "recording",
      deletedAt: 1,
      importedAt: 1,
      finishesByItself: true,
      owedNotes: [{ subject, problem: null, at: 1 }],
    });
    const file = toMeetingFile({ meeting, turns: [], notes: [] }, [], "Earshot");
    expect(reread(writeMeetingFile(file))).toEqual(file);
    expect(file.meeting).toEqual(held({ state: "interrupted" }));
  });
});

describe("readMeetingFile", () => {
  it("drops unknown keys", () => {
    for (const path of ["later", "meeting.mood", "turns.0.words.0.pitch"]) {
      const json = change(path, { deep: [1] });
      expect(reread(json)).toEqual(filed(SAMPLE));
      expect(faults(JSON.parse(json))).toEqual([]);
    }
  });

  it("reads a problem of a later version as none", () => {
    const json = change("meeting.problem", { reason: "later" });
    expect(reread(json).meeting.problem).toBeNull();
  });

  it("does not change prototypes", () => {
    const json = change("meeting.names", {}).replace(
      '"names":{}',
      '"names":{"__proto__":{"tab":"x"},"constructor":"y","tab":"Anna"}',
    );
    const read = readMeetingFile(json);
    expect(read.ok ? read.value.meeting.names?.["tab"] : "Anna").toBe("Anna");
    expect(Reflect.get({}, "tab")).toBeUndefined();
  });
});

describe("readMeetingFile refuses", () => {
  it.each<[string, string, string]>([
    ["an empty file", "", "It is not JSON, or it is cut short."],
    ["a truncated file", change().slice(0, -30), "It is not JSON, or it is cut short."],
    ["another format", '{"format":"other","version":1}', "It does not come from Earshot."],
    ["a list", "[]", "It does not come from Earshot."],
    ["null", "null", "It does not come from Earshot."],
    ["a file without meeting", change("meeting"), "meeting is missing."],
    ["a meeting without title", change("meeting.title"), "meeting.title is missing."],
    [
      "a path as id",
      change("meeting.id", "../x"),
      "meeting.id is not an id of letters, digits, _ and -.",
    ],
    [
      "a script as page",
      change("meeting.pageUrl", "javascript:alert(1)"),
      "meeting.pageUrl is not the address of a page.",
    ],
    [
      "a date that JavaScript cannot represent",
      change("meeting.startedAt", 9e15),
      "meeting.startedAt is more than 8640000000000000.",
    ],
    [
      "a running meeting",
      change("meeting.state", "recording"),
      "meeting.state is none of saved, interrupted.",
    ],
    [
      "a channel twice",
      change("meeting.channels.1", { name: "tab", transcribedSamples: 0 }),
      "meeting.channels names a channel twice.",
    ],
    [
      "a time that is no number",
      change("turns.1.startMs", null),
      "turns[1].startMs is not a number.",
    ],
    [
      "an infinite time",
      change().replace(/"endMs":1000/, '"endMs":1e999'),
      "turns[0].endMs is more than 36000000000.",
    ],
    [
      "a word that is no object",
      change("turns.0.words.0", 7),
      "turns[0].words[0] is not an object.",
    ],
    [
      "a turn by a name that every object has",
      change("turns.0.saidBy", "constructor"),
      "turns[0].saidBy does not name a speaker.",
    ],
    [
      "a name for such a speaker",
      change("meeting.names", { toString: "y" }),
      "meeting.names.toString does not name a speaker.",
    ],
    [
      "a speaker merged into one",
      change("meeting.merged", { "tab A": "toString" }),
      "meeting.merged.tab A does not name a speaker.",
    ],
    [
      "an answer about one",
      change("meeting.different", { "tab A": ["valueOf"] }),
      "meeting.different.tab A[0] does not name a speaker.",
    ],
    ["a turn twice", change("turns.1.order", 0), "turns has a turn twice."],
    ["a note twice", change("notes", [NOTE, NOTE]), "notes has a note twice."],
    [
      "a note that is too long",
      change("notes.0.markdown", LONG),
      "notes[0].markdown is longer than 1000000 characters.",
    ],
    [
      "a citation of another meeting",
      change("notes.0.citations", { 1: "other/tab/0/1" }),
      "notes[0].citations.1 does not name a turn.",
    ],
    [
      "an unknown kind of mark",
      change("meeting.marks", [{ type: "x" }]),
      "meeting.marks[0].type is no pause, gap or bookmark.",
    ],
    [
      "audio outside the folder",
      change("sound.0.file", "../tab.wav"),
      "sound[0].file is not the name of a WAV file.",
    ],
    [
      "audio of a missing channel",
      change("sound.0.channel", "mic"),
      "It has sound of a channel that its meeting has not.",
    ],
    [
      "too many marks",
      change(
        "meeting.marks",
        Array.from({ length: 10_001 }, () => BOOKMARK),
      ),
      "meeting.marks has more than 10000 entries.",
    ],
  ])("%s and names the fault", (_what, json, why) => {
    expect(readMeetingFile(json)).toEqual({
      ok: false,
      problem: { reason: "meeting-file-refused", detail: why },
    });
  });

  it("a newer version, with a reason of its own", () => {
    expect(readMeetingFile('{"format":"earshot-meeting","version":2}')).toEqual({
      ok: false,
      problem: { reason: "meeting-file-newer" },
    });
  });

  it("deeply nested JSON without a stack overflow", () => {
    const deep = `${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`;
    expect(readMeetingFile(deep).ok).toBe(false);
    expect(readMeetingFile(`{"format":"earshot-meeting","version":1,"meeting":${deep}}`).ok).toBe(
      false,
    );
  });
});

describe("isSameMeeting", () => {
  const same = (json: string, here = filed(SAMPLE)): boolean => isSameMeeting(here, reread(json));

  it.each<[string, string, boolean]>([
    ["an equal file", change(), true],
    ["another id", change("meeting.id", "other"), true],
    ["another program", change("exportedBy", "Earshot 9"), true],
    ["a file without audio", change("sound", []), true],
    ["another id of a note", change("notes.0.id", "other"), true],
    ["other audio", change("sound.0.samples", 1), false],
    ["another title", change("meeting.title", "Other"), false],
    ["an edited turn", change("turns.1.heardText", "word"), false],
    ["a missing turn", change("turns", [TURN]), false],
    ["one more bookmark", change("meeting.marks.0", BOOKMARK), false],
    ["a changed note", change("notes.0.markdown", "Other"), false],
  ])("compares the sample to %s", (_what, json, expected) => {
    expect(same(json)).toBe(expected);
  });

  it("accepts a file without audio for a meeting whose audio was deleted", () => {
    const here = filed({ ...SAMPLE, meeting: { ...SAMPLE.meeting, soundDeletedAt: 5 }, sound: [] });
    expect(same(change("sound", []), here)).toBe(true);
    expect(same(change(), here)).toBe(false);
  });

  it("ignores the order of keys", () => {
    for (const seed of SEEDS.slice(0, 40)) {
      const file = filed(randomMeeting(seed));
      const reversed = JSON.parse(JSON.stringify(file), (_key, value: unknown) =>
        typeof value === "object" && value !== null && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).toReversed())
          : value,
      ) as MeetingFile;
      expect(isSameMeeting(file, reversed)).toBe(true);
      expect(isSameMeeting(file, filed(randomMeeting(seed + 1)))).toBe(false);
    }
  });
});
