import { expect, it } from "vitest";
import { noteWriter } from "../../../core/export/note-body.ts";
import type { DocumentWords } from "../../../core/export/document.ts";
import { spoken } from "../spoken.ts";

const turns = [spoken({ text: "We ship on Friday." })];
const source = { turns, durationMs: 60_000 };
const write = noteWriter(source, { fault: () => "!" } as unknown as DocumentWords);

it.each([
  ["a bullet with support", "- It ships. [1]", "- It ships. [0:00]"],
  ["a bullet without support", "- It ships.", "- It ships. *(!)*"],
  ["numbers", "1. One.\n2. Two. [1]", "1. One. *(!)*\n2. Two. [0:00]"],
  ["stars", "* Two.\n* Three. [1]", "* Two. *(!)*\n* Three. [0:00]"],
  ["paragraphs and headings", "## It ships\n\nOn Friday.", "## It ships\n\nOn Friday."],
  [
    "a bullet of two lines",
    "- It\n  ships. [1]\n- It\n  does.",
    "- It\n  ships. [0:00]\n- It\n  does. *(!)*",
  ],
  [
    "a heading of bullets",
    "- Both:\n  - one [1]\n  - two",
    "- Both:\n  - one [0:00]\n  - two *(!)*",
  ],
  ["a heading that cites", "- Both: [9]\n  - one [1]", "- Both: [9] *(!)*\n  - one [0:00]"],
  ["a bullet that says there is nothing", "- None.", "- None."],
  ["numbers in code, which stay", "- See `a[1]`. [1]", "- See `a[1]`. [0:00]"],
])("noteWriter marks %s", (_, markdown, marked) => {
  const note = { id: "n", meetingId: "m", markdown, model: "", createdAt: 0 };
  expect(write(note, 0)).toBe(marked);
});

it("noteWriter says how far a note of a part covers its meeting", () => {
  const words = { notesCover: (...times: readonly string[]) => times.join(" of ") };
  const part = {
    id: "n",
    meetingId: "m",
    markdown: "Words.",
    model: "",
    createdAt: 0,
    upToMs: 5_000,
  };
  const writePart = noteWriter(source, words as unknown as DocumentWords);
  expect(writePart(part, 0)).toBe("*0:05 of 1:00*\n\nWords.");
});
