/** Checks the bullets of a note one by one, as they stand in a list. */

import type { Turn } from "../meeting.ts";
import { citedNumbers } from "./citations.ts";
import { type SupportFault, supportFault } from "./support.ts";

/**
 * @param text a bullet, as Markdown, without the bullets below it
 * @param hasBulletsBelow Then it may be their heading, which needs no citation of its own
 */
export type BulletCheck = (text: string, hasBulletsBelow: boolean) => SupportFault | null;

/** @param said `everythingSaid` of the transcript */
export const bulletCheck =
  (turnOf: (turnNumber: number) => Turn | null, said: string): BulletCheck =>
  (text, hasBulletsBelow) =>
    hasBulletsBelow && citedNumbers(text).length === 0 ? null : supportFault(text, turnOf, said);
