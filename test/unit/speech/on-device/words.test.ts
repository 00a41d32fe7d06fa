import { describe, expect, it } from "vitest";
import { msToSamples } from "../../../../core/audio/format.ts";
import { wordsOf } from "../../../../core/speech/on-device/vocabulary.ts";
import { spreadWords } from "../../../../core/speech/on-device/word-times.ts";
import { tokens } from "./fake-runtime.ts";

const PIECES = [
  "<unk>",
  "<s>",
  "</s>",
  "<0xC3>",
  "<0xA9>",
  "▁caf",
  "▁Har",
  "bor",
  ".",
  "▁",
  "▁50",
  "%",
  "▁▁a",
];
const textsOf = (...ids: readonly number[]): string[] =>
  wordsOf(tokens(ids), PIECES).map(({ text }) => text);

describe("words of tokens", () => {
  it("begin at spaces and keep their marks", () => {
    expect(textsOf(6, 7, 8, 5)).toEqual(["Harbor.", "caf"]);
  });

  it("may begin without a space", () => {
    expect(textsOf(7, 8, 6)).toEqual(["bor.", "Har"]);
  });

  it("join the bytes of a character", () => {
    expect(textsOf(5, 3, 4, 6)).toEqual(["café", "Har"]);
  });

  it("show a character that breaks off as unreadable", () => {
    expect(textsOf(5, 3)).toEqual(["caf\uFFFD"]);
  });

  it("keep percent signs", () => {
    expect(textsOf(10, 11)).toEqual(["50%"]);
  });

  it("leave out control tokens, tokens without text and empty words", () => {
    expect(textsOf(1, 9, 6, 0, 2, 31_999, 40_000, 12)).toEqual(["Har", "a"]);
  });

  it("are as sure as their tokens are on average", () => {
    const [word] = wordsOf(
      [
        { id: 6, logProbability: Math.log(0.9) },
        { id: 7, logProbability: Math.log(0.4) },
      ],
      PIECES,
    );
    expect(word?.confidence).toBeCloseTo(0.6, 5);
  });
});

describe("times of words", () => {
  const word = (text: string) => ({ text, confidence: 1 });
  const span = (fromMs: number, toMs: number) => ({
    from: msToSamples(fromMs),
    to: msToSamples(toMs),
  });

  it("are spread over the voiced part by letters", () => {
    const segment = { ...span(900, 2_200), voiced: [span(1_000, 2_000)] };
    expect(spreadWords([word("a"), word("bcd"), word("efghij")], segment)).toMatchObject([
      { startMs: 1_000, endMs: 1_100 },
      { startMs: 1_100, endMs: 1_400 },
      { startMs: 1_400, endMs: 2_000 },
    ]);
  });

  it("leave out pauses", () => {
    const segment = { ...span(0, 3_000), voiced: [span(100, 600), span(2_000, 2_500)] };
    expect(spreadWords([word("hello"), word("world")], segment)).toMatchObject([
      { startMs: 100, endMs: 600 },
      { startMs: 2_000, endMs: 2_500 },
    ]);
  });

  it("fill the segment if none of it is voiced", () => {
    expect(spreadWords([word("hi")], { ...span(500, 800), voiced: [] })).toMatchObject([
      { startMs: 500, endMs: 800 },
    ]);
  });
});
