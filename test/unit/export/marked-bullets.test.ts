import { expect, it } from "vitest";
import { markedBullets } from "../../../core/export/note-body.ts";
import { bulletCheck, everythingSaid } from "../../../core/notes/support.ts";
import { spoken } from "../spoken.ts";

const turns = [spoken({ text: "We ship on Friday." })];
const check = bulletCheck((n) => turns[n - 1] ?? null, everythingSaid(turns));

it.each([
  ["a bullet with support", "- It ships. [1]", "- It ships. [1]"],
  ["a bullet without support", "- It ships.", "- It ships. !"],
  ["numbers and stars", "1. One.\n* Two.\n+ Three. [1]", "1. One. !\n* Two. !\n+ Three. [1]"],
  ["paragraphs and headings", "## It ships\n\nOn Friday.", "## It ships\n\nOn Friday."],
  [
    "a bullet of two lines",
    "- It\n  ships. [1]\n- It\n  does.",
    "- It\n  ships. [1]\n- It\n  does. !",
  ],
  [
    "text after a bullet",
    "- It ships.\n\nOn Friday.\n- So.\n# End",
    "- It ships. !\n\nOn Friday.\n- So. !\n# End",
  ],
  ["a heading of bullets", "- Both:\n  - one [1]\n  - two", "- Both:\n  - one [1]\n  - two !"],
  ["a heading that cites", "- Both: [9]\n  - one [1]", "- Both: [9] !\n  - one [1]"],
  ["a bullet that says there is nothing", "- None.", "- None."],
])("markedBullets reads %s", (_, markdown, marked) => {
  expect(markedBullets(markdown, check, () => "!")).toBe(marked);
});
