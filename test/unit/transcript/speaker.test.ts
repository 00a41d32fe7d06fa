import { expect, it } from "vitest";
import {
  channelName,
  isNamedByChannel,
  speakerKey,
  type SpeakerNames,
  speakerOf,
} from "../../../core/transcript/speaker.ts";
import { spoken } from "../spoken.ts";

const USUAL = { tab: "Them", mic: "You" };
const TWO: SpeakerNames = { ...USUAL, labelled: null };
const ONE: SpeakerNames = { ...USUAL, labelled: (label) => `Speaker ${label}` };

it.each<[string, SpeakerNames, Partial<ReturnType<typeof spoken>>, string, boolean]>([
  ["the tab", TWO, {}, "Them", true],
  ["the microphone", TWO, { channel: "mic" }, "You", true],
  ["a label in a meeting with one channel", ONE, { speaker: "A" }, "Speaker A", false],
  ["a label where each channel is one side", TWO, { speaker: "A" }, "Them", true],
  ["a speaker of whom too little was heard", ONE, { speaker: "UNKNOWN" }, "Them", true],
])("%s", (_, names, change, speaker, isNamed) => {
  expect(speakerOf(spoken(change), names)).toBe(speaker);
  expect(isNamedByChannel(spoken(change), names)).toBe(isNamed);
});

it("takes a given name, but no empty one", () => {
  expect(channelName("tab", { tab: " Client " }, USUAL)).toBe("Client");
  expect(channelName("tab", { tab: " ", mic: "Anna" }, USUAL)).toBe("Them");
});

it("tells speakers of one channel apart", () => {
  const keys = [{}, { speaker: "A" }, { speaker: "B" }, { channel: "mic" }] as const;
  expect(new Set(keys.map((change) => speakerKey(spoken(change)))).size).toBe(4);
});
