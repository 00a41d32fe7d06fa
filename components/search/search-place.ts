/** Names the places that were found, for list keys and to find one again. */

import { turnId } from "../../core/meeting.ts";
import type { Hit } from "../../core/protocol/search.ts";

/** @param hit Null: the meeting itself. */
export function placeKey(meetingId: string, hit: Hit | null): string {
  if (hit === null) return meetingId;
  return hit.type === "turn" ? turnId(hit.key) : hit.noteId;
}
