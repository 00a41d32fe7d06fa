/** The people of a meeting have the same names in every format, for the model, and after export and import. */

import { describe, expect, it } from "vitest";
import { fromMeetingFile, toMeetingFile } from "../../../core/archive/meeting-file.ts";
import { TEXT_FORMATS, textFormatNames } from "../../../core/export/formats.ts";
import type { Turn } from "../../../core/meeting.ts";
import { transcriptLines } from "../../../core/notes/transcript-lines.ts";
import { namesIn, speakerOf } from "../../../core/transcript/speaker.ts";
import { held, spoken } from "../spoken.ts";
import { WORDS } from "./sample-meeting.ts";

const USUAL = {
  usual: { tab: "Them", mic: "You" },
  labelled: (label: string) => `Speaker ${label}`,
};
/** Recorded by tab and microphone, over two sessions: C turned out to be Laura, and one turn was assigned to another person. */
const MEETING = held({
  channels: [
    { name: "tab", transcribedSamples: 0 },
    { name: "mic", transcribedSamples: 0 },
  ],
  names: { "tab A": "Laura", mic: "Anna", "person 1": "Ruth" },
  merged: { "tab C": "tab A" },
});
const SAID: readonly (readonly [Partial<Turn>, text: string, name: string])[] = [
  [{ speaker: "A" }, "Words of the first session.", "Laura"],
  [{ channel: "mic", speaker: "A" }, "Words at the microphone.", "Anna"],
  [{ speaker: "B" }, "Words of somebody without a name.", "Speaker B"],
  [{ speaker: "C", session: 1 }, "Words after the session ended.", "Laura"],
  [{ speaker: "A", saidBy: "person 1" }, "Words that were assigned.", "Ruth"],
  [{ speaker: null }, "Words of whoever it was.", "Them"],
];
const TURNS = SAID.map(([change, text], order) =>
  spoken({
    order,
    text,
    startMs: order * 10_000,
    endMs: order * 10_000 + 4_000,
    words: text.split(" ").map((word, index) => ({
      text: word,
      startMs: order * 10_000 + index * 500,
      endMs: order * 10_000 + index * 500 + 400,
      confidence: 1,
    })),
    ...change,
  }),
);
const SOURCE = { meeting: MEETING, durationMs: 60_000, turns: TURNS, notes: [] };
const names = SAID.map(([, , name]) => name);

/** The name that stands last before each text. */
const namesBefore = (written: string): readonly string[] =>
  SAID.map(([, text]) => {
    const before = written.slice(0, written.indexOf(text.split(" ").slice(0, 3).join(" ")));
    return (
      [...new Set(names)].toSorted(
        (one, other) => before.lastIndexOf(other) - before.lastIndexOf(one),
      )[0] ?? ""
    );
  });

describe("names of people", () => {
  it.each(textFormatNames)("are right in the format %s", (format) => {
    const words = { ...WORDS, speakers: namesIn(MEETING, USUAL) };
    const written = TEXT_FORMATS[format].write(SOURCE, words).replace(/\s+/g, " ");
    expect(namesBefore(written)).toEqual(names);
  });

  it("are right in the transcript for the model", () => {
    const lines = transcriptLines(TURNS, MEETING).map(
      ({ text }) => /\d:\d\d (.+?): /.exec(text)?.[1],
    );
    expect(lines).toEqual(names);
  });

  it("are right after export to JSON and import", () => {
    const file = toMeetingFile({ meeting: MEETING, turns: TURNS, notes: [] }, [], "0");
    const { meeting, turns } = fromMeetingFile(file, "other");
    expect(turns.map((turn) => speakerOf(turn, namesIn(meeting, USUAL)))).toEqual(names);
  });
});
