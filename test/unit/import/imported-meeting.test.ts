import { describe, expect, it } from "vitest";
import { readMeetingFile } from "../../../core/archive/schema.ts";
import {
  fromMeetingFile,
  toMeetingFile,
  writeMeetingFile,
} from "../../../core/archive/meeting-file.ts";
import { readTranscript } from "../../../core/import/read-transcript.ts";
import { importedMeeting } from "../../../core/import/imported-meeting.ts";
import type { MeetingContent } from "../../../core/meeting.ts";
import { namesIn, speakerOf } from "../../../core/transcript/speaker.ts";

function imported(text: string, name = "call.vtt"): MeetingContent {
  const transcript = readTranscript(text, name);
  if (!transcript) throw new Error("not a transcript");
  return importedMeeting(transcript, { id: "m", title: "Call", startedAt: 5, now: 9 });
}

const cue = (from: number, to: number, words: string): string =>
  `${[from, to].map((s) => `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}.000`).join(" --> ")}\n${words}\n\n`;

const spoken = ({ meeting, turns }: MeetingContent): readonly string[] => {
  const words = {
    usual: { tab: "Them", mic: "You" },
    labelled: (label: string) => `Speaker ${label}`,
  };
  const names = namesIn(meeting, words);
  return turns.map((turn) => `${turn.startMs / 1000} ${speakerOf(turn, names)}: ${turn.text}`);
};

describe("importedMeeting", () => {
  it("keeps speakers as people, and numbered ones as speakers without a name", () => {
    const text =
      "Ann Lee  0:00\nHello.\n\nSpeaker 2  0:05\nHi.\n\nUnknown Speaker  0:08\nHm.\n\nSpeaker 1  0:09\nYes.\n";
    const content = imported(text, "otter.txt");
    expect(spoken(content)).toEqual([
      "0 Ann Lee: Hello.",
      "5 Speaker B: Hi.",
      "8 Them: Hm.",
      "9 Speaker A: Yes.",
    ]);
    expect(content.meeting.names).toEqual({ "tab C": "Ann Lee" });
  });

  it("joins subtitles of a speaker until a pause", () => {
    const text = `WEBVTT\n\n${cue(0, 2, "<v Ann>We meet")}${cue(2, 4, "<v Ann>at nine.")}${cue(7, 8, "<v Ann>Then")}${cue(8, 9, "<v Bob>Why?")}`;
    expect(spoken(imported(text))).toEqual([
      "0 Ann: We meet at nine.",
      "7 Ann: Then",
      "8 Bob: Why?",
    ]);
  });

  it("begins a turn at a sentence after 15 s, and after 30 s at the latest", () => {
    const cues = Array.from({ length: 45 }, (_, i) =>
      cue(i * 2, i * 2 + 2, i === 8 ? "end." : `and ${i}`),
    );
    const starts = imported(`WEBVTT\n\n${cues.join("")}`).turns.map(({ startMs }) => startMs);
    expect(starts).toEqual([0, 18_000, 48_000, 78_000]);
  });

  it("spreads words over their subtitle", () => {
    const [turn] = imported(`WEBVTT\n\n${cue(0, 2, "one two")}${cue(2, 3, "three")}`).turns;
    expect(turn?.words.map(({ text, startMs, endMs }) => [text, startMs, endMs])).toEqual([
      ["one", 0, 1_000],
      ["two", 1_000, 2_000],
      ["three", 2_000, 3_000],
    ]);
  });

  it("has no audio to play or transcribe, and counts from the import", () => {
    const { meeting } = imported(`WEBVTT\n\n${cue(0, 2, "Hello.")}`);
    expect(meeting).toMatchObject({
      importedAt: 9,
      soundDeletedAt: 9,
      startedAt: 5,
      durationMs: 2_000,
    });
    expect(meeting.hasEstimatedTimes).toBeUndefined();
  });

  it("estimates times that a file does not have, between those it has", () => {
    const text = `0:00\nAnn: ${"word ".repeat(30)}\nBob: ${"word ".repeat(30)}\n0:10\nAnn: Bye.`;
    const { meeting, turns } = imported(text, "meet.txt");
    expect(turns.map(({ startMs }) => startMs)).toEqual([0, 5_000, 10_000]);
    expect(meeting.hasEstimatedTimes).toBeUndefined();
  });

  it("marks a meeting whose times are all estimated", () => {
    const { meeting, turns } = imported(`Ann: ${"word ".repeat(30)}\nBob: Bye.`, "meet.txt");
    expect(turns.map(({ startMs }) => startMs)).toEqual([0, 9_933]);
    expect(meeting.hasEstimatedTimes).toBe(true);
  });

  it("cuts a long part into turns that lose no word", () => {
    const said = "This is a sentence. ".repeat(1_000).trim();
    const { turns } = imported(`Ann  0:00\n${said}\n\nBob  30:00\nYes.`, "otter.txt");
    expect(turns.length).toBeGreaterThan(3);
    expect(
      turns
        .slice(0, -1)
        .map(({ text }) => text)
        .join(" "),
    ).toBe(said);
    expect(turns.every(({ text }) => text.length <= 5_000 && text.endsWith("."))).toBe(true);
  });

  it("can be exported and imported again", () => {
    const content = imported("Ann: Hello.\nBob: Bye.", "meet.txt");
    const read = readMeetingFile(writeMeetingFile(toMeetingFile(content, [], "test")));
    const { importedAt: _, ...meeting } = content.meeting;
    expect(read.ok && fromMeetingFile(read.value, "m")).toEqual({ ...content, meeting });
  });
});
