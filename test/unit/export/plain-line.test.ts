import { expect, it, vi } from "vitest";
import { plainLine } from "../../../components/transcript/plain-line.ts";
import { plainMarkdown } from "../../../core/export/plain-markdown.ts";

const PIECES =
  "Anna|ships|it,|(maybe)|on 3.5.|50%|a-b|$5|x|=|!|?|:|;|·|#1|1.|-|+|é|会|'|\"|/|{}|||^".split("|");

/** Every third piece after every other, so that marks stand at the beginning, in the middle and at the end. */
const lines = PIECES.flatMap((one) =>
  PIECES.map((other, index) => [one, other, PIECES[(index * 3) % PIECES.length]].join(" ")),
);

it.each([
  "Decision: we ship · Task: Anna writes the notes",
  "a **bold** word",
  "see [the page](https://a.example)",
  "www.a.example",
  "mail b@a.example",
  "1. first",
  "- a bullet",
  "AT&amp;T",
])("a line becomes what Markdown makes of it: %s", async (line) => {
  await vi.waitFor(() => expect(plainLine(line)).toBe(plainMarkdown(line)));
});

it("lines of every kind become what Markdown makes of them", async () => {
  await vi.waitFor(() => expect(plainLine("*loaded*")).toBe("loaded"));
  for (const line of lines) expect(plainLine(line)).toBe(plainMarkdown(line));
});
