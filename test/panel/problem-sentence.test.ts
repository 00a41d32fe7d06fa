import { expect, it } from "vitest";
import { problemSentence } from "../../components/words/problem-sentence.ts";
import { REASONS } from "../../core/problem.ts";

it.each(REASONS)("%s has a sentence", (reason) => {
  expect(problemSentence({ reason })).toMatch(/^[A-Z][^$]{20,}\.$/);
});

it("every reason has a sentence of its own", () => {
  const sentences = REASONS.map((reason) => problemSentence({ reason }));
  expect(new Set(sentences).size).toBe(REASONS.length);
});
