import { describe, expect, it } from "vitest";

import type { EngineWord } from "../../local/speech/engine.ts";
import { dressFinal, dressPartial } from "../../local/speech/vosk/results.ts";

const bare = (text: string): EngineWord[] =>
  text
    .split(" ")
    .filter((word) => word !== "")
    .map((text, index) => ({ text, startMs: index, endMs: index + 1, confidence: 1 }));

const textOf = (words: readonly EngineWord[]): string => words.map(({ text }) => text).join(" ");

describe("a dressed final", () => {
  it.each([
    ["", ""],
    ["okay", "Okay."],
    ["the team likes it", "The team likes it."],
    ["i think i'll do it if i'm here", "I think I'll do it if I'm here."],
    ["it is his", "It is his."],
    ["see you on friday or in january", "See you on Friday or in January."],
    ["on friday the twelfth of march", "On Friday the twelfth of March."],
    ["we march in may and may march first", "We march in May and may March first."],
    ["tom's draft and anna'll help", "Tom's draft and Anna'll help."],
    ["will mark it", "Will mark it."],
  ])("%j becomes %j", (spoken, written) => {
    expect(textOf(dressFinal(bare(spoken)))).toBe(written);
  });

  it.each([
    "what is the first one",
    "how many people have tried it so far",
    "can you find out why",
    "is that more than we expected",
    "okay so who will train the team",
    "tom can you hear me",
    "what about the budget",
    "what's next",
    "we still have one open question who will train the team",
    "does anna know",
  ])("%j gets a question mark", (spoken) => {
    expect(textOf(dressFinal(bare(spoken)))).toMatch(/\?$/);
  });

  it.each([
    "when we ship we celebrate",
    "what a good meeting",
    "will is here",
    "who knows",
    "i can do that",
    "that is a good question",
    "i would",
  ])("%j gets a full stop", (spoken) => {
    expect(textOf(dressFinal(bare(spoken)))).toMatch(/\.$/);
  });

  it("keeps times and confidences", () => {
    const [first] = dressFinal([{ text: "yes", startMs: 120, endMs: 480, confidence: 0.75 }]);
    expect(first).toEqual({ text: "Yes.", startMs: 120, endMs: 480, confidence: 0.75 });
  });
});

describe("a dressed partial", () => {
  it("gets capitals and no mark", () => {
    expect(textOf(dressPartial(bare("can i see it on monday")))).toBe("Can I see it on Monday");
  });
});
