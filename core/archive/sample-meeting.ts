/** Builds the sample meeting, which a new user can open before recording anything. Its parts are in `local/meeting/`. */

import { msToSamples, samplesToMs } from "../audio/format.ts";
import { SAMPLE_MODEL } from "../language/language-request.ts";
import type { MeetingContent, Note, Turn } from "../meeting.ts";
import { STANDARD } from "../notes/subject.ts";
import { citationsIn, transcriptLines } from "../notes/transcript-lines.ts";
import { spreadWords } from "../speech/on-device/word-times.ts";

/** Paths of its parts in the extension's package. */
export const SAMPLE_FILES = {
  audio: "sample/meeting.ogg",
  script: "sample/script.json",
  notes: "sample/notes.md",
} as const;

export const SAMPLE_TITLE = "Harbor weekly";

/** A turn of the script. */
export interface ScriptTurn {
  readonly speaker: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

interface SampleOptions {
  readonly script: readonly ScriptTurn[];
  /** Markdown of its notes; `[n]` cites the n-th turn. */
  readonly notes: string;
  readonly meetingId: string;
  readonly noteId: string;
  /** Length of its audio. */
  readonly samples: number;
  /** Unix time in ms. */
  readonly now: number;
}

/** The sample counts as transcribed to its end, and has used nothing. */
export function sampleMeeting(options: SampleOptions): MeetingContent {
  const { script, meetingId, samples, now } = options;
  const people = [...new Set(script.map(({ speaker }) => speaker))];
  const turns = script.map((spoken, order) => ({
    ...turnOf(spoken, meetingId, order),
    speaker: labelOf(people.indexOf(spoken.speaker)),
  }));
  return {
    meeting: {
      id: meetingId,
      title: SAMPLE_TITLE,
      pageUrl: null,
      startedAt: now,
      importedAt: now,
      durationMs: samplesToMs(samples),
      state: "saved",
      channels: [{ name: "tab", transcribedSamples: samples }],
      problem: null,
      names: Object.fromEntries(people.map((name, index) => [`tab ${labelOf(index)}`, name])),
      isSample: true,
    },
    turns,
    notes: [noteOf(options, turns)],
  };
}

/** Speaker labels as the service gives them, so that the names stay if it transcribes the sample again. */
const labelOf = (index: number): string => "ABC".charAt(index);

const turnOf = (spoken: ScriptTurn, meetingId: string, order: number): Omit<Turn, "speaker"> => ({
  meetingId,
  channel: "tab",
  session: 0,
  order,
  startMs: spoken.startMs,
  endMs: spoken.endMs,
  text: spoken.text,
  words: wordsOf(spoken),
  formatted: true,
  language: "en",
  insight: null,
});

function wordsOf({ text, startMs, endMs }: ScriptTurn): Turn["words"] {
  const words = text.split(" ").map((word) => ({ text: word, confidence: 1 }));
  const span = { from: msToSamples(startMs), to: msToSamples(endMs) };
  return spreadWords(words, { ...span, voiced: [span] });
}

const noteOf = (
  { notes, meetingId, noteId, now }: SampleOptions,
  turns: readonly Turn[],
): Note => ({
  id: noteId,
  meetingId,
  subject: STANDARD,
  markdown: notes,
  citations: citationsIn(notes, transcriptLines(turns)),
  model: SAMPLE_MODEL,
  createdAt: now,
});
