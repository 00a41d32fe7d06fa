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
  ["the first of a meeting", {}, B, A, { [B]: A }],
  ["one more", { [B]: A }, C, A, { [B]: A, [C]: A }],
  ["one with whom others are one", { [C]: B }, B, A, { [C]: A, [B]: A }],
  ["one into another who is merged", { [B]: A }, C, B, { [B]: A, [C]: A }],
  ["one who is merged already", { [B]: A }, B, C, { [B]: C, [A]: C }],
  ["a person", { [B]: A }, RUTH, A, { [B]: A, [RUTH]: A }],
  ["somebody with themselves", { [B]: A }, A, A, { [B]: A }],
  ["somebody with one who is one with them", { [B]: A }, A, B, { [B]: A }],
])("merges %s", (_, merged, from, into, expected) => {
  expect(withMerged(held({ merged }), from, into).merged).toEqual(expected);
});

it.each<[string, Merged, string, Merged]>([
  ["one", { [B]: A }, B, {}],
  ["one of two", { [B]: A, [C]: A }, B, { [C]: A }],
  ["nobody who is not merged", { [B]: A }, A, { [B]: A }],
])("separates %s", (_, merged, speaker, expected) => {
  expect(withoutMerged(held({ merged }), speaker).merged).toEqual(expected);
});

it("makes no chains, in whatever order speakers are merged", () => {
  const all = [A, B, C, RUTH];
  for (const first of all)
    for (const second of all)
      for (const third of all) {
        const once = withMerged(held(), first, second);
        const { merged = {} } = withMerged(once, second, third);
        expect(Object.values(merged).some((into) => into in merged)).toBe(false);
      }
});

it("also takes over what was given to the merged speaker, and gives it back", () => {
  const names: SpeakerNames = { usual: { tab: "Them", mic: "You" }, labelled: (label) => label };
  const given = spoken({ speaker: A, saidBy: B });
  const meeting = withMerged(held(), B, C);
  const speakerIn = ({ merged = {} }: Meeting) => speakerKey(given, { ...names, merged });
  expect(speakerIn(meeting)).toBe(C);
  expect(speakerIn(withoutMerged(meeting, B))).toBe(B);
});

it("changes nothing of a meeting where nobody is merged", () => {
  expect(withMerged(held(), B, A).merged).toEqual({ [B]: A });
  expect(withoutMerged(held(), B)).toEqual(held());
});

it("names those who are one with a speaker", () => {
  expect(mergedInto({ [B]: A, [C]: A, [RUTH]: "mic" }, A)).toEqual([B, C]);
  expect(mergedInto(undefined, A)).toEqual([]);
});
