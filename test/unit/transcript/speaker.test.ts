import { expect, it } from "vitest";
import {
  heardSpeaker,
  isChannel,
  isPerson,
  namesIn,
  personKey,
  speakerCalled,
  speakerKey,
  speakerName,
  type SpeakerNames,
  speakerOf,
  speakersIn,
} from "../../../core/transcript/speaker.ts";
import { withMerged } from "../../../core/transcript/edits.ts";
import { held, spoken } from "../spoken.ts";

const TWO: SpeakerNames = { usual: { tab: "Them", mic: "You" }, labelled: null };
const ONE: SpeakerNames = { ...TWO, labelled: (label) => `Speaker ${label}` };
const RUTH = "person 1";

it.each<[string, Partial<SpeakerNames>, Partial<ReturnType<typeof spoken>>, string]>([
  ["the tab", TWO, {}, "Them"],
  ["the microphone", TWO, { channel: "mic" }, "You"],
  ["a label in a meeting with one channel", ONE, { speaker: "A" }, "Speaker A"],
  ["a label where each channel is one speaker", TWO, { speaker: "A" }, "Them"],
  ["a label beside the microphone", { onePerson: "mic" }, { speaker: "A" }, "Speaker A"],
  [
    "the microphone beside a tab, whatever its label",
    { onePerson: "mic" },
    { channel: "mic", speaker: "A" },
    "You",
  ],
  ["a speaker with too little audio", ONE, { speaker: "UNKNOWN" }, "Them"],
  ["a channel with a name", { names: { tab: " Client " } }, {}, "Client"],
  ["a channel with an empty name", { names: { tab: " ", mic: "Anna" } }, {}, "Them"],
  ["a label with a name", { names: { "tab A": "Ruth" } }, { speaker: "A" }, "Ruth"],
  ["a turn assigned to a person", { names: { [RUTH]: "Ruth" } }, { saidBy: RUTH }, "Ruth"],
  ["a turn assigned to another label", {}, { speaker: "A", saidBy: "tab B" }, "Speaker B"],
  ["a merged label", { merged: { "tab B": "tab A" } }, { speaker: "B" }, "Speaker A"],
  [
    "a turn assigned to a merged speaker",
    { merged: { "tab B": "tab" } },
    { saidBy: "tab B" },
    "Them",
  ],
])("speakerOf names %s", (_, names, change, speaker) => {
  expect(speakerOf(spoken(change), { ...ONE, ...names })).toBe(speaker);
});

it.each(["constructor", "__proto__", "toString", "valueOf", "hasOwnProperty"])(
  "a speaker called “%s” is a name like any other",
  (key) => {
    const turn = spoken({ speaker: "A", saidBy: key });
    const record: Record<string, string> = {};
    expect(speakerKey(turn, { ...ONE, merged: record })).toBe(key);
    expect(speakerName(key, { ...ONE, names: record })).toBe(`Speaker ${key}`);
    expect(withMerged(held(), key, "tab A").merged).toEqual({ [key]: "tab A" });
  },
);

it("a stored meeting of two channels without labels reads as before", () => {
  const names = namesIn(
    { channels: ["tab", "mic"], names: { tab: "Ann" } },
    { usual: TWO.usual, labelled: (label) => label },
  );
  const turns = [spoken({}), spoken({ channel: "mic" }), spoken({ speaker: "UNKNOWN" })];
  expect(turns.map((turn) => speakerOf(turn, names))).toEqual(["Ann", "You", "Ann"]);
});

it("speakerKey tells speakers of one channel apart", () => {
  const turns = [
    {},
    { speaker: "A" },
    { speaker: "B" },
    { channel: "mic" },
    { speaker: "A" },
  ] as const;
  const keys = turns.map((change) => speakerKey(spoken(change), ONE));
  expect(keys).toEqual(["tab", "tab A", "tab B", "mic", "tab A"]);
  expect(keys.map(isChannel)).toEqual([true, false, false, true, false]);
});

it("speakersIn lists speakers in the order in which they first speak", () => {
  const turns = [{ speaker: "B" }, { speaker: "A" }, { speaker: "B" }, { saidBy: RUTH }] as const;
  expect(
    speakersIn(
      turns.map((change) => spoken(change)),
      ONE,
    ),
  ).toEqual(["tab B", "tab A", RUTH]);
});

it("heardSpeaker ignores the user's choice", () => {
  const turn = spoken({ speaker: "B", saidBy: RUTH });
  expect(heardSpeaker(turn, ONE)).toBe("tab B");
  expect(heardSpeaker(turn, { ...ONE, merged: { "tab B": "tab A" } })).toBe("tab A");
});

it.each([
  [" ruth ", RUTH],
  ["speaker a", "tab A"],
  ["Rúth", RUTH],
  ["Them", undefined],
  ["", undefined],
])("speakerCalled finds “%s”", (name, speaker) => {
  const names = { ...ONE, names: { [RUTH]: "Ruth" } };
  expect(speakerCalled(name, ["tab A", RUTH], names)).toBe(speaker);
});

it("isPerson tells a person from other speakers", () => {
  expect([personKey("1"), "tab A", "tab"].map(isPerson)).toEqual([true, false, false]);
});
