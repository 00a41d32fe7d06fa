import { expect, it } from "vitest";
import type { Note, NoteSubject } from "../../../core/meeting.ts";
import { editedNote } from "../../../core/notes/versions.ts";
import { isQuestion, versionsOf, withNote } from "../../../core/notes/versions.ts";
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

it("gathers the versions of each subject, whatever its template was called", () => {
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
  ["comes last", [note("a")], note("b"), "a b"],
  ["takes its own place", [note("a"), note("b")], note("a"), "b a"],
  ["replaces a live one of its subject", [note("a", { isLive: true })], note("b"), "b"],
  [
    "leaves a live one of another subject",
    [note("a", { isLive: true, subject: template("actions") })],
    note("b"),
    "a b",
  ],
])("a note that has come %s", (_, notes, come, left) => {
  expect(ids(withNote(notes, come))).toBe(left);
});

it("what a person has written is a version that cites what its text cites", () => {
  const turns = [spoken(), spoken({ order: 1, startMs: 5_000 })];
  const before = note("a", {
    citations: { 1: "m/tab/0/0" },
    isCutOff: true,
    isLive: true,
    usage: { inputTokens: 1, outputTokens: 1 },
  });
  const changed = editedNote(before, "Mine. [2][7]", turns, { id: "b", createdAt: 5 });
  expect(changed).toEqual({
    id: "b",
    meetingId: "m",
    markdown: "Mine. [2][7]",
    model: "claude",
    createdAt: 5,
    citations: { 2: "m/tab/0/1" },
    isEdited: true,
  });
});
