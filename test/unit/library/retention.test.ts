import { expect, it } from "vitest";
import { dueMeetings } from "../../../core/library/retention.ts";
import type { Meeting } from "../../../core/meeting.ts";
import type { Retention } from "../../../core/settings/settings.ts";
import { held } from "../spoken.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
const now = 1_000 * DAY;
/** A meeting of one hour that ended `days` ago. */
const ended = (days: number, change: Partial<Meeting> = {}): Meeting =>
  held({ startedAt: now - days * DAY - HOUR, durationMs: HOUR, ...change });
const isDue = (meeting: Meeting, retention: Retention, lagMs = 0): boolean =>
  dueMeetings([{ meeting, lagMs }], { retention, retentionDays: 30 }, now).length === 1;

it.each<[string, Meeting, boolean]>([
  ["a meeting of today", ended(0), false],
  ["a meeting that ended just under 30 days ago", ended(30, { durationMs: HOUR + 1 }), false],
  ["a meeting that ended 30 days ago", ended(30), true],
  ["a meeting of last year", ended(365), true],
  [
    "a meeting whose pause of a day brings it below 30 days",
    ended(30.5, { marks: [{ type: "pause", atMs: 0, pausedAt: 0, resumedAt: DAY }] }),
    false,
  ],
  ["an old file imported today", ended(365, { importedAt: now }), false],
  ["an old file imported long ago", ended(365, { importedAt: now - 30 * DAY }), true],
  [
    "a meeting with a bookmark",
    ended(30, { marks: [{ type: "bookmark", id: "a", atMs: 0, note: "keep" }] }),
    true,
  ],
  ["an interrupted meeting", ended(30, { state: "interrupted" }), true],
  ["a meeting stored as recording", ended(30, { state: "recording" }), false],
  ["a deleted meeting", ended(30, { deletedAt: 1 }), false],
])("dueMeetings is right for %s", (_, meeting, due) => {
  expect(isDue(meeting, "everything")).toBe(due);
  expect(isDue(meeting, "sound")).toBe(due);
  expect(isDue(meeting, "never")).toBe(false);
});

it("dueMeetings keeps audio that is not transcribed, unless everything is deleted", () => {
  expect(isDue(ended(30), "sound", 1_000)).toBe(false);
  expect(isDue(ended(30), "everything", 1_000)).toBe(true);
});

it("dueMeetings skips meetings without audio, unless everything is deleted", () => {
  expect(isDue(ended(30, { soundDeletedAt: 1 }), "sound")).toBe(false);
  expect(isDue(ended(30, { soundDeletedAt: 1 }), "everything")).toBe(true);
});

it("dueMeetings deletes nothing by a damaged rule", () => {
  const rule = { retention: "everything", retentionDays: Number.NaN } as const;
  expect(dueMeetings([{ meeting: ended(365), lagMs: 0 }], rule, now)).toEqual([]);
});
