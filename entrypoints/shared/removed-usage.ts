/** Usage of removed meetings in this month: deleting a meeting does not refund its cost. Only quantities are kept. */

import { storage } from "wxt/utils/storage";
import { isSameMonth, NO_USAGE, withUsage } from "../../core/cost.ts";
import type { Meeting, MeetingUsage } from "../../core/meeting.ts";

interface RemovedUsage {
  /** Unix time in ms, within the month of the usage. */
  readonly at: number;
  readonly usage: MeetingUsage;
}

const item = storage.defineItem<RemovedUsage>("local:removedUsage", {
  fallback: { at: 0, usage: NO_USAGE },
});

/** @param now Unix time in ms; its month is that of the local calendar */
export async function removedUsage(now: number): Promise<MeetingUsage> {
  const { at, usage } = await item.getValue();
  return isSameMonth(at, now) ? usage : NO_USAGE;
}

/** Adds the usage of a meeting under a lock, because panels and the service worker remove meetings. */
export async function keepUsage({ startedAt, usage }: Meeting, now: number): Promise<void> {
  if (!usage || !isSameMonth(startedAt, now)) return;
  await navigator.locks.request("earshot-removed-usage", async () =>
    item.setValue({ at: now, usage: withUsage(await removedUsage(now), usage) }),
  );
}
