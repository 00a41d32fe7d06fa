import { expect, it } from "vitest";
import { createSpeakerLabels } from "../../../core/speech/speaker-labels.ts";

it("the first session's labels stay as they are", () => {
  const labels = createSpeakerLabels([]);
  labels.begin(null);
  expect([labels.of("A"), labels.of("B"), labels.of("A")]).toEqual(["A", "B", "A"]);
  expect(labels.known("B")).toBe("B");
});

it("a label of another session is another speaker, unless its words were heard again", () => {
  const labels = createSpeakerLabels([]);
  labels.begin(null);
  labels.of("A");
  labels.of("B");
  labels.begin("B");
  expect(labels.known("A")).toBeNull();
  labels.recognise("A");
  expect([labels.of("A"), labels.of("B"), labels.of("C")]).toEqual(["B", "C", "D"]);
  labels.begin("D");
  expect(labels.of("B")).toBe("E");
});

it("one speaker of a session carries a label on, and keeps the one it has", () => {
  const labels = createSpeakerLabels(["A", "B"]);
  labels.begin("A");
  labels.recognise("X");
  labels.recognise("Y");
  expect([labels.of("X"), labels.of("Y")]).toEqual(["A", "Y"]);
  labels.begin("B");
  expect(labels.of("A")).toBe("C");
  labels.recognise("A");
  expect(labels.of("A")).toBe("C");
});

it("no label and the label for too little audio name nobody", () => {
  const labels = createSpeakerLabels(["A"]);
  labels.begin("UNKNOWN");
  labels.recognise("A");
  expect([labels.of(null), labels.of("UNKNOWN"), labels.of("A")]).toEqual([null, "UNKNOWN", "B"]);
});

it("labels go on after the alphabet", () => {
  const labels = createSpeakerLabels([..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]);
  labels.begin(null);
  expect([labels.of("A"), labels.of("B")]).toEqual(["A2", "B2"]);
});
