/**
 * Divides a turn of the speech service into stored turns of one speaker each. A part is identified by the place of its first word in the
 * service's turn. Later copies and corrections change the speaker of a part or cut it once more, and never move or remove a cut: citations
 * and the user's edits keep their turn (docs/protocol.md#turns-and-speakers).
 */

import type { Turn, Word } from "../meeting.ts";
import { keepEdits } from "../transcript/edits.ts";

/** Orders that one turn of the service reserves for its parts; words beyond so many are not told apart. */
const PARTS_PER_TURN = 1_000;

/** Stored order of the first part of a turn of the service. */
export const firstPartOf = (turnOrder: number): number => turnOrder * PARTS_PER_TURN;

/** @returns the last order that a part of the same turn of the service may have */
export const lastPartOf = (turnOrder: number): number => firstPartOf(turnOrder + 1) - 1;

/** Diarization label of a speaker; null if none is known. */
export type SpeakerLabel = string | null;

/** Corrected speakers of a turn of the service, by labels of the channel. Text and times stay. */
export interface TurnRevision {
  /** Of the turn as a whole; null if only its words state one. */
  readonly speaker: SpeakerLabel;
  /** Label that the turn as a whole had before. */
  readonly formerSpeaker: SpeakerLabel;
  /** Labels of its words by their beginning, in ms on the meeting clock. */
  readonly words: ReadonlyMap<number, string>;
}

/** Corrected label of a word with this label. */
export const revisedSpeaker = (
  { startMs }: Word,
  label: SpeakerLabel,
  { words, speaker, formerSpeaker }: TurnRevision,
): SpeakerLabel => words.get(startMs) ?? (label === formerSpeaker ? (speaker ?? label) : label);

/**
 * Divides a final turn.
 *
 * @param turn whole, with the order of its first part
 * @param speakers label of each of its words
 * @param before parts that are stored of an earlier copy of the turn
 */
export function dividedTurn(
  turn: Turn,
  speakers: readonly SpeakerLabel[],
  before: readonly Turn[],
): readonly Turn[] {
  const starts = before.map(({ order }) => order - turn.order);
  const within = starts.filter((at) => at > 0 && at < turn.words.length);
  const parts = cutAt(turn, within).flatMap((part) => {
    const from = part.order - turn.order;
    const stored = before.find(({ order }) => order === part.order);
    const insight = part.insight ?? stored?.insight ?? null;
    return bySpeaker(keepEdits(stored, { ...part, insight }), speakers.slice(from));
  });
  return [...parts, ...before.filter((_, at) => !isWithin(starts[at], turn)).map(emptied)];
}

const isWithin = (at: number | undefined, { words }: Turn): boolean =>
  at === 0 || (at !== undefined && at < words.length);

/** The copy has fewer words. An empty part is not shown; citations of it lead nowhere. */
const emptied = (part: Turn): Turn => (isEdited(part) ? part : { ...part, words: [], text: "" });

/**
 * Corrects the speakers of a turn that is stored in parts.
 *
 * @param parts in their order
 * @returns all parts as they are now
 */
export const revisedTurn = (parts: readonly Turn[], revision: TurnRevision): readonly Turn[] =>
  parts.flatMap((part, index) => {
    const speakers = part.words.map((word) => revisedSpeaker(word, part.speaker, revision));
    if (part.words.length === 0)
      return parts.length > 1 ? part : { ...part, speaker: revision.speaker ?? part.speaker };
    const next = parts[index + 1]?.order ?? Infinity;
    const hasRoom = part.order + part.words.length <= next;
    return hasRoom ? bySpeaker(part, speakers) : { ...part, speaker: most(speakers) };
  });

/** Cuts a part wherever the speaker of its words changes. A part that the user has edited stays whole. */
function bySpeaker(part: Turn, speakers: readonly SpeakerLabel[]): readonly Turn[] {
  if (part.words.length === 0) return [part];
  const own = speakers.slice(0, part.words.length);
  if (isEdited(part)) return [{ ...part, speaker: most(own) }];
  const room = PARTS_PER_TURN - (part.order % PARTS_PER_TURN);
  const starts = own.flatMap((label, at) =>
    at > 0 && at < room && label !== own[at - 1] ? [at] : [],
  );
  return cutAt(part, starts).map((piece) => ({
    ...piece,
    speaker: own[piece.order - part.order] ?? null,
  }));
}

const isEdited = ({ heardText, saidBy }: Turn): boolean =>
  heardText !== undefined || saidBy !== undefined;

/** Label of most words; the first one if several are equally frequent. */
function most(labels: readonly SpeakerLabel[]): SpeakerLabel {
  const counts = new Map<SpeakerLabel, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best))[0];
}

/** Cuts a turn before these words. Its insight belongs to all of it and stays at its end. */
function cutAt(turn: Turn, starts: readonly number[]): readonly Turn[] {
  if (starts.length === 0) return [turn];
  const from = [0, ...starts.toSorted((a, b) => a - b)];
  const texts = textPieces(turn, from);
  return from.map((at, index) => {
    const words = turn.words.slice(at, from[index + 1]);
    return {
      ...turn,
      order: turn.order + at,
      startMs: words[0]?.startMs ?? turn.startMs,
      endMs: words.at(-1)?.endMs ?? turn.endMs,
      text: texts[index] ?? "",
      words,
      insight: index === from.length - 1 ? turn.insight : null,
    };
  });
}

/** The text of each piece, as the service wrote it if its words are found in it. */
function textPieces({ text, words }: Turn, from: readonly number[]): readonly string[] {
  const places = placesIn(text, words);
  return from.map((at, index) => {
    const end = from[index + 1];
    if (!places) return spoken(words.slice(at, end));
    return text.slice(index === 0 ? 0 : places[at], end && places[end]).trim();
  });
}

/** Where each word begins in the text; null if one is not found in order. */
function placesIn(text: string, words: readonly Word[]): readonly number[] | null {
  let from = 0;
  const places: number[] = [];
  for (const word of words) {
    const at = text.indexOf(word.text, from);
    if (at === -1) return null;
    places.push(at);
    from = at + word.text.length;
  }
  return places;
}

const spoken = (words: readonly Word[]): string =>
  words
    .filter(({ isEcho }) => !isEcho)
    .map(({ text }) => text)
    .join(" ");
