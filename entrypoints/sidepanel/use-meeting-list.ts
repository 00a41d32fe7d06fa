/** All meetings on this computer, newest first, as they were when last asked for. */

import { shallowRef } from "vue";
import type { Meeting } from "../../core/meeting.ts";
import { type Database, listMeetings } from "../shared/database.ts";

export function useMeetingList(database: Promise<Database>) {
  const meetings = shallowRef<readonly Meeting[]>([]);

  async function load(): Promise<readonly Meeting[]> {
    meetings.value = await listMeetings(await database);
    return meetings.value;
  }

  return { meetings, load };
}
