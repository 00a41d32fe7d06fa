/** All meetings on this computer, newest first, and how far each is behind. What changes by itself is changed here as well. */

import { shallowRef } from "vue";
import { mayBeBehind } from "../../../core/recording/transcription-lag.ts";
import type { Meeting } from "../../../core/meeting.ts";
import { listMeetings } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { behindMs as measure } from "../../shared/tidy-up.ts";

export function useMeetingList(database: Promise<Database>) {
  const meetings = shallowRef<readonly Meeting[]>([]);
  /** By meeting; only those that are behind. */
  const behindMs = shallowRef<ReadonlyMap<string, number>>(new Map());
  /** How often a meeting came by itself: what was read meanwhile is older. */
  let heard = 0;

  async function load(): Promise<readonly Meeting[]> {
    let before: number;
    do {
      before = heard;
      meetings.value = await listMeetings(await database);
    } while (before !== heard);
    return meetings.value;
  }

  /** Loads the list, and asks the disk about those that can be behind. */
  async function loadAndMeasure(): Promise<void> {
    const suspects = (await load()).filter(mayBeBehind);
    const measured = suspects.map(async (meeting) => [meeting.id, await measure(meeting)] as const);
    behindMs.value = new Map((await Promise.all(measured)).filter(([, ms]) => ms > 0));
  }

  /** A meeting as it is stored now: changed, deleted, or brought back. */
  function receive(meeting: Meeting): void {
    heard++;
    const all = meetings.value;
    const at = all.findIndex(({ id }) => id === meeting.id);
    if (meeting.deletedAt !== undefined) meetings.value = at < 0 ? all : all.toSpliced(at, 1);
    else if (at >= 0) meetings.value = all.with(at, meeting);
    else {
      const older = all.findIndex(({ startedAt }) => startedAt <= meeting.startedAt);
      meetings.value = all.toSpliced(older < 0 ? all.length : older, 0, meeting);
    }
  }

  return { meetings, behindMs, load, loadAndMeasure, receive };
}
