import { describe, expect, it } from "vitest";
import { createSpeakerLabels, type SpeakerLabels } from "../../../core/speech/speaker-labels.ts";

it("the first session's labels stay as they are", () => {
  const labels = createSpeakerLabels([]);
  labels.begin();
  expect([labels.of("A"), labels.of("B"), labels.of("A")]).toEqual(["A", "B", "A"]);
  expect(labels.known("B")).toBe("B");
});

it("a label of another session is another speaker, unless its words were heard again", () => {
  const labels = createSpeakerLabels([]);
  labels.begin();
  labels.of("A");
  labels.of("B");
  labels.begin();
  expect(labels.known("A")).toBeNull();
  labels.recognise([{ heard: "A", stored: "B" }]);
  expect([labels.of("A"), labels.of("B"), labels.of("C")]).toEqual(["B", "C", "D"]);
  labels.begin();
  expect(labels.of("B")).toBe("E");
});

it("every speaker whose words were heard again is carried over", () => {
  const labels = createSpeakerLabels(["A", "B", "C"]);
  labels.begin();
  labels.recognise([
    { heard: "A", stored: "C" },
    { heard: "B", stored: "A" },
    { heard: "B", stored: "A" },
  ]);
  expect([labels.of("A"), labels.of("B"), labels.of("C")]).toEqual(["C", "A", "D"]);
});

it.each([
  ["one for two", "X", "A", "X", "B"],
  ["two for one", "X", "A", "Y", "A"],
])("nobody is carried over if the session takes %s", (_, heard, stored, heard2, stored2) => {
  const labels = createSpeakerLabels(["A", "B"]);
  labels.begin();
  labels.recognise([
    { heard, stored },
    { heard: heard2, stored: stored2 },
  ]);
  expect([labels.of("X"), labels.of("Y")]).toEqual(["X", "Y"]);
});

it("a speaker of a session carries one label on, and keeps the one it has", () => {
  const labels = createSpeakerLabels(["A", "B"]);
  labels.begin();
  labels.recognise([{ heard: "X", stored: "A" }]);
  expect(labels.known("X")).toBe("A");
  labels.of("X");
  labels.recognise([{ heard: "Y", stored: "A" }]);
  expect([labels.of("X"), labels.of("Y")]).toEqual(["A", "Y"]);
  labels.begin();
  expect(labels.of("A")).toBe("C");
  labels.recognise([{ heard: "A", stored: "B" }]);
  expect(labels.of("A")).toBe("C");
});

const times = (count: number, heard: string, stored: string) =>
  Array.from({ length: count }, () => ({ heard, stored }));

describe("a person who got a second label, because nothing told a session who it was,", () => {
  function withSecondLabel() {
    const labels = createSpeakerLabels([]);
    labels.begin();
    expect(labels.of("A")).toBe("A");
    labels.begin();
    expect(labels.of("A")).toBe("B");
    labels.begin();
    return labels;
  }

  it("keeps the first one as soon as a session hears both as one, and for good", () => {
    const labels = withSecondLabel();
    labels.recognise([...times(4, "A", "A"), ...times(4, "A", "B")]);
    expect([labels.of("A"), labels.of("B")]).toEqual(["A", "C"]);
    expect(["A", "B", "C"].map(labels.firstOf)).toEqual(["A", "A", "C"]);
    labels.begin();
    labels.recognise(times(1, "X", "B"));
    expect(labels.of("X")).toBe("A");
  });

  it("is one person also if most of the words are of one label", () => {
    const labels = withSecondLabel();
    labels.recognise([...times(3, "A", "A"), ...times(20, "A", "B")]);
    expect(labels.of("A")).toBe("A");
  });

  it.each([
    [
      "a session has told both apart",
      (labels: SpeakerLabels) => {
        labels.recognise([...times(4, "X", "A"), ...times(4, "Y", "B")]);
        expect([labels.of("X"), labels.of("Y")]).toEqual(["A", "B"]);
        labels.begin();
      },
    ],
    ["the user has named both", (labels: SpeakerLabels) => labels.named(["A", "B"])],
  ])("is two people if %s", (_, tellApart) => {
    const labels = withSecondLabel();
    tellApart(labels);
    labels.recognise([...times(4, "A", "A"), ...times(4, "A", "B")]);
    expect(labels.of("A")).toBe("C");
    expect(labels.firstOf("B")).toBe("B");
  });

  it("is not found by a word or two that may be mistakes", () => {
    const labels = withSecondLabel();
    labels.recognise([...times(8, "A", "A"), ...times(2, "A", "B")]);
    expect(labels.of("A")).toBe("A");
    expect(labels.firstOf("B")).toBe("B");
  });
});

it("one word of many with a wrong label takes no speaker away", () => {
  const labels = createSpeakerLabels(["A", "B"]);
  labels.begin();
  const a = { heard: "Y", stored: "A" };
  labels.recognise([a, a, a, a, a, { heard: "Y", stored: "B" }]);
  labels.recognise(Array.from({ length: 5 }, () => ({ heard: "X", stored: "B" })));
  expect([labels.of("X"), labels.of("Y")]).toEqual(["B", "A"]);
});

it("no label and the label for too little audio name nobody", () => {
  const labels = createSpeakerLabels(["A"]);
  labels.begin();
  labels.recognise([{ heard: "A", stored: "UNKNOWN" }]);
  expect([labels.of(null), labels.of("UNKNOWN"), labels.of("A")]).toEqual([null, "UNKNOWN", "B"]);
});

it("labels go on after the alphabet", () => {
  const labels = createSpeakerLabels([..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]);
  labels.begin();
  expect([labels.of("A"), labels.of("B")]).toEqual(["A2", "B2"]);
});
