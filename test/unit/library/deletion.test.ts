import { expect, it } from "vitest";
import {
  isOverdue,
  withDeletion,
  withoutDeletion,
  withoutAudio,
} from "../../../core/library/deletion.ts";
import { held } from "../spoken.ts";

it("marks a meeting as deleted, and takes that back without a trace", () => {
  const deleted = withDeletion(held(), 7);
  expect(deleted).toEqual({ ...held(), deletedAt: 7 });
  expect(withoutDeletion(deleted)).toEqual(held());
});

it("marks none that is being recorded", () => {
  const meeting = held({ state: "recording" });
  expect(withDeletion(meeting, 7)).toBe(meeting);
});

it("leaves nothing to be transcribed where the sound is gone", () => {
  const meeting = held({ finishesByItself: true });
  expect(withoutAudio(meeting, 7)).toEqual({
    ...meeting,
    finishesByItself: false,
    soundDeletedAt: 7,
  });
  expect(withoutAudio(held({ soundDeletedAt: 3 }), 7).soundDeletedAt).toBe(3);
});

it.each([
  ["one that is not deleted", undefined, false],
  ["one deleted just now", 100_000, false],
  ["one deleted not quite a minute ago", 40_001, false],
  ["one deleted a minute ago", 40_000, true],
])("%s", (_, deletedAt, isDue) => {
  const meeting = held(deletedAt === undefined ? {} : { deletedAt });
  expect(isOverdue(meeting, 100_000)).toBe(isDue);
});
