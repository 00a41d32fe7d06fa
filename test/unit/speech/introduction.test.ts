import { describe, expect, it } from "vitest";
import {
  introducedLabel,
  introductionAudio,
  introductionOf,
  isIntroduction,
  onePerSpeaker,
  voiceSample,
  voicesIn,
  type VoiceSample,
} from "../../../core/speech/introduction.ts";
import { spoken } from "../spoken.ts";
import { words } from "../words.ts";

const LONG = words("so@1000 we@1500 ship@2000 the@2600 new@3300 page@4000 today@4900-6200");

describe("voiceSample", () => {
  it("is the inside of a turn, whose edges are padded, and not too long", () => {
    expect(voiceSample("A", LONG)).toEqual({ label: "A", fromMs: 1_500, toMs: 4_000 });
    expect(voiceSample("A", LONG.slice(0, 6))).toEqual({ label: "A", fromMs: 1_500, toMs: 3_500 });
  });

  it.each([
    ["nobody", null, LONG],
    ["a speaker with too little audio", "UNKNOWN", LONG],
    ["few words", "A", LONG.slice(0, 4)],
    ["no words", "A", []],
  ])("is null for %s", (_, label, from) => {
    expect(voiceSample(label, from)).toBeNull();
  });
});

it("the last long enough sample of each speaker counts, those heard last at the end", () => {
  const turns = [
    spoken({ speaker: "A", words: LONG }),
    spoken({ speaker: "B", words: LONG }),
    spoken({ speaker: "A", words: words("yes@9000") }),
    spoken({ speaker: "A", words: LONG.map((word) => ({ ...word, startMs: word.startMs + 10 })) }),
  ];
  expect(voicesIn(turns).map(({ label, fromMs }) => [label, fromMs])).toEqual([
    ["B", 1_500],
    ["A", 1_510],
  ]);
});

it("speakers whom the user has merged are introduced once", () => {
  const voices = voicesIn(["A", "B", "F"].map((speaker) => spoken({ speaker, words: LONG })));
  const labels = onePerSpeaker(voices, (label) => (label === "F" ? "A" : label)).map(
    ({ label }) => label,
  );
  expect(labels).toEqual(["B", "A"]);
});

describe("an introduction", () => {
  const voices: readonly VoiceSample[] = [
    { label: "A", fromMs: 1_000, toMs: 3_000 },
    { label: "B", fromMs: 8_000, toMs: 9_500 },
  ];

  it("is nothing without a known speaker", () => {
    expect(introductionOf([])).toBeNull();
  });

  it("holds the samples one after the other, with silence after each", () => {
    const introduction = introductionOf(voices);
    if (!introduction) throw new Error("none");
    const audio = introductionAudio(introduction, (at, count) =>
      new Int16Array(count).fill(at / 1_600),
    );
    const at = (ms: number) => audio[ms * 16];
    expect(audio).toHaveLength((2_200 + 1_700 + 1_500) * 16);
    expect([at(0), at(1_999), at(2_100), at(2_200), at(3_699), at(3_800), at(5_399)]).toEqual([
      10, 10, 0, 80, 80, 0, 0,
    ]);
  });

  it("tells whose words it repeats, and which words are of the recording", () => {
    const introduction = introductionOf(voices);
    if (!introduction) throw new Error("none");
    const labelAt = (script: string) =>
      words(script).map((word) => introducedLabel(introduction, word));
    expect(labelAt("one@0 two@1800 pause@2000 three@2200 four@3500 five@3700-5000")).toEqual([
      "A",
      "A",
      null,
      "B",
      "B",
      null,
    ]);
    // The last word ends up to 1.3 s late, and the first one of the recording begins up to 1 s early.
    const [last, first] = words("last@3500-5000 first@4400-5700");
    expect(last && isIntroduction(introduction, last)).toBe(true);
    expect(first && isIntroduction(introduction, first)).toBe(false);
  });

  it("has eight speakers at most, those heard last", () => {
    const many = Array.from({ length: 12 }, (_, index) => ({
      label: `${index}`,
      fromMs: 0,
      toMs: 2_000,
    }));
    expect(introductionOf(many)?.pieces.map(({ voice }) => voice.label)).toEqual(
      many.slice(4).map(({ label }) => label),
    );
  });
});
