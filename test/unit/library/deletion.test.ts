import { expect, it } from "vitest";
import {
  isOverdue,
  withDeletion,
  withoutDeletion,
  withoutAudio,
} from "../../../core/library/deletion.ts";
import { held } from "../spoken.ts";

it("withoutDeletion undoes withDeletion", () => {
  const deleted = withDeletion(held(), 7);
  expect(deleted).toEqual({ ...held(), deletedAt: 7 });
  expect(withoutDeletion(deleted)).toEqual(held());
});

it("withDeletion keeps a meeting that is being recorded", () => {
  const meeting = held({ state: "recording" });
  expect(withDeletion(meeting, 7)).toBe(meeting);
});

it("withoutAudio leaves nothing to transcribe", () => {
  const meeting = held({ finishesByItself: true });
  expect(withoutAudio(meeting, 7)).toEqual({
    ...meeting,
    finishesByItself: false,
    soundDeletedAt: 7,
  });
  expect(withoutAudio(held({ soundDeletedAt: 3 }), 7).soundDeletedAt).toBe(3);
});

it.each([
  ["a meeting that is not deleted", undefined, false],
  ["a meeting deleted just now", 100_000, false],
  ["a meeting deleted less than a minute ago", 40_001, false],
  ["a meeting deleted a minute ago", 40_000, true],
])("isOverdue is right for %s", (_, deletedAt, isDue) => {
  const meeting = held(deletedAt === undefined ? {} : { deletedAt });
  expect(isOverdue(meeting, 100_000)).toBe(isDue);
});
