/** All stored meetings, newest first, and how far each transcript is behind. Kept up with every record that arrives. */

import { shallowRef } from "vue";
import type { Meeting } from "../../../core/meeting.ts";
import { mayBeBehind } from "../../../core/recording/transcription-lag.ts";
import { listMeetings } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";

export function useMeetingList(database: Promise<Database>) {
  const meetings = shallowRef<readonly Meeting[]>([]);
  /** By meeting; without those that are complete. */
  const lagMs = shallowRef<ReadonlyMap<string, number>>(new Map());
  let receivedRecords = 0;

  /** Reads again if a record arrives meanwhile, which may be newer. */
  async function load(): Promise<readonly Meeting[]> {
    let before: number;
    do {
      before = receivedRecords;
      meetings.value = await listMeetings(await database);
    } while (before !== receivedRecords);
    return meetings.value;
  }

  async function loadAndMeasure(): Promise<void> {
    const suspects = (await load()).filter(mayBeBehind);
    if (suspects.length === 0) return void (lagMs.value = new Map());
    const { lagMs: measure } = await import("../../shared/tidy-up.ts");
    const measured = suspects.map(async (meeting) => [meeting.id, await measure(meeting)] as const);
    lagMs.value = new Map((await Promise.all(measured)).filter(([, ms]) => ms > 0));
  }

  /** @param meeting as it is stored now: changed, deleted, or restored */
  function receive(meeting: Meeting): void {
    receivedRecords++;
    const all = meetings.value;
    const at = all.findIndex(({ id }) => id === meeting.id);
    if (meeting.deletedAt !== undefined) meetings.value = at < 0 ? all : all.toSpliced(at, 1);
    else if (at >= 0) meetings.value = all.with(at, meeting);
    else {
      const older = all.findIndex(({ startedAt }) => startedAt <= meeting.startedAt);
      meetings.value = all.toSpliced(older < 0 ? all.length : older, 0, meeting);
    }
  }

  return { meetings, lagMs, load, loadAndMeasure, receive };
}
