/** Turns a stored meeting and the subject of a note into the order for the model. */

import { assertNever } from "../assert-never.ts";
import type { Meeting, Note, NoteSubject, Turn } from "../meeting.ts";
import { fail, ok, type Result } from "../problem.ts";
import { type Settings, settingsFor } from "../settings/settings.ts";
import { speakerKey } from "../transcript/speaker.ts";
import { askedSpeaker } from "./asked-speaker.ts";
import { renumbered } from "./citations.ts";
import type { NotesOrder } from "./make-notes.ts";
import { BUILT_IN_INSTRUCTIONS, isBuiltIn, type NoteTemplate } from "./templates.ts";
import {
  isTooShort,
  nameInNotes,
  namesInNotes,
  transcriptLines,
  type TranscriptLine,
  withoutMarkup,
} from "./transcript-lines.ts";

const MS_PER_MINUTE = 60_000;

export interface NotesMaterial {
  readonly meeting: Meeting;
  /** In the order they were spoken. */
  readonly turns: readonly Turn[];
  readonly settings: Settings;
  /** The live note to continue, if any. */
  readonly live: Note | null;
  /** Live notes leave the user's own lines to the notepad. */
  readonly isLive?: boolean;
}

export function notesOrder(
  subject: NoteSubject,
  { meeting, turns, settings, live, isLive = live !== null }: NotesMaterial,
): Result<NotesOrder> {
  const instructions = instructionsFor(subject, settings.notes.templates);
  if (instructions === null) return fail("notes-template-gone");
  const allLines = transcriptLines(turns, meeting);
  const one = onePersonsLines(subject, allLines, meeting);
  const ownLines = isLive || subject.type !== "template" ? [] : (meeting.ownLines ?? []);
  const areLed = ownLines.length > 0 && leadWithOwnLines(subject, settings);
  return ok({
    instructions: one ? `${instructions}\n\n${onlyOf(one.name)}` : instructions,
    lines: one?.lines ?? linesFor(subject, allLines, live),
    allLines,
    context: {
      title: meeting.title,
      language: settingsFor(settings, meeting).notes.language,
      keyTerms: settings.speech.keyTerms,
      ...(areLed && { ownLines }),
    },
    contextTokens: settings.notes.contextTokens,
    form: subject.type === "question" ? "points" : "notes",
    languages: languagesOf(turns, settings),
    ...(live && { before: renumbered(live, turns) }),
    ...(areLed && { ownLines }),
  });
}

/** The lines of the person whose words are asked about; `null` if others may have the answer. */
function onePersonsLines(
  subject: NoteSubject,
  all: readonly TranscriptLine[],
  meeting: Meeting,
): { readonly lines: readonly TranscriptLine[]; readonly name: string } | null {
  if (subject.type !== "question") return null;
  const turns = all.map(({ turn }) => turn);
  const speaker = askedSpeaker(subject.question, turns, meeting);
  if (speaker === null) return null;
  const names = namesInNotes(meeting);
  const lines = all.filter(({ turn }) => speakerKey(turn, names) === speaker);
  return isTooShort(lines) ? null : { lines, name: nameInNotes(speaker, meeting) };
}

const onlyOf = (name: string): string =>
  `The transcript holds only what ${withoutMarkup(name)} says, because the question is about that alone.`;

/** The user's own lines stand above the usual notes and those that are chosen first, not above an e-mail or a take-away. */
const leadWithOwnLines = (subject: NoteSubject, { notes }: Pick<Settings, "notes">): boolean =>
  subject.type === "template" &&
  (subject.templateId === "standard" || subject.templateId === notes.chosen[0]);

const languagesOf = (turns: readonly Turn[], { speech }: Settings): readonly string[] => {
  const heard = turns.flatMap(({ language }) => language ?? []);
  const expected = speech.languageCodes.map((code) => code.split("-")[0] ?? code);
  return [...new Set(heard.length > 0 ? heard : expected)].filter((code) => code !== "multi");
};

function linesFor(
  subject: NoteSubject,
  lines: readonly TranscriptLine[],
  live: Note | null,
): readonly TranscriptLine[] {
  if (live) return lines.filter(({ turn }) => turn.endMs > (live.upToMs ?? Infinity));
  if (subject.type !== "catch-up") return lines;
  const end = Math.max(0, ...lines.map(({ turn }) => turn.endMs));
  return lines.filter(({ turn }) => turn.endMs > end - subject.minutes * MS_PER_MINUTE);
}

/** @returns what the model is told to do; `null` if the template was deleted */
export function instructionsFor(
  subject: NoteSubject,
  templates: readonly NoteTemplate[],
): string | null {
  switch (subject.type) {
    case "template": {
      const { templateId } = subject;
      const own = templates.find(({ id }) => id === templateId)?.instructions;
      return own ?? (isBuiltIn(templateId) ? BUILT_IN_INSTRUCTIONS[templateId] : null);
    }
    case "catch-up":
      return `Somebody has not listened for the last ${subject.minutes} minutes, which the transcript holds. Tell them what they missed, in at most six bullets, what matters most for going on first, under the heading
## What you missed`;
    case "question":
      return `Answer this question about the meeting, from the transcript alone, in one to five bullets and without a heading:

<question>
${withoutMarkup(subject.question)}
</question>

Where the transcript does not answer it, write a single line that says so, without a citation.`;
    default:
      return assertNever(subject);
  }
}
