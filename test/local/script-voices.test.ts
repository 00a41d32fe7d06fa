import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type ScriptedSpeech, scriptVoices } from "../../local/speech/script-voices.ts";

const SCRIPT: readonly ScriptedSpeech[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../local/meeting/script.json"), "utf8"),
);
const voicesOf = scriptVoices(SCRIPT);
const voices = (text: string) =>
  voicesOf(
    text.split(" ").map((word) => ({ text: word })),
    0,
  ).heard;

it("every turn of the sample meeting has the voice of its script", () => {
  for (const { speaker, text } of SCRIPT)
    expect([text, ...new Set(voices(text))]).toEqual([text, speaker]);
});

it("words of two turns have two voices, and a word that was heard wrongly has none", () => {
  const said = "i have three typics for today great what is the first one";
  expect(voices(said)).toEqual([
    "Michael",
    "Michael",
    "Michael",
    null,
    "Michael",
    "Michael",
    ...Array.from({ length: 6 }, () => "Laura"),
  ]);
});

it("words of another recording have no voice", () => {
  expect(new Set(voices("nobody told penguins anything"))).toEqual(new Set([null]));
});
