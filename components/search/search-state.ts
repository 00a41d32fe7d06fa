/** State of a search beside its query: the filters, and keys that identify hits. */

import { turnId } from "../../core/meeting.ts";
import type { Hit } from "../../core/protocol/search.ts";
import type { PeriodChoice } from "../../core/search/query.ts";

export interface FilterChoice extends PeriodChoice {
  readonly speaker: string;
}

export const NO_FILTERS: FilterChoice = { period: "any", from: "", to: "", speaker: "" };

export const isNarrowed = ({ period, speaker }: FilterChoice): boolean =>
  period !== "any" || speaker.trim() !== "";

/** @param hit Null for the meeting itself */
export function hitKey(meetingId: string, hit: Hit | null): string {
  if (hit === null) return meetingId;
  if (hit.type === "turn") return turnId(hit.key);
  return hit.type === "line" ? hit.lineId : hit.noteId;
}
