import { expect, it } from "vitest";
import type { DocumentWords } from "../../../core/export/document.ts";
import { noteWriter } from "../../../core/export/note-body.ts";
import { held, spoken } from "../spoken.ts";

const turns = [spoken({ text: "One ships on Friday, two ships on Friday." })];
const words = { fault: () => "!" } as unknown as DocumentWords;
const source = { turns, meeting: held(), durationMs: 60_000 };
const write = noteWriter(source, words);

it.each([
  ["a bullet with support", "- One ships. [1]", "- One ships. [0:00]"],
  ["a bullet without support", "- One ships.", "- One ships. *(!)*"],
  ["numbers", "1. One.\n2. Two. [1]", "1. One. *(!)*\n2. Two. [0:00]"],
  ["stars", "* Three.\n* Two. [1]", "* Three. *(!)*\n* Two. [0:00]"],
  ["a paragraph", "## Ships\n\nOne ships on Friday.", "## Ships\n\nOne ships on Friday. *(!)*"],
  [
    "a bullet of two lines",
    "- One\n  ships. [1]\n- Two\n  ships.",
    "- One\n  ships. [0:00]\n- Two\n  ships. *(!)*",
  ],
  ["nested bullets", "- Both:\n  - one [1]\n  - two", "- Both:\n  - one [0:00]\n  - two *(!)*"],
  [
    "a bullet that cites above others",
    "- Both: [9]\n  - one [1]",
    "- Both: [9] *(!)*\n  - one [0:00]",
  ],
  [
    "the second of two equal bullets",
    "- One ships. [1]\n- One ships.",
    "- One ships. [0:00]\n- One ships. *(!)*",
  ],
  [
    "a heading",
    "## One of them ships on Monday [1]\n\nx",
    "## One of them ships on Monday [0:00] *(!)*\n\nx",
  ],
  ["a quote block", "> One ships on Monday. [1]", "> One ships on Monday. [0:00] *(!)*"],
  [
    "a row",
    "| a | b |\n| --- | --- |\n| One ships | Monday [1] |",
    "| a | b |\n| --- | --- |\n| One ships | Monday [0:00] *(!)* |",
  ],
  [
    "no code that looks like a bullet",
    "```\n- One ships.\n```\n\n- One ships.",
    "```\n- One ships.\n```\n\n- One ships. *(!)*",
  ],
  ["a bullet that says there is nothing", "- None.", "- None."],
  [
    "numbers in code, which stay",
    "- See `a[1]`: one ships. [1]",
    "- See `a[1]`: one ships. [0:00]",
  ],
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
