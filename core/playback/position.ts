/** From a playback position to the turn and word that is heard, and from a click on a word to its time. */

import type { ChannelName, Turn, Word } from "../meeting.ts";
import { plainWord } from "../text/fold.ts";
import { hasWords } from "../transcript/transcript-items.ts";
import type { TurnGroups } from "../transcript/turn-groups.ts";

/**
 * The turn that is heard at this time; of several, the one that began last.
 * @returns `null` if these channels are silent
 */
export function turnAt(
  groups: TurnGroups,
  ms: number,
  channels: readonly ChannelName[],
): Turn | null {
  const isHeard = (turn: Turn): boolean =>
    turn.startMs <= ms && ms < turn.endMs && channels.includes(turn.channel) && hasWords(turn);
  const last = groups.findLastIndex(([first]) => first !== undefined && first.startMs <= ms);
  // A long turn may be in the previous group.
  for (const group of [groups[last], groups[last - 1]]) {
    const turn = group?.findLast(isHeard);
    if (turn) return turn;
  }
  return null;
}

/** `from` and `to` are character positions in the text of the turn. */
export interface PlacedWord {
  readonly from: number;
  readonly to: number;
  readonly startMs: number;
  readonly endMs: number;
}

type Said = Pick<Turn, "text" | "words" | "startMs" | "endMs">;
type Token = Pick<PlacedWord, "from" | "to">;

/** The words in the order of the text. Words that the user has written take the time between the heard words around them. */
export function placeWords(turn: Said): readonly PlacedWord[] {
  const heard = turn.words.filter(({ isEcho }) => !isEcho);
  return inOrder(turn.text, heard) ?? aligned(turn, heard);
}

/** The word at a character, else the word before it. */
export const wordAt = (words: readonly PlacedWord[], character: number): PlacedWord | null =>
  words.findLast(({ from }) => from <= character) ?? words[0] ?? null;

export const wordHeardAt = (words: readonly PlacedWord[], ms: number): PlacedWord | null =>
  words.findLast(({ startMs }) => startMs <= ms) ?? null;

/** Places words of an unchanged text, with or without spaces between them. @returns `null` if the text was changed */
function inOrder(text: string, heard: readonly Word[]): readonly PlacedWord[] | null {
  const placed: PlacedWord[] = [];
  let at = 0;
  for (const word of heard) {
    const from = text.indexOf(word.text, at);
    if (from === -1 || /[\p{L}\p{N}]/u.test(text.slice(at, from))) return null;
    at = from + word.text.length;
    placed.push({ from, to: at, startMs: word.startMs, endMs: word.endMs });
  }
  return /[\p{L}\p{N}]/u.test(text.slice(at)) ? null : placed;
}

function aligned({ text, startMs, endMs }: Said, heard: readonly Word[]): readonly PlacedWord[] {
  const tokens = Array.from(text.matchAll(/\S+/g), ({ 0: token, index }) => ({
    from: index,
    to: index + token.length,
  }));
  const pairs = longestCommon(
    tokens.map(({ from, to }) => plainWord(text.slice(from, to))),
    heard.map((word) => plainWord(word.text)),
  );
  const placed: PlacedWord[] = [];
  for (let i = 0; i < tokens.length;) {
    const word = heard[pairs[i] ?? -1];
    const next = word ? i + 1 : untilPaired(pairs, i);
    const span = word ?? {
      startMs: placed.at(-1)?.endMs ?? startMs,
      endMs: heard[pairs[next] ?? -1]?.startMs ?? endMs,
    };
    placed.push(...spread(tokens.slice(i, next), span));
    i = next;
  }
  return placed;
}

function untilPaired(pairs: readonly (number | null)[], from: number): number {
  const next = pairs.findIndex((pair, index) => index >= from && pair !== null);
  return next === -1 ? pairs.length : next;
}

/** Divides the time equally among the tokens. */
function spread(tokens: readonly Token[], span: Pick<Word, "startMs" | "endMs">): PlacedWord[] {
  const each = Math.max(0, span.endMs - span.startMs) / tokens.length;
  return tokens.map((token, index) => ({
    ...token,
    startMs: span.startMs + index * each,
    endMs: span.startMs + (index + 1) * each,
  }));
}

/** Longest common subsequence. @returns for each of `some` the index of its pair in `others` */
function longestCommon(
  some: readonly string[],
  others: readonly string[],
): readonly (number | null)[] {
  const width = others.length + 1;
  /** The length of the longest common subsequence of both rests, by their first indices. */
  const most = new Uint16Array((some.length + 1) * width);
  const mostAt = (i: number, j: number): number => most[i * width + j] ?? 0;
  const isPair = (i: number, j: number): boolean => some[i] === others[j];
  for (let i = some.length - 1; i >= 0; i--)
    for (let j = others.length - 1; j >= 0; j--)
      most[i * width + j] = isPair(i, j)
        ? mostAt(i + 1, j + 1) + 1
        : Math.max(mostAt(i + 1, j), mostAt(i, j + 1));

  const pairs: (number | null)[] = some.map(() => null);
  for (let i = 0, j = 0; i < some.length && j < others.length;) {
    if (isPair(i, j)) pairs[i++] = j++;
    else if (mostAt(i + 1, j) >= mostAt(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
