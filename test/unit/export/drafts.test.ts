import { describe, expect, it } from "vitest";
import type { DocumentSource } from "../../../core/export/document.ts";
import { TEXT_FORMATS, textFormatNames } from "../../../core/export/formats.ts";
import { SAMPLE, WORDS } from "./sample-meeting.ts";

const NOTE = "Draft lines were written on this computer.";
const DRAFTED: DocumentSource = {
  ...SAMPLE,
  turns: SAMPLE.turns.map((turn) =>
    turn.text === "Bye!" ? { ...turn, isDraft: true as const } : turn,
  ),
};
const write = (name: keyof typeof TEXT_FORMATS, source = DRAFTED): string =>
  TEXT_FORMATS[name].write(source, WORDS);

describe("a meeting with a draft", () => {
  it.each(["markdown", "text"] as const)("is marked as %s, above and at the turn", (name) => {
    const text = write(name);
    expect(text.split(NOTE)).toHaveLength(2);
    expect(text.indexOf(NOTE)).toBeLessThan(text.indexOf("Bye!"));
    expect(text.match(/.*\(draft\).*/g)).toEqual([expect.stringContaining("Bye!")]);
  });

  it("has the note as a comment in WebVTT, and only words in SubRip", () => {
    expect(write("vtt").split("\n\n")[1]?.split("\n").at(-1)).toBe(NOTE);
    expect(write("srt")).toBe(write("srt", SAMPLE));
  });
});

it.each(textFormatNames)("a meeting without drafts says nothing of them as %s", (name) => {
  expect(write(name, SAMPLE)).not.toMatch(/draft/i);
});
