import { expect, it } from "vitest";
import { problemSentence } from "../../components/words/problem-sentence.ts";
import { REASONS } from "../../core/problem.ts";

it.each(REASONS)("%s is a sentence", (reason) => {
  expect(problemSentence({ reason })).toMatch(/^[A-Z][^$]{20,}\.$/);
});

it("is another sentence for every reason", () => {
  const sentences = REASONS.map((reason) => problemSentence({ reason }));
  expect(new Set(sentences).size).toBe(REASONS.length);
});
