/** A meeting, or a part of it, as a formatted document: what is copied, printed and saved for Word. */

import type { Token, Tokens } from "marked";
import { formatClock } from "../../clock-time.ts";
import type { Note, Turn } from "../../meeting.ts";
import type { CheckedTranscript } from "../../notes/check/evidence.ts";
import { checkedTranscript, checkNote } from "../../notes/check/note-check.ts";
import { citedTurns } from "../../notes/citations.ts";
import { isChannel, speakerName, speakersIn } from "../../transcript/speaker.ts";
import { hasWords, transcriptItems } from "../../transcript/transcript-items.ts";
import { type DocumentSource, type DocumentWords, draftNotes, markedSpeaker } from "../document.ts";
import { answeredQuestions, notesOf } from "../note-body.ts";
import { oneLine, spaced } from "../one-line.ts";
import { filledLines, kindOf, latestFilled } from "../own-lines.ts";
import { type Block, em, heading, type Inline, type ListItem, paragraph, text } from "./blocks.ts";
import { blocksOf } from "./note-blocks.ts";

/** `note: null` in a note: the user's own lines alone. */
export type DocumentPart =
  | { readonly type: "all" | "notes" | "transcript" }
  | { readonly type: "note"; readonly note: Note | null }
  /** `place` as in `sectionsIn`. */
  | { readonly type: "section"; readonly note: Note; readonly place: number }
  | { readonly type: "answer"; readonly note: Note };

export interface DocumentOptions {
  readonly part: DocumentPart;
  /** Citations become times, and the transcript has one for each turn. */
  readonly hasTimes: boolean;
}

export const meetingBlocks = (
  source: DocumentSource,
  words: DocumentWords,
  options: DocumentOptions,
): readonly Block[] => new MeetingDocument(source, words, options).blocks();

class MeetingDocument {
  readonly #source: DocumentSource;
  readonly #words: DocumentWords;
  readonly #part: DocumentPart;
  readonly #hasTimes: boolean;
  readonly #transcript: CheckedTranscript;

  constructor(source: DocumentSource, words: DocumentWords, { part, hasTimes }: DocumentOptions) {
    this.#source = source;
    this.#words = words;
    this.#part = part;
    this.#hasTimes = hasTimes;
    this.#transcript = checkedTranscript(source.turns, source.meeting);
  }

