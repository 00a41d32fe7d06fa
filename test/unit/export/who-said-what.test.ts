/** Names are the same wherever a transcript is written: files, archive, notes and answers. */

import { expect, it } from "vitest";
import {
  fromMeetingFile,
  toMeetingFile,
  writeMeetingFile,
} from "../../../core/archive/meeting-file.ts";
import { readMeetingFile } from "../../../core/archive/schema.ts";
import { TEXT_FORMATS } from "../../../core/export/formats.ts";
import type { Turn } from "../../../core/meeting.ts";
import { transcriptLines } from "../../../core/notes/transcript-lines.ts";
import { dividedTurn, revisedTurn } from "../../../core/speech/turn-parts.ts";
import { namesIn, speakerOf } from "../../../core/transcript/speaker.ts";
import { held, spoken } from "../spoken.ts";
import { WORDS } from "./sample-meeting.ts";

const MEETING = held({
  channels: [
    { name: "tab", transcribedSamples: 0 },
    { name: "mic", transcribedSamples: 0 },
  ],
  names: { "tab A": "Laura", "tab B": "Michael", mic: "Ruth", "person 1": "Eva" },
  merged: { "tab C": "tab A" },
  different: { "tab D": ["tab B"] },
});

const said = (text: string, atMs: number, change: Partial<Turn> = {}): Turn => {
  const words = text.split(" ").map((word, at) => ({
    text: word,
    startMs: atMs + at * 400,
    endMs: atMs + at * 400 + 300,
    confidence: 1,
  }));
  const endMs = words.at(-1)?.endMs ?? atMs;
  return spoken({ text, words, startMs: atMs, endMs, order: atMs, ...change });
};

/** Two people in one turn of the service, cut again by a correction. */
const cut = said("We ship. Who tells them? I do.", 0);
const parts = revisedTurn(dividedTurn(cut, ["A", "A", "A", "A", "A", "B", "B"], []), {
  speaker: null,
  formerSpeaker: null,
  words: new Map(cut.words.slice(2, 5).map(({ startMs }) => [startMs, "B"])),
});
const TURNS = [
  ...parts,
  said("After a reconnect.", 10_000, { session: 1, speaker: "C" }),
  said("My own words.", 20_000, { channel: "mic", speaker: "A" }),
  said("A new voice.", 30_000, { session: 1, speaker: "D" }),
  said("Too short.", 40_000, { speaker: "UNKNOWN" }),
  said("Put right by hand.", 50_000, { speaker: "B", saidBy: "person 1" }),
];

const EXPECTED = [
  ["Laura", "We ship."],
  ["Michael", "Who tells them?"],
  ["Michael", "I do."],
  ["Laura", "After a reconnect."],
  ["Ruth", "My own words."],
  ["Speaker D", "A new voice."],
  ["Them", "Too short."],
  ["Eva", "Put right by hand."],
] as const;

const names = namesIn(MEETING, {
  usual: { tab: "Them", mic: "You" },
  labelled: (label) => `Speaker ${label}`,
});
const source = { meeting: MEETING, durationMs: 60_000, turns: TURNS, notes: [] };
const words = { ...WORDS, speakers: names };

/** The last name that stands before a text in a file. */
function namedBefore(file: string, text: string): string | undefined {
  const before = file.slice(0, file.indexOf(text));
  return [...new Set(EXPECTED.map(([name]) => name))].toSorted(
    (one, other) => before.lastIndexOf(other) - before.lastIndexOf(one),
  )[0];
}

it.each(["markdown", "text", "srt", "vtt"] as const)("names are right in %s", (format) => {
  const file = TEXT_FORMATS[format].write(source, words);
  expect(EXPECTED.map(([, text]) => [namedBefore(file, text), text])).toEqual(EXPECTED);
});

it("names are right in what a model reads for notes and answers", () => {
  expect(
    transcriptLines(TURNS, MEETING).map(({ text }) => text.replace(/^\[\d+\] \d+:\d+ /, "")),
  ).toEqual(EXPECTED.map(([name, text]) => `${name}: ${text}`));
});

it("names, merges, answers and corrections survive an export and an import", () => {
  const file = toMeetingFile({ meeting: MEETING, turns: TURNS, notes: [] }, [], "Earshot");
  const read = readMeetingFile(writeMeetingFile(file));
  if (!read.ok) throw new Error(read.problem.detail);
  const { meeting, turns } = fromMeetingFile(read.value, "elsewhere");
  const here = namesIn(meeting, { usual: names.usual, labelled: (label) => `Speaker ${label}` });
  expect(turns.map((turn) => [speakerOf(turn, here), turn.text])).toEqual(EXPECTED);
  expect(meeting.different).toEqual(MEETING.different);
});
