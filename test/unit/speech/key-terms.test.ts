import { expect, it } from "vitest";
import { mergeKeyTerms } from "../../../core/speech/assemblyai/key-terms.ts";

const many = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${name} ${n}`);

it.each<[string, readonly string[], readonly string[], readonly string[]]>([
  ["none", [], [], []],
  ["the meeting's own first", ["Priya"], ["changelog"], ["Priya", "changelog"]],
  ["each once, as the meeting spells it", ["DevOps"], ["devops", "Priya"], ["DevOps", "Priya"]],
  ["none that is too long", ["x".repeat(50), "y".repeat(51)], [""], ["x".repeat(50)]],
  [
    "a hundred, the meeting's before all",
    many("own", 60),
    many("default", 60),
    [...many("own", 60), ...many("default", 40)],
  ],
])("merges key terms: %s", (_, own, defaults, merged) => {
  expect(mergeKeyTerms(own, defaults)).toEqual(merged);
});
