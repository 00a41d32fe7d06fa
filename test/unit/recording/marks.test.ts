import { expect, it } from "vitest";
import {
  stoppedMs,
  withMark,
  withoutBookmark,
  withPauseEnded,
} from "../../../core/recording/marks.ts";
import type { Mark } from "../../../core/meeting.ts";
import { held } from "../spoken.ts";

const bookmark = (id: string, atMs: number): Mark => ({ type: "bookmark", id, atMs, note: "" });
const pause = (atMs: number, resumedAt: number | null): Mark => ({
  type: "pause",
  atMs,
  pausedAt: 1,
  resumedAt,
});

it("withMark adds the first mark to a meeting of an older version", () => {
  expect(withMark(held(), bookmark("a", 5)).marks).toEqual([bookmark("a", 5)]);
});

it("withMark keeps the order of the meeting clock, and for equal times the order of arrival", () => {
  const marks = [bookmark("a", 5), pause(9, 2)];
  const { marks: after } = withMark(withMark(held({ marks }), bookmark("b", 9)), bookmark("c", 7));
  expect(after).toEqual([bookmark("a", 5), bookmark("c", 7), pause(9, 2), bookmark("b", 9)]);
});

it("withPauseEnded ends the open pause only", () => {
  const marks = [pause(5, 2), bookmark("a", 9), pause(9, null)];
  expect(withPauseEnded(held({ marks }), 7).marks).toEqual([
    pause(5, 2),
    bookmark("a", 9),
    pause(9, 7),
  ]);
});

it("stoppedMs adds up gaps and ended pauses", () => {
  expect(stoppedMs(held())).toBe(0);
  const marks = [pause(1, 11), bookmark("a", 2), pause(3, null), pause(4, 21)];
  expect(stoppedMs(held({ marks }))).toBe(30);
  const gap: Mark = { type: "gap", atMs: 5, stoppedAt: 100, resumedAt: 190 };
  expect(stoppedMs(held({ marks: [...marks, gap] }))).toBe(120);
});

it("withoutBookmark removes that bookmark only", () => {
  const marks = [bookmark("a", 5), pause(5, 2), bookmark("b", 9)];
  expect(withoutBookmark(held({ marks }), "a").marks).toEqual([pause(5, 2), bookmark("b", 9)]);
  expect(withoutBookmark(held(), "a").marks).toEqual([]);
});
