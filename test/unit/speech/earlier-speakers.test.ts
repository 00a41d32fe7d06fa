import { expect, it } from "vitest";
import { earlierSpeakers } from "../../../core/speech/earlier-speakers.ts";
import { spoken } from "../spoken.ts";
import { words } from "../words.ts";

const EARLIER = earlierSpeakers([
  spoken({ speaker: "B", saidBy: "person 1", words: words("three@3000 four@3500") }),
  spoken({ speaker: "A", words: words("one@1000 two@1500") }),
  spoken({ speaker: null, words: words("five@6000") }),
]);

it.each([
  ["at the same time", "two@1500", "A"],
  ["a little later", "three@3100", "B"],
  ["a little earlier", "three@2850", "B"],
  ["in a pause", "new@2200", null],
  ["before all others", "new@0", null],
  ["after all others", "new@9000", null],
  ["of an unlabelled turn", "five@6000", null],
])("a word %s has the speaker who was heard then", (_, script, label) => {
  const [word] = words(script);
  expect(word && EARLIER.labelAt(word)).toBe(label);
});

it.each([
  ["the turn that the user assigned", 3_000, 3_700, "person 1"],
  ["a turn that begins with it", 3_000, 6_500, null],
  ["another turn", 1_000, 1_700, null],
  ["a time without words", 8_000, 9_000, null],
])("%s is said by the assigned speaker, or else by nobody else", (_, startMs, endMs, saidBy) => {
  expect(EARLIER.assignedAt({ startMs, endMs })).toBe(saidBy);
});
