/** All meetings on this computer, newest first, as they were when last asked for, and how far each is behind. */

import { shallowRef } from "vue";
import { msToSamples } from "../../core/audio/format.ts";
import { untranscribedMs } from "../../core/ledger.ts";
import type { Meeting } from "../../core/meeting.ts";
import { listMeetings } from "../shared/database/meetings.ts";
import type { Database } from "../shared/database/open.ts";
import { recordedChannels } from "../shared/sound-file.ts";

export function useMeetingList(database: Promise<Database>) {
  const meetings = shallowRef<readonly Meeting[]>([]);
  /** By meeting; only those that are behind. */
  const behindMs = shallowRef<ReadonlyMap<string, number>>(new Map());

  async function load(): Promise<readonly Meeting[]> {
    meetings.value = await listMeetings(await database);
    return meetings.value;
  }

  /** Loads the list, and asks the disk about those that can be behind. */
  async function loadAndMeasure(): Promise<void> {
    const suspects = (await load()).filter(mayBeBehind);
    const measured = suspects.map(
      async (meeting) => [meeting.id, untranscribedMs(await recordedChannels(meeting))] as const,
    );
    behindMs.value = new Map((await Promise.all(measured)).filter(([, ms]) => ms > 0));
  }

  return { meetings, behindMs, load, loadAndMeasure };
}

/** No channel is longer than its meeting, so of most meetings the disk need not be asked. */
function mayBeBehind({ channels, durationMs }: Meeting): boolean {
  const recordedSamples = msToSamples(durationMs);
  return untranscribedMs(channels.map((channel) => ({ ...channel, recordedSamples }))) > 0;
}