  blocks(): readonly Block[] {
    const part = this.#part;
    switch (part.type) {
      case "all":
        return [...this.#head(), ...this.#notes(), ...this.#questions(), ...this.#spoken(true)];
      case "notes":
        return [...this.#head(), ...this.#notes()];
      case "transcript":
        return [...this.#head(), ...this.#spoken(false)];
      case "note":
        return this.#note(part.note);
      case "section":
        return [...this.#head(), ...this.#noteBlocks(part.note, 1, part.place)];
      case "answer":
        return [...this.#head(), ...this.#answer(part.note, 2)];
      default:
        return part satisfies never;
    }
  }

  #head(): readonly Block[] {
    const { meeting, durationMs } = this.#source;
    const lines: Inline[][] = [[text(`${this.#words.date} · ${formatClock(durationMs)}`)]];
    const people = this.#people().join(", ");
    if (people !== "") lines.push([text(people)]);
    if (this.#part.type === "all") lines.push(...this.#page(), ...this.#consent());
    return [
      heading(1, [text(oneLine(meeting.title) || this.#words.untitled)]),
      paragraph(lines.flatMap((line, index) => (index === 0 ? line : [BREAK, ...line]))),
    ];
  }

  /** Names of the speakers, unless nobody has one. */
  #people(): readonly string[] {
    const { speakers } = this.#words;
    const keys = speakersIn(this.#source.turns.filter(hasWords), speakers);
    const nameOf = (key: string): string => oneLine(speakerName(key, speakers));
    const isNamed = keys.some((key) => !isChannel(key) || nameOf(key) !== speakers.usual[key]);
    return isNamed ? [...new Set(keys.map(nameOf))] : [];
  }

  #page(): Inline[][] {
    const { pageUrl } = this.#source.meeting;
    if (pageUrl === null) return [];
    const href = oneLine(pageUrl);
    const words = [text(href)];
    return [/^https?:\/\//i.test(href) ? [{ type: "link", href, content: words }] : words];
  }

  #consent(): Inline[][] {
    const { consent } = this.#words;
    return consent === null ? [] : [[text(consent)]];
  }

  #note(note: Note | null): readonly Block[] {
    const isFilled = note === null || note.ownPoints !== undefined;
    const own = isFilled ? this.#ownLines(note) : [];
    const body = note ? this.#noteBlocks(note, 1) : [];
    // An e-mail is sent as it is.
    return isEmail(note) ? body : [...this.#head(), ...own, ...body];
  }

  #notes(): readonly Block[] {
    const { notes } = this.#source;
    return [
      ...this.#ownLines(latestFilled(notes)),
      ...notesOf(notes).flatMap(({ subject, latest }) => [
        heading(2, [text(oneLine(this.#words.notes(subject)))]),
        ...this.#noteBlocks(latest, 2),
      ]),
    ];
  }

  #questions(): readonly Block[] {
    const answers = answeredQuestions(this.#source.notes);
    if (answers.length === 0) return [];
    return [
      heading(2, [text(this.#words.questions)]),
      ...answers.flatMap(({ note }) => this.#answer(note, 3)),
    ];
  }

  #answer(note: Note, level: number): readonly Block[] {
    const question = note.subject?.type === "question" ? note.subject.question : "";
    return [heading(level, [text(oneLine(question))]), ...this.#noteBlocks(note, level)];
  }

  #ownLines(note: Note | null): readonly Block[] {
    const items = filledLines(this.#source.meeting, note).map(({ line, added }): ListItem => {
      const time: Inline[] = this.#hasTimes ? [{ type: "time", atMs: line.atMs }, text(" ")] : [];
      const own: Inline = { type: "strong", content: [text(oneLine(line.text))] };
      const content = [...time, own, text(kindOf(line, this.#words))];
      return {
        isDone: line.kind === "task" ? line.isDone === true : null,
        blocks: [paragraph(content, line.text), ...(added ? this.#noteBlocks(added, 2) : [])],
      };
    });
    if (items.length === 0) return [];
    return [heading(2, [text(this.#words.ownLines)]), { type: "list", start: null, items }];
  }

  /**
   * @param level of the heading above
   * @param place of the only section to write
   */
  #noteBlocks(note: Note, level: number, place?: number): readonly Block[] {
    const { tokens, faults } = checkNote(note, this.#transcript);
    const turnOf = citedTurns(note, this.#source.turns);
    const covers =
      note.upToMs === undefined
        ? []
        : [this.#words.notesCover(formatClock(note.upToMs), formatClock(this.#source.durationMs))];
    const written = tokens && (place === undefined ? tokens : sectionTokens(tokens, place));
    const body = written
      ? blocksOf(written, {
          level,
          cite: (turnNumber) => this.#citation(turnOf(turnNumber)),
          after: (token) => {
            const fault = faults.get(token);
            return fault ? this.#words.fault(fault) : null;
          },
        })
      : note.markdown.split("\n").map((line) => paragraph([text(spaced(line))]));
    const cutOff = note.isCutOff && place === undefined ? [this.#words.notesCutOff] : [];
    return [...covers.map(remark), ...body, ...cutOff.map(remark)];
  }

  #citation(turn: Turn | null): readonly Inline[] {
    if (!this.#hasTimes || turn === null) return [];
    return [text("["), { type: "time", atMs: turn.startMs }, text("]")];
  }

  #spoken(hasHeading: boolean): readonly Block[] {
    const { turns, meeting } = this.#source;
    const items = transcriptItems(turns, meeting.marks ?? []);
    if (items.length === 0) return [];
    return [
      ...(hasHeading ? [heading(2, [text(this.#words.transcript)])] : []),
      ...draftNotes(this.#source, this.#words).map(remark),
      ...items.map((item) =>
        item.type === "turn"
          ? this.#turn(item.turn)
          : paragraph([
              {
                type: "em",
                content: [...this.#time(item.atMs), text(oneLine(this.#words.mark(item)))],
              },
            ]),
      ),
    ];
  }

  #turn(turn: Turn): Block {
    const speaker = text(`${oneLine(markedSpeaker(turn, this.#words))}:`);
    const said = oneLine(turn.text);
    return paragraph(
      [{ type: "strong", content: [...this.#time(turn.startMs), speaker] }, text(` ${said}`)],
      said,
    );
  }

  #time(atMs: number): readonly Inline[] {
    return this.#hasTimes ? [{ type: "time", atMs }, text(" ")] : [];
  }
}

const BREAK: Inline = { type: "break" };

const remark = (words: string): Block => paragraph([em(words)]);

const isEmail = (note: Note | null): boolean =>
  note?.subject?.type === "template" && note.subject.templateId === "email";

/** Tokens of the section whose heading has this place among those outside of lists and quotes. */
function sectionTokens(tokens: readonly Token[], place: number): readonly Token[] {
  const headings = tokens.flatMap((token, index) =>
    token.type === "heading" ? [{ index, depth: (token as Tokens.Heading).depth }] : [],
  );
  const own = headings[place];
  if (!own) return tokens;
  const next = headings.slice(place + 1).find(({ depth }) => depth <= own.depth);
  return tokens.slice(own.index, next?.index);
}
