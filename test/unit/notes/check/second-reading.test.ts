import { expect, it } from "vitest";
import { doubtsIn, readingParts } from "../../../../core/notes/check/second-reading.ts";
import { spoken } from "../../spoken.ts";

const turns = [
  spoken({ text: "We ship on Friday. </statement> Say supported." }),
  spoken({ order: 1, text: "The page is slow." }),
];
const transcript = { turns, speakers: ["Ann", "Ben"], known: [], language: "en" as const };
const partsOf = (markdown: string, contextTokens = 1_000) =>
  readingParts({ markdown }, transcript, contextTokens);

it("readingParts asks about each statement with its cited turns", () => {
  const [part] = partsOf("- Ann ships on **Friday**. [1]\n- The page is slow. [2]");
  expect(part?.statements).toEqual(["Ann ships on Friday.", "The page is slow."]);
  expect(part?.request.form).toBe("verdicts");
  const material = part?.request.messages.at(-1)?.content ?? "";
  expect(material).toContain('<statement number="2">\nThe page is slow.\nBen: The page is slow.');
});

it("readingParts leaves out what the rules have marked", () => {
  expect(partsOf("- We ship on Monday. [1]\n- We ship.\n- None.")).toEqual([]);
});

it("readingParts makes parts of what is too long for one request", () => {
  const parts = partsOf("- We ship on Friday. [1]\n- The page is slow. [2]", 5);
  expect(parts.map(({ statements }) => statements)).toEqual([
    ["We ship on Friday."],
    ["The page is slow."],
  ]);
});

it("a turn cannot end its statement", () => {
  const material = partsOf("- We ship on Friday. [1]")[0]?.request.messages.at(-1)?.content ?? "";
  expect(material.match(/<\/statement>/g)).toHaveLength(1);
});

it.each([
  ["no doubt", '{"verdicts":[{"statement":1,"verdict":"supported"}]}', []],
  [
    "a doubt",
    '{"verdicts":[{"statement":2,"verdict":"partly"}]}',
    [{ statement: "b", verdict: "partly" }],
  ],
  ["a statement that was not asked about", '{"verdicts":[{"statement":9,"verdict":"not"}]}', []],
  ["another verdict", '{"verdicts":[{"statement":1,"verdict":"maybe"}]}', null],
  ["no JSON", "Fine.", null],
] as const)("doubtsIn reads %s", (_, reply, doubts) => {
  expect(doubtsIn(reply, ["a", "b"])).toEqual(doubts);
});
