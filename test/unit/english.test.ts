import { describe, expect, it } from "vitest";
import { isName } from "../../core/language/english/names.ts";
import { asksQuestion } from "../../core/language/english/question.ts";

describe("names", () => {
  it.each([
    ["the team likes it", []],
    ["i think i'll do it if i'm here", ["i", "i'll", "i'm"]],
    ["see you on friday or in january", ["friday", "january"]],
    ["on friday the twelfth of march", ["friday", "march"]],
    ["we march in may and may march first", ["may", "march"]],
    ["tom's draft and anna'll help", ["tom's", "anna'll"]],
    ["will mark it", []],
  ])("of %j are %j", (spoken, names) => {
    const words = spoken.split(" ");
    expect(words.filter((_, index) => isName(words, index))).toEqual(names);
  });
});

describe("without punctuation", () => {
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
  ])("%j is a question", (spoken) => {
    expect(asksQuestion(spoken.split(" "))).toBe(true);
  });

  it.each([
    "when we ship we celebrate",
    "what a good meeting",
    "will is here",
    "who knows",
    "i can do that",
    "that is a good question",
    "i would",
  ])("%j is none", (spoken) => {
    expect(asksQuestion(spoken.split(" "))).toBe(false);
  });
});
