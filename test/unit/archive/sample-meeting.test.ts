import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  fromMeetingFile,
  toMeetingFile,
  writeMeetingFile,
} from "../../../core/archive/meeting-file.ts";
import { readMeetingFile } from "../../../core/archive/schema.ts";
import { sampleMeeting } from "../../../core/archive/sample-meeting.ts";
import { monthEstimate } from "../../../core/cost.ts";
import type { Turn } from "../../../core/meeting.ts";
import { citedNumbers, citedTurns, withoutCitations } from "../../../core/notes/citations.ts";
import { checkedTranscript, checkNote } from "../../../core/notes/check/note-check.ts";
import { DEFAULT_SETTINGS } from "../../../core/settings/settings.ts";
import { plainWords } from "../../../core/text/fold.ts";
import { speakersIn } from "../../../core/transcript/speaker.ts";

const FOLDER = join(import.meta.dirname, "../../../local/meeting");
const partOf = (name: string): string => readFileSync(join(FOLDER, name), "utf8");

const NOW = Date.UTC(2026, 10, 22, 9, 5);
const SAMPLES = 97 * 16_000;
const SAMPLE = sampleMeeting({
  script: JSON.parse(partOf("script.json")),
  notes: partOf("notes.md"),
  meetingId: "m",
  noteId: "n",
  samples: SAMPLES,
  now: NOW,
});
const { meeting, turns } = SAMPLE;
const [note] = SAMPLE.notes;
if (!note) throw new Error("no note");

const BULLETS = note.markdown.split("\n").filter((line) => line.startsWith("- "));
const turnOf = citedTurns(note, turns);

/** Words that carry meaning, roughly: those of four letters and more. */
const longWords = (text: string): readonly string[] =>
  plainWords(text)
    .split(" ")
    .filter((word) => word.length > 3);

const sharesWords = (bullet: string, { text }: Turn): boolean => {
  const said = longWords(text);
  return longWords(withoutCitations(bullet)).some((word) => said.includes(word));
};

describe("the notes of the sample meeting", () => {
  it("are supported by the transcript", () => {
    const { faults, statements } = checkNote(note, checkedTranscript(turns, meeting));
    expect([...faults.values()]).toEqual([]);
    expect(statements).toBe(BULLETS.length);
  });

  it.each(BULLETS)("cite only turns that share a word with them: %s", (bullet) => {
    const cited = citedNumbers(bullet).map((number) => turnOf(number));
    expect(cited.filter((turn) => turn === null || !sharesWords(bullet, turn))).toEqual([]);
  });

  it("have all four headings of the standard template", () => {
    expect(note.markdown.match(/^## .*/gm)).toEqual([
      "## Summary",
      "## Decisions",
      "## Action items",
      "## Open questions",
    ]);
  });

  it("contain a quote, so that its check shows", () => {
    expect(note.markdown).toMatch(/"(\w+ ){3,}/);
  });
});

describe("the sample meeting", () => {
  it("names its two speakers", () => {
    const usual = { tab: "Them", mic: "You" };
    const names = {
      ...(meeting.names && { names: meeting.names }),
      usual,
      labelled: (label: string) => label,
    };
    expect(speakersIn(turns, names).map((key) => meeting.names?.[key])).toEqual([
      "Laura",
      "Michael",
    ]);
  });

  it("has words in order within their turn, which are its text", () => {
    for (const { words, text, startMs, endMs } of turns) {
      expect(words.map((word) => word.text).join(" ")).toBe(text);
      const times = words.flatMap((word) => [word.startMs, word.endMs]);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect([times[0], times.at(-1)]).toEqual([startMs, endMs]);
    }
  });

  it("is transcribed to its end", () => {
    expect(meeting.channels).toEqual([{ name: "tab", transcribedSamples: SAMPLES }]);
  });

  it("costs nothing", () => {
    const prices = { speech_per_hour: {}, models: {} };
    expect(monthEstimate([meeting], DEFAULT_SETTINGS, prices, NOW)).toEqual({
      dollars: 0,
      isComplete: true,
    });
    expect(note.usage).toBeUndefined();
  });

  it("is still the sample after an export and an import", () => {
    const json = writeMeetingFile(toMeetingFile(SAMPLE, [], "Earshot"));
    const read = readMeetingFile(json);
    if (!read.ok) throw new Error(read.problem.detail);
    const { importedAt: _, ...kept } = meeting;
    expect(fromMeetingFile(read.value, "m")).toEqual({ ...SAMPLE, meeting: kept });
  });
});
