/** Compares a figure with its goal. */

import type { Row } from "./figure.ts";
import { median } from "./statistics.ts";

/** Returns null without a goal, and false if the value is NaN. */
export function isHeld({ goal, values, ratio }: Row): boolean | null {
  if (!goal) return null;
  const value = goal.of === "ratio" ? (ratio?.value ?? Number.NaN) : median(values);
  return "atMost" in goal ? value <= goal.atMost : value >= goal.atLeast;
}
