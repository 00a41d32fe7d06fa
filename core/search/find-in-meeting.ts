/** Finds the hits of a query in one meeting: its title, its turns, the user's own lines and its notes. */

import type { MeetingContent, Note, Turn } from "../meeting.ts";
import { withoutCitations } from "../notes/citations.ts";
import { STANDARD } from "../notes/subject.ts";
import { versionsOf } from "../notes/versions.ts";
import type {
  FoundMeeting,
  LineHit,
  Neighbour,
  NoteHit,
  SearchFilter,
  SpeakerWords,
  TurnHit,
} from "../protocol/search.ts";
import { hasWords } from "../transcript/transcript-items.ts";
import { hueOf } from "../transcript/speaker-hue.ts";
import {
  namesIn,
  speakerKey,
  type SpeakerNames,
  speakerOf,
  type UsualNames,
} from "../transcript/speaker.ts";
import { parseQuery, type Query, type Term } from "./query.ts";
import { snippetOf } from "./snippet.ts";
import {
  fold,
  folded,
  originalRange,
  type TextRange,
  SPACED_CHARACTER,
  WORD_CHARACTER,
} from "../text/fold.ts";

const TURN_LENGTH = 140;
const LINE_LENGTH = 140;
const NOTE_LENGTH = 140;
const NEIGHBOUR_LENGTH = 90;
/** A shorter turn is shown with the turn before it. */
const SHORT_TURN = 48;

/** The texts of a meeting in which a query is found; it must match one of them. Insights are left out: they repeat words of turns. */
export const searchedTexts = ({ meeting, turns, notes }: MeetingContent): readonly string[] => [
  meeting.title,
  ...turns.map(({ text }) => text),
  ...(meeting.ownLines ?? []).map(({ text }) => text),
  ...versionsOf(notes).map(({ latest }) => noteText(latest)),
];

/** A question belongs to its answer, and to a note what it adds below lines of the user. */
function noteText({ subject, markdown, ownPoints = [] }: Note): string {
  const question = subject?.type === "question" ? [subject.question] : [];
  const parts = [...ownPoints.map((points) => points.markdown), markdown].map(plainNote);
  return [...question, ...parts].join("\n").trim();
}

