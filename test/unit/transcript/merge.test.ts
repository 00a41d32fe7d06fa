import { expect, it } from "vitest";
import type { Meeting } from "../../../core/meeting.ts";
import { mergedInto, withMerged, withoutMerged } from "../../../core/transcript/edits.ts";
import { speakerKey, type SpeakerNames } from "../../../core/transcript/speaker.ts";
import { held, spoken } from "../spoken.ts";

type Merged = NonNullable<Meeting["merged"]>;
const A = "tab A";
const B = "tab B";
const C = "tab C";
const RUTH = "person 1";

it.each<[string, Merged, string, string, Merged]>([
  ["the first speaker of a meeting", {}, B, A, { [B]: A }],
  ["one more speaker", { [B]: A }, C, A, { [B]: A, [C]: A }],
  ["a speaker into whom others are merged", { [C]: B }, B, A, { [C]: A, [B]: A }],
  ["a speaker into a merged one", { [B]: A }, C, B, { [B]: A, [C]: A }],
  ["a merged speaker", { [B]: A }, B, C, { [B]: C, [A]: C }],
  ["a person", { [B]: A }, RUTH, A, { [B]: A, [RUTH]: A }],
  ["no speaker into themselves", { [B]: A }, A, A, { [B]: A }],
  ["no speaker into one that is merged into them", { [B]: A }, A, B, { [B]: A }],
])("withMerged merges %s", (_, merged, from, into, expected) => {
  expect(withMerged(held({ merged }), from, into).merged).toEqual(expected);
});

it.each<[string, Merged, string, Merged]>([
  ["a merged speaker", { [B]: A }, B, {}],
  ["one of two merged speakers", { [B]: A, [C]: A }, B, { [C]: A }],
  ["no unmerged speaker", { [B]: A }, A, { [B]: A }],
])("withoutMerged separates %s", (_, merged, speaker, expected) => {
  expect(withoutMerged(held({ merged }), speaker).merged).toEqual(expected);
});

it("withMerged makes no chains, in whatever order speakers are merged", () => {
  const all = [A, B, C, RUTH];
  for (const first of all)
    for (const second of all)
      for (const third of all) {
        const once = withMerged(held(), first, second);
        const { merged = {} } = withMerged(once, second, third);
        expect(Object.values(merged).some((into) => into in merged)).toBe(false);
      }
});

it("a merge includes turns assigned to the merged speaker, until it is undone", () => {
  const names: SpeakerNames = { usual: { tab: "Them", mic: "You" }, labelled: (label) => label };
  const given = spoken({ speaker: A, saidBy: B });
  const meeting = withMerged(held(), B, C);
  const speakerIn = ({ merged = {} }: Meeting) => speakerKey(given, { ...names, merged });
  expect(speakerIn(meeting)).toBe(C);
  expect(speakerIn(withoutMerged(meeting, B))).toBe(B);
});

it("withoutMerged leaves a meeting without merged speakers as it is", () => {
  expect(withMerged(held(), B, A).merged).toEqual({ [B]: A });
  expect(withoutMerged(held(), B)).toEqual(held());
});

it("mergedInto lists the speakers that are merged into one", () => {
  expect(mergedInto({ [B]: A, [C]: A, [RUTH]: "mic" }, A)).toEqual([B, C]);
  expect(mergedInto(undefined, A)).toEqual([]);
});
