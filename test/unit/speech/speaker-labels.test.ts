import { expect, it } from "vitest";
import { createSpeakerLabels } from "../../../core/speech/speaker-labels.ts";

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