/** Text of a note without the signs of its Markdown and without citations. */
export const plainNote = (markdown: string): string =>
  withoutCitations(markdown)
    .replace(/^[ \t]*(?:#{1,6}|>|[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?/gm, "")
    .replace(/!?\[([^\]\n]*)\]\([^)\n]*\)/g, "$1")
    .replace(/\*\*|__|~~|`+/g, "")
    .replace(/^[ \t]*(?:[-*_|:][ \t]*){3,}$/gm, "")
    .trim();

export interface Finder {
  /** Whether the filter includes meetings of that time. */
  readonly isWithin: (startedAt: number) => boolean;
  /** Returns `null` if nothing matches. */
  readonly findIn: (content: MeetingContent) => FoundMeeting | null;
}

/** @param query without terms only if the filter has a speaker: then all their turns match */
export function finderOf(
  query: ReturnType<typeof parseQuery>,
  { fromMs, untilMs, speaker }: SearchFilter,
  words: SpeakerWords,
): Finder {
  const called = usualNames(words);
  const matcher = matcherOf(query);
  const requested = parseQuery(speaker);
  const speakers = requested.length > 0 ? matcherOf(requested) : null;
  return {
    isWithin: (startedAt) =>
      startedAt >= (fromMs ?? -Infinity) && startedAt < (untilMs ?? Infinity),
    findIn(content) {
      const { meeting } = content;
      const turns = turnHits(content, { matcher, speakers, names: namesIn(meeting, called) });
      const isTitleHit = !speakers && matcher.isMatch(meeting.title);
      const hits = speakers
        ? turns
        : [...turns, ...lineHits(content, matcher), ...noteHits(content, matcher)];
      if (hits.length === 0 && !isTitleHit) return null;
      const titleRanges = isTitleHit ? matcher.rangesIn(meeting.title) : [];
      const title = snippetOf(meeting.title, titleRanges, meeting.title.length);
      const { id: meetingId, startedAt } = meeting;
      return { meetingId, startedAt, title, isTitleHit, hits };
    },
  };
}

const usualNames = ({ usual, labelled }: SpeakerWords): UsualNames => ({
  usual,
  labelled: (label) => labelled.replace("$1", () => label),
});

interface TurnMatch {
  readonly matcher: Matcher;
  /** `null`: any speaker. */
  readonly speakers: Matcher | null;
  readonly names: SpeakerNames;
}

function turnHits(
  { turns }: MeetingContent,
  { matcher, speakers, names }: TurnMatch,
): readonly TurnHit[] {
  const shown = turns.filter(hasWords);
  return shown.flatMap((turn, index): readonly TurnHit[] => {
    if (!matcher.isMatch(turn.text)) return [];
    const speaker = speakerOf(turn, names);
    if (speakers?.isMatch(speaker) === false) return [];
    const { meetingId, channel, session, order, startMs, text } = turn;
    const key = { meetingId, channel, session, order };
    const before = text.length < SHORT_TURN ? neighbourOf(shown[index - 1], names) : null;
    const snippet = snippetOf(text, matcher.rangesIn(text), TURN_LENGTH);
    const hue = hueOf(speakerKey(turn, names), names);
    return [{ type: "turn", key, startMs, speaker, hue, text: snippet, before }];
  });
}

const neighbourOf = (turn: Turn | undefined, names: SpeakerNames): Neighbour | null =>
  turn
    ? { speaker: speakerOf(turn, names), text: snippetOf(turn.text, [], NEIGHBOUR_LENGTH) }
    : null;

const lineHits = ({ meeting }: MeetingContent, matcher: Matcher): readonly LineHit[] =>
  (meeting.ownLines ?? []).flatMap(({ id: lineId, atMs, text }): readonly LineHit[] =>
    matcher.isMatch(text)
      ? [{ type: "line", lineId, atMs, text: snippetOf(text, matcher.rangesIn(text), LINE_LENGTH) }]
      : [],
  );

const noteHits = ({ notes }: MeetingContent, matcher: Matcher): readonly NoteHit[] =>
  versionsOf(notes).flatMap(({ latest }): readonly NoteHit[] => {
    const text = noteText(latest);
    if (!matcher.isMatch(text)) return [];
    const { id: noteId, subject = STANDARD } = latest;
    return [
      {
        type: "note",
        noteId,
        subject,
        text: snippetOf(text, matcher.rangesIn(text), NOTE_LENGTH),
      },
    ];
  });

/** Matches text with a query. */
interface Matcher {
  /** Whether the text has all terms. */
  readonly isMatch: (text: string) => boolean;
  /** Returns the ranges of all terms, in order; ranges that touch are joined. */
  readonly rangesIn: (text: string) => readonly TextRange[];
}

export function matcherOf(query: Query): Matcher {
  const patterns = query.map(patternOf);
  return {
    isMatch(text) {
      const words = folded(text);
      return patterns.every((pattern) => words.search(pattern) !== -1);
    },
    rangesIn(text) {
      const words = fold(text);
      const ranges = patterns.flatMap((pattern) =>
        Array.from(words.text.matchAll(pattern), ({ 0: found, index }) =>
          originalRange(words, { start: index, end: index + found.length }),
        ),
      );
      return joined(ranges.toSorted((a, b) => a.start - b.start || a.end - b.end));
    },
  };
}

const WORD_BEGINS = `(?<!${SPACED_CHARACTER})`;
const WORD_ENDS = `(?!${SPACED_CHARACTER})`;
const BETWEEN = `[^${WORD_CHARACTER}]`;

/** Runs consist of letters, digits and marks only, so they need no escaping. */
function patternOf({ runs, isOpen }: Term): RegExp {
  const source = runs.map(({ text, isSpaced }, index) => {
    const next = runs[index + 1];
    const whole = isSpaced ? WORD_BEGINS + text : text;
    if (!next) return isSpaced && !isOpen ? whole + WORD_ENDS : whole;
    return isSpaced && next.isSpaced ? `${whole}${BETWEEN}+` : `${whole}${BETWEEN}*`;
  });
  return new RegExp(source.join(""), "gv");
}

function joined(ranges: readonly TextRange[]): readonly TextRange[] {
  const apart: TextRange[] = [];
  for (const range of ranges) {
    const last = apart.at(-1);
    if (last && range.start <= last.end)
      apart[apart.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else apart.push(range);
  }
  return apart;
}
