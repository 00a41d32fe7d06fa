import { expect, it } from "vitest";
import type { Note, NoteSubject } from "../../../core/meeting.ts";
import { editedNote, isQuestion, versionsOf, withNote } from "../../../core/notes/versions.ts";
import { spoken } from "../spoken.ts";

const note = (id: string, change: Partial<Note> = {}): Note => ({
  id,
  meetingId: "m",
  markdown: id,
  model: "claude",
  createdAt: 0,
  ...change,
});
const template = (templateId: string, name = ""): NoteSubject => ({
  type: "template",
  templateId,
  name,
});
const ids = (notes: readonly Note[]): string => notes.map(({ id }) => id).join(" ");

it("versionsOf groups notes by subject, whatever their templates were called", () => {
  const notes = [
    note("old"),
    note("a", { subject: template("own", "Risks") }),
    note("new", { subject: template("standard") }),
    note("b", { subject: template("own", "Dangers") }),
    note("q", { subject: { type: "question", question: "Why?" } }),
    note("five", { subject: { type: "catch-up", minutes: 5 } }),
    note("ten", { subject: { type: "catch-up", minutes: 10 } }),
  ];
  expect(versionsOf(notes).map(({ versions }) => ids(versions))).toEqual([
    "old new",
    "a b",
    "q",
    "five",
    "ten",
  ]);
  expect(versionsOf(notes)[1]).toMatchObject({ subject: { name: "Dangers" }, latest: { id: "b" } });
  expect(ids(notes.filter(isQuestion))).toBe("q");
});

it.each([
  ["puts a new note last", [note("a")], note("b"), "a b"],
  ["leaves a changed note in its place", [note("a"), note("b")], note("a"), "a b"],
  ["replaces a live note on the same subject", [note("a", { isLive: true })], note("b"), "b"],
  [
    "keeps a live note on another subject",
    [note("a", { isLive: true, subject: template("actions") })],
    note("b"),
    "a b",
  ],
])("withNote %s", (_, notes, come, left) => {
  expect(ids(withNote(notes, come))).toBe(left);
});

it("editedNote is a version whose citations lead where those of the note did", () => {
  const late = spoken({ order: 1, startMs: 5_000 });
  const before = note("a", {
    citations: { 1: "m/tab/0/1", 3: "m/tab/0/7" },
    isCutOff: true,
    isLive: true,
    usage: { inputTokens: 1, outputTokens: 1 },
  });
  const changed = editedNote(before, "Mine. [1][2]", [spoken(), late], { id: "b", createdAt: 5 });
  expect(changed).toEqual({
    id: "b",
    meetingId: "m",
    markdown: "Mine. [1][2]",
    model: "claude",
    createdAt: 5,
    citations: { 1: "m/tab/0/1" },
    isEdited: true,
  });
});

it("editedNote of a note without citations takes its numbers as places of turns", () => {
  const turns = [spoken(), spoken({ order: 1, startMs: 5_000 })];
  const changed = editedNote(note("a"), "Mine. [2][7]", turns, { id: "b", createdAt: 5 });
  expect(changed.citations).toEqual({ 2: "m/tab/0/1" });
});

it("editedNote keeps what the model added to the user's lines, with its citations", () => {
  const turns = [spoken({ order: 5 }), spoken({ order: 1, startMs: 5_000 })];
  const before = note("a", {
    ownPoints: [{ line: "l", markdown: "- Said so. [1]" }],
    citations: { 1: "m/tab/0/1" },
  });
  expect(editedNote(before, "Mine.", turns, { id: "b", createdAt: 5 })).toMatchObject({
    ownPoints: [{ line: "l", markdown: "- Said so. [1]" }],
    citations: { 1: "m/tab/0/1" },
  });
});
