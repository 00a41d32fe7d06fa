/**
 * Works through the delivery queue once: notices changed meetings, and delivers what is due to each destination. All that it knows is in the
 * database, so it goes on after the service worker or the browser was killed at any point.
 */

import {
  afterAttempt,
  type DeliveredFile,
  type Delivery,
  type DestinationId,
  isDue,
  isTimely,
  nextDueAt,
  type Outcome,
  settledAt,
} from "../../../core/delivery/delivery.ts";
import { endOf } from "../../../core/library/retention.ts";
import type { Meeting, MeetingContent } from "../../../core/meeting.ts";
import {
  listDeliveries,
  listDestinations,
  removeDelivery,
  type StoredDestination,
  takeDeliveryMarks,
  updateDelivery,
} from "../../shared/database/delivery-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { getMeeting } from "../../shared/database/meeting-store.ts";
import { readWhole } from "../../shared/database/whole-meeting.ts";
import { sha256 } from "../../shared/sha256.ts";

/** What is sent of a meeting. */
export interface DeliveredContent {
  readonly body: string;
  /** MIME type. */
  readonly type: string;
  /** Text that differs if and only if this is another version. */
  readonly identity: string;
}

/** One attempt, for a destination. */
export interface Attempt {
  readonly meeting: Meeting;
  readonly content: DeliveredContent;
  /** With its `version`. */
  readonly delivery: Delivery;
  /** Stores what is known of the file before it is written. */
  readonly remember: (file: DeliveredFile) => Promise<void>;
}

export interface DeliveryDependencies {
  readonly database: Database;
  readonly now: () => number;
  /** 0–1. */
  readonly random: () => number;
  readonly newId: () => string;
  /** More of the meeting is about to come, so that it is too early for this destination. */
  readonly isAtWork: (meeting: Meeting, destination: DestinationId) => Promise<boolean>;
  /** Returns `null` if there is nothing to send yet. */
  readonly write: (
    content: MeetingContent,
    destination: StoredDestination,
  ) => Promise<DeliveredContent | null>;
  readonly deliver: (attempt: Attempt, destination: StoredDestination) => Promise<Outcome>;
}

/** A meeting that is still worked on is looked at again after this time: soon if it has just ended, as when its lock is released late. */
const AT_WORK_MS = { soon: 3_000, later: 30_000 } as const;
const JUST_ENDED_MS = 60_000;
/** These concern the destination, not one meeting, so that the others would fail as well. */
const OF_DESTINATION: ReadonlySet<string> = new Set([
  "offline",
  "unreachable",
  "timeout",
  "permission",
  "folder-missing",
  "disk-full",
  "gone",
]);

/** @returns when it has to run again, as Unix time in ms; `null`: after the next change */
export async function runDeliveries(dependencies: DeliveryDependencies): Promise<number | null> {
  const { database, now } = dependencies;
  await takeDeliveryMarks(database, now());
  const destinations = await listDestinations(database);
  // A slow receiver does not keep the folder waiting.
  await Promise.all(destinations.map((destination) => serve(destination, dependencies)));
  const ids = new Set(destinations.map(({ id }) => id));
  const left = await listDeliveries(database);
  return nextDueAt(left.filter(({ destination }) => ids.has(destination)));
}

async function serve(
  destination: StoredDestination,
  dependencies: DeliveryDependencies,
): Promise<void> {
  const { database, now } = dependencies;
  const own = (await listDeliveries(database)).filter(
    (each) => each.destination === destination.id,
  );
  const due = own
    .filter((delivery) => isDue(delivery) && isTimely(delivery, now()))
    .toSorted((one, other) => one.dueAt - other.dueAt);
  const gone = own.find(({ fault, isStopped }) => fault === "gone" && isStopped);
  for (const [index, delivery] of due.entries()) {
    const tried = gone ?? (await attempt(delivery, destination, dependencies));
    if (tried?.fault === undefined || !OF_DESTINATION.has(tried.fault)) continue;
    const rest = gone ? due : due.slice(index + 1);
    for (const other of rest) await postpone(other, tried, dependencies);
    return;
  }
}

const postpone = (
  delivery: Delivery,
  { fault, detail, isStopped, dueAt }: Delivery,
  { database }: DeliveryDependencies,
): Promise<unknown> =>
  updateDelivery(database, delivery, (stored) => ({
    ...stored,
    ...(fault !== undefined && { fault }),
    ...(detail !== undefined && { detail }),
    ...(isStopped && { isStopped }),
    dueAt,
  }));

/** @returns the record as it is stored after the attempt; `null` if there was none, or it was removed */
async function attempt(
  delivery: Delivery,
  destination: StoredDestination,
  dependencies: DeliveryDependencies,
): Promise<Delivery | null> {
  const { database, now, random, isAtWork, write, deliver } = dependencies;
  const meeting = await getMeeting(database, delivery.meetingId);
  if (!meeting) {
    await removeDelivery(database, delivery);
    return null;
  }
  const settle = (): Promise<Delivery | null> =>
    updateDelivery(database, delivery, (stored) => settledAt(stored, delivery));
  // A meeting that is restored is marked again.
  if (meeting.deletedAt !== undefined) return settle();
  if (await isAtWork(meeting, destination.id)) {
    const isSoon = now() - endOf(meeting) < JUST_ENDED_MS;
    const dueAt = now() + (isSoon ? AT_WORK_MS.soon : AT_WORK_MS.later);
    await updateDelivery(database, delivery, (stored) => ({ ...stored, dueAt }));
    return null;
  }
  const source = await readWhole(database, meeting.id);
  const content = source && (await write(source, destination));
  const digest = content && (await sha256(content.identity));
  if (!content || digest === null || digest === delivery.sent?.digest) return settle();
  const begun = await updateDelivery(database, delivery, (stored) =>
    stored.version?.digest === digest
      ? null
      : { ...stored, version: { id: dependencies.newId(), digest } },
  );
  if (!begun) return null;
  const tried: Delivery = { ...begun, change: delivery.change };
  const outcome = await deliver(
    {
      meeting,
      content,
      delivery: tried,
      async remember(file) {
        await updateDelivery(database, delivery, (stored) => ({ ...stored, file }));
      },
    },
    destination,
  );
  return updateDelivery(database, delivery, (stored) =>
    afterAttempt(stored, tried, outcome, now(), random()),
  );
}
