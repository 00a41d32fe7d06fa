import { describe, expect, it } from "vitest";
import { withEchoes, withoutEcho } from "../../../core/echo/own-words.ts";
import type { Word } from "../../../core/meeting.ts";
import { spoken } from "../spoken.ts";
import { texts, words } from "../words.ts";

const echo = (script: string): Word[] =>
  words(script).map((word) => ({ ...word, isEcho: true as const }));

describe("a turn whose words are judged", () => {
  const turn = spoken({ channel: "mic", text: "We ship it.", words: words("We@1 ship@2 it@3") });

  it("stays the same object where none is echo", () => {
    expect(withEchoes(turn, words("We@1 ship@2 it@3"))).toBe(turn);
  });
  it("has the text of its own words, and keeps all words", () => {
    const judged = withEchoes(turn, [...echo("We@1 ship@2"), ...words("it.@3")]);
    expect(judged).toMatchObject({ text: "it.", words: [{ isEcho: true }, { isEcho: true }, {}] });
  });
  it("has no text where all are echo", () => {
    expect(withEchoes(turn, echo("We@1 ship@2 it@3")).text).toBe("");
  });
  it("gets its text back where they are echo no more", () => {
    const before = withEchoes(turn, echo("We@1 ship@2 it@3"));
    expect(withEchoes(before, words("We@1 ship@2 it.@3")).text).toBe("We ship it.");
  });
});

describe("the open turn of the microphone is shown", () => {
  it.each([
    ["without what the tab has just said", "we@300 ship@600", "so@1 we@100 ship@400", ""],
    ["with own words around it", "yes@1 we@300 ship@600 no@900", "we@100 ship@400", "yes no"],
    ["with a single word in common", "the@300 dog@600", "the@100 cat@400", "the dog"],
    [
      "with words that the tab does not have in a row",
      "of@300 the@500",
      "of@100 all@200 the@300",
      "of the",
    ],
    ["with what was said long ago", "we@9300 ship@9600", "we@100 ship@400", "we ship"],
    ["whole, where nothing plays", "we@300 ship@600", "", "we ship"],
  ])("%s", (_name, mic, tab, expected) => {
    const partial = spoken({ text: texts(words(mic)), words: words(mic) });
    const shown = withoutEcho(partial, words(tab));
    expect(shown.text).toBe(expected);
    expect(texts(shown.words)).toBe(expected);
  });

  it("as the same object where nothing is hidden", () => {
    const partial = spoken({ text: "We ship.", words: words("we@300 ship@600") });
    expect(withoutEcho(partial, words("no@100"))).toBe(partial);
  });
});
