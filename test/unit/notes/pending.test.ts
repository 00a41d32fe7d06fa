import { expect, it } from "vitest";
import { isTriedAgain } from "../../../core/notes/pending.ts";
import { problem, type Reason } from "../../../core/problem.ts";

const pending = (reason: Reason | null) => ({
  subject: { type: "question", question: "Why?" } as const,
  problem: reason === null ? null : problem(reason),
  at: 0,
});

it.each<[Reason | null, boolean]>([
  ["worker-rate-limited", true],
  ["worker-unreachable", true],
  ["notes-refused", false],
  ["notes-interrupted", false],
  ["worker-budget-spent", false],
  [null, false],
])("a pending note with the problem %s is tried again: %s", (reason, expected) => {
  expect(isTriedAgain(pending(reason))).toBe(expected);
});
