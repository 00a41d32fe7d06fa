/** What a person has set beside the words that are searched. */

import type { PeriodChoice } from "../../core/search/period.ts";

export interface SearchChoice extends PeriodChoice {
  readonly speaker: string;
}

export const ANYTHING: SearchChoice = { period: "any", from: "", to: "", speaker: "" };

export const isNarrowed = ({ period, speaker }: SearchChoice): boolean =>
  period !== "any" || speaker.trim() !== "";
