import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, it } from "vitest";
import type { Turn } from "../../../core/meeting.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { turnsFromEnd } from "../../../entrypoints/shared/database/turn-store.ts";
import { spoken } from "../spoken.ts";

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

const turnAt = (startMs: number, order: number, meetingId = "m"): Turn =>
  spoken({ meetingId, order, startMs });

/** What is read of meeting "m", while others are stored too. */
async function piecesOf(starts: readonly number[]): Promise<readonly (readonly number[])[]> {
  const database = await openDatabase();
  const others = ["a", "z"].map((id) => turnAt(5, 0, id));
  for (const turn of [...starts.map((ms, order) => turnAt(ms, order)), ...others])
    await database.put("turns", turn);
  const pieces: (readonly Turn[])[] = [];
  for await (const turns of turnsFromEnd(database, "m")) pieces.push(turns);
  expect(pieces.flat().every(({ meetingId }) => meetingId === "m")).toBe(true);
  return pieces.map((turns) => turns.map(({ startMs }) => startMs));
}

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

it("nothing is one empty piece", async () => {
  expect(await piecesOf([])).toEqual([[]]);
});

it.each([
  ["a short meeting comes whole", 3, [3]],
  ["the first piece is small, the others are not", 900, [40, 400, 400, 60]],
])("%s", async (_, count, sizes) => {
  const pieces = await piecesOf(numbers(0, count));
  expect(pieces.map(({ length }) => length)).toEqual(sizes);
  expect(pieces.toReversed().flat()).toEqual(numbers(0, count));
});

it("a whole number of pieces ends there: with nothing, where nothing is left", async () => {
  const pieces = await piecesOf(numbers(0, 440));
  expect(pieces.flat()).toHaveLength(440);
});

it("two that begin at one moment are in one piece", async () => {
  const starts = [...numbers(0, 10), 10, 10, ...numbers(11, 50)];
  expect(await piecesOf(starts)).toEqual([[10, 10, ...numbers(11, 50)], numbers(0, 10)]);
});
