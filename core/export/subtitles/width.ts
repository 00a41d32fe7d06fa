/** Measures text in the columns of `cue.ts`. */

import { WIDE_COLUMNS } from "./cue.ts";

const ZERO_WIDTH = /[\p{M}\p{Cf}]/u;
const WIDE =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{Extended_Pictographic}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;

export function widthOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += columnsOf(character);
  return columns;
}

function columnsOf(character: string): number {
  if (character < "\u0300") return 1;
  if (ZERO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? WIDE_COLUMNS : 1;
}

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** Cuts text between graphemes into pieces of at most `mostColumns`. */
export function piecesOf(text: string, mostColumns: number): readonly string[] {
  if (widthOf(text) <= mostColumns) return [text];
  const pieces: string[] = [];
  let room = 0;
  for (const { segment } of graphemes.segment(text)) {
    const columns = widthOf(segment);
    if (pieces.length === 0 || columns > room) {
      pieces.push(segment);
      room = mostColumns - columns;
    } else {
      pieces[pieces.length - 1] += segment;
      room -= columns;
    }
  }
  return pieces;
}
