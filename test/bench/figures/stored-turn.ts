/**
 * A stored turn of 20 words: its size as the database serializes it, and the time to read 5,000 of them to turns, beside the same
 * with a list of words, as earlier versions stored them. Under Node, whose serialization is Chrome's.
 */

import { deserialize, serialize } from "node:v8";
import type { Turn } from "../../../core/meeting.ts";
import { rowOf, type TurnRow, turnOf } from "../../../entrypoints/shared/database/turn-row.ts";
import { turnsOf } from "../../meetings/stored-meeting.ts";
import { median } from "../statistics.ts";
import type { Figure } from "../figure.ts";

const TURNS = 5_000;
const MAX_BYTES = 700;

export const storedTurn: Figure = async ({ runs }) => {
  const turns = turnsOf("many", TURNS).map(withOddConfidence);
  const bytesOf = (row: TurnRow): number => serialize(row).length;
  const read = (rows: readonly TurnRow[]): number => {
    const stored = rows.map((row) => serialize(row));
    const begin = performance.now();
    for (const bytes of stored) turnOf(deserialize(bytes) as TurnRow);
    return performance.now() - begin;
  };
  const rows = turns.map(rowOf);
  const listBytes = median(turns.map(bytesOf));
  const bytes = median(rows.map(bytesOf));
  const listMs = Array.from({ length: runs }, () => read(turns));
  const packedMs = Array.from({ length: runs }, () => read(rows));
  return [
    { figure: "Stored turn of 20 words: a list", unit: "bytes", values: [listBytes] },
    {
      figure: "Stored turn of 20 words",
      unit: "bytes",
      values: [bytes],
      ratio: { value: bytes / listBytes, to: "a list" },
      goal: { of: "median", atMost: MAX_BYTES },
    },
    { figure: "Stored turns, reading 5,000: lists", unit: "ms", values: listMs },
    {
      figure: "Stored turns, reading 5,000",
      unit: "ms",
      values: packedMs,
      ratio: { value: median(packedMs) / median(listMs), to: "lists" },
    },
  ];
};

/** As a speech service gives it, each word has a confidence of its own. */
const withOddConfidence = (turn: Turn): Turn => ({
  ...turn,
  words: turn.words.map((word, index) => ({ ...word, confidence: (900 + (index % 97)) / 1_000 })),
});
