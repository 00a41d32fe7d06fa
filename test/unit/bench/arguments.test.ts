import { expect, it } from "vitest";
import { parseArguments } from "../../bench/arguments.ts";

const FIGURES = ["cpu", "panel"];

it("every figure, unless some are chosen", () => {
  expect(parseArguments([], FIGURES)).toEqual({
    names: FIGURES,
    runs: 3,
    seconds: 20,
    minutes: 8,
    asBuilt: false,
    write: false,
  });
  const { names, runs } = parseArguments(["--only", "panel", "--runs", "1"], FIGURES);
  expect({ names, runs }).toEqual({ names: ["panel"], runs: 1 });
});

it("a figure that takes long is measured only if it is chosen", () => {
  expect(parseArguments([], FIGURES, ["long"]).names).toEqual(FIGURES);
  expect(parseArguments(["--only", "long"], FIGURES, ["long"]).names).toEqual(["long"]);
});

it.each([
  [["--only", "pannel"], 'There is no figure "pannel".'],
  [["--runs", "0"], '--runs wants a whole number above 0, not "0".'],
  [["--minutes", "1.5"], '--minutes wants a whole number above 0, not "1.5".'],
  [["--write", "--only", "cpu"], "--write wants every figure: leave --only out."],
])("%s is refused with a sentence", (args, sentence) => {
  expect(() => parseArguments(args, FIGURES)).toThrow(sentence);
});
