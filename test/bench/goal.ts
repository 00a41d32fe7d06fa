/** Whether a figure keeps what was promised. */

import type { Row } from "./figure.ts";
import { median } from "./statistics.ts";

/** Null where nothing was promised. What could not be measured keeps no promise. */
export function isHeld({ goal, values, ratio }: Row): boolean | null {
  if (!goal) return null;
  const value = goal.of === "ratio" ? (ratio?.value ?? Number.NaN) : median(values);
  return "atMost" in goal ? value <= goal.atMost : value >= goal.atLeast;
}
