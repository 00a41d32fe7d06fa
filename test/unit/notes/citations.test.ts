import { expect, it } from "vitest";
import {
  replaceCitations,
  splitCitations,
  withoutCitations,
} from "../../../core/notes/citations.ts";

it.each([
  ["no citation", ["no citation"]],
  ["It moves. [3]", ["It moves. ", 3]],
  ["It moves. [3][14]", ["It moves. ", 3, 14]],
  ["[1] first, [2] second.", [1, " first, ", 2, " second."]],
  ["[ ] a task, [x] done, [a1] no", ["[ ] a task, [x] done, [a1] no"]],
  ["[1234567] is no turn", ["[1234567] is no turn"]],
  ["", []],
])("splitCitations splits “%s”", (text, parts) => {
  expect(
    splitCitations(text).map((part) => (part.kind === "text" ? part.text : part.turnNumber)),
  ).toEqual(parts);
});

it("replaceCitations leaves citations without a replacement", () => {
  expect(replaceCitations("So. [1][9]", (n) => (n === 1 ? "[0:05]" : null))).toBe("So. [0:05][9]");
});

it("withoutCitations removes citations and nothing else", () => {
  expect(withoutCitations("- It moves. [1][14]\n- [ ] So [3], he says [x]")).toBe(
    "- It moves.\n- [ ] So, he says [x]",
  );
});
