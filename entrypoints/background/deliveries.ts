/**
 * Delivers finished meetings to the user's folder and webhook: runs the queue after changes, after pauses, and when the service worker
 * starts. An alarm wakes it if it ends before the next attempt (docs/architecture.md#delivery).
 */

import { browser } from "wxt/browser";
import type { DestinationId, Outcome } from "../../core/delivery/delivery.ts";
import type { Meeting } from "../../core/meeting.ts";
import { isBeingMade } from "../../core/notes/pending.ts";
import { listDestinations, type StoredDestination } from "../shared/database/delivery-store.ts";
import { databaseProblem, withDatabase } from "../shared/database/open.ts";
import { reportUnexpected } from "../shared/errors.ts";
import { announceOnce } from "../shared/live-channel.ts";
import { idleMeetings } from "../shared/locks.ts";
import { sendWebhook } from "../shared/send-webhook.ts";
import { originPattern, parseWebhookAddress } from "../shared/webhook-address.ts";
import { deliveredContent } from "./delivery/delivered-content.ts";
import { type Attempt, runDeliveries } from "./delivery/run-deliveries.ts";
import { writeFile } from "./delivery/write-file.ts";

export const DELIVERY_ALARM = "deliveries";

/** Chrome ends an idle service worker after 30 s, and runs no alarm earlier. */
const AWAKE_MS = 25_000;
const EARLIEST_ALARM_MS = 30_000;
/** After an unexpected failure. */
const AFTER_FAILURE_MS = 60_000;

let running: Promise<void> | null = null;
let isAskedAgain = false;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Resolves when all that is due now was tried. Never rejects. */
export function deliver(): Promise<void> {
  if (running) {
    isAskedAgain = true;
    return running;
  }
  running = run().finally(() => {
    running = null;
  });
  return running;
}

async function run(): Promise<void> {
  do {
    isAskedAgain = false;
    const nextAt = await runOnce().catch((error: unknown) => {
      reportUnexpected("delivering meetings")(error);
      return Date.now() + AFTER_FAILURE_MS;
    });
    await wakeAt(nextAt).catch(reportUnexpected("setting the alarm of deliveries"));
  } while (isAskedAgain);
}

async function runOnce(): Promise<number | null> {
  if (await databaseProblem()) return null;
  return withDatabase(async (database) => {
    if ((await listDestinations(database)).length === 0) return null;
    // For the case that the service worker is killed in the middle.
    await wakeAt(Date.now() + AFTER_FAILURE_MS);
    const nextAt = await runDeliveries({
      database,
      now: () => Date.now(),
      random: () => Math.random(),
      newId: () => `msg_${crypto.randomUUID()}`,
      isAtWork,
      write: deliveredContent,
      deliver: deliverTo,
    });
    announceOnce({ type: "deliveries" });
    return nextAt;
  });
}

async function wakeAt(nextAt: number | null): Promise<void> {
  clearTimeout(timer);
  if (nextAt === null) {
    await browser.alarms.clear(DELIVERY_ALARM);
    return;
  }
  const waitMs = Math.max(0, nextAt - Date.now());
  // The alarm is set in any case, because the service worker may be killed.
  await browser.alarms.create(DELIVERY_ALARM, {
    when: Date.now() + Math.max(waitMs, EARLIEST_ALARM_MS),
  });
  if (waitMs <= AWAKE_MS) timer = setTimeout(() => void deliver(), waitMs);
}

/** Messages wait for notes that are being made; a file is written again when they are there. */
async function isAtWork(meeting: Meeting, destination: DestinationId): Promise<boolean> {
  if (meeting.state === "recording") return true;
  if (destination === "webhook" && meeting.owedNotes?.some(isBeingMade)) return true;
  return (await idleMeetings([meeting.id])).length === 0;
}

async function deliverTo(attempt: Attempt, destination: StoredDestination): Promise<Outcome> {
  if (destination.id === "folder") return writeFile(attempt, destination.handle);
  const url = parseWebhookAddress(destination.address);
  if (!url || !(await browser.permissions.contains({ origins: [originPattern(url)] })))
    return { type: "retry", fault: "permission", isUncounted: true };
  const { content, delivery } = attempt;
  const message = { ...content, id: delivery.version?.id ?? "" };
  return sendWebhook(destination, message, Date.now());
}
