import { describe, expect, it } from "vitest";
import { withEchoes, withoutEcho } from "../../../core/echo/own-words.ts";
import type { Word } from "../../../core/meeting.ts";
import { spoken } from "../spoken.ts";
import { texts, words } from "../words.ts";

const echo = (script: string): Word[] =>
  words(script).map((word) => ({ ...word, isEcho: true as const }));

describe("withEchoes", () => {
  const turn = spoken({ channel: "mic", text: "We ship it.", words: words("We@1 ship@2 it@3") });

  it("returns the same turn if no word is an echo", () => {
    expect(withEchoes(turn, words("We@1 ship@2 it@3"))).toBe(turn);
  });
  it("sets the text of the own words and keeps all words", () => {
    const judged = withEchoes(turn, [...echo("We@1 ship@2"), ...words("it.@3")]);
    expect(judged).toMatchObject({ text: "it.", words: [{ isEcho: true }, { isEcho: true }, {}] });
  });
  it("empties the text if all words are echoes", () => {
    expect(withEchoes(turn, echo("We@1 ship@2 it@3")).text).toBe("");
  });
  it("restores the text when words are no longer echoes", () => {
    const before = withEchoes(turn, echo("We@1 ship@2 it@3"));
    expect(withEchoes(before, words("We@1 ship@2 it.@3")).text).toBe("We ship it.");
  });
});

describe("withoutEcho shows the open turn of the microphone", () => {
  it.each([
    ["without words that the tab has just said", "we@300 ship@600", "so@1 we@100 ship@400", ""],
    ["with own words around it", "yes@1 we@300 ship@600 no@900", "we@100 ship@400", "yes no"],
    ["with a single word in common", "the@300 dog@600", "the@100 cat@400", "the dog"],
    [
      "with words that the tab has not said in a row",
      "of@300 the@500",
      "of@100 all@200 the@300",
      "of the",
    ],
    ["with words that the tab said long ago", "we@9300 ship@9600", "we@100 ship@400", "we ship"],
    ["in full if the tab is silent", "we@300 ship@600", "", "we ship"],
  ])("%s", (_name, mic, tab, expected) => {
    const partial = spoken({ text: texts(words(mic)), words: words(mic) });
    const shown = withoutEcho(partial, words(tab));
    expect(shown.text).toBe(expected);
    expect(texts(shown.words)).toBe(expected);
  });

  it("as the same object if nothing is hidden", () => {
    const partial = spoken({ text: "We ship.", words: words("we@300 ship@600") });
    expect(withoutEcho(partial, words("no@100"))).toBe(partial);
  });
});
