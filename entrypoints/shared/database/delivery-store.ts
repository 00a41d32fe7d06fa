/** Destinations and deliveries in the database. Each function is one transaction that reads what it changes. */

import {
  changed,
  type Delivery,
  type DeliveryKey,
  type Destination,
  type DestinationId,
  isFollowed,
} from "../../../core/delivery/delivery.ts";
import { handled } from "../handled-transaction.ts";
import type { Database } from "./open.ts";

export type StoredDestination = Destination<FileSystemDirectoryHandle>;

export const listDestinations = (database: Database): Promise<StoredDestination[]> =>
  database.getAll("destinations");

export const listDeliveries = (database: Database): Promise<Delivery[]> =>
  database.getAll("deliveries");

/** Stores a destination in place of the present one of its kind, whose `since` stays. */
export async function putDestination(
  database: Database,
  destination: StoredDestination,
): Promise<void> {
  const { store, done } = handled(database.transaction("destinations", "readwrite"));
  const before = await store.get(destination.id);
  await store.put({ ...destination, since: before?.since ?? destination.since });
  await done;
}

/** Removes a destination with its deliveries. */
export async function removeDestination(database: Database, id: DestinationId): Promise<void> {
  const transaction = handled(database.transaction(["destinations", "deliveries"], "readwrite"));
  await transaction.objectStore("destinations").delete(id);
  await transaction.objectStore("deliveries").delete(IDBKeyRange.bound([id, ""], [id, []]));
  await transaction.done;
}

/**
 * Turns the marks of changed meetings into deliveries, and removes deliveries of removed meetings. Marks of a meeting that is being recorded
 * stay.
 *
 * @param now Unix time in ms
 */
export async function takeDeliveryMarks(database: Database, now: number): Promise<void> {
  const transaction = handled(
    database.transaction(["deliveryDue", "deliveries", "destinations", "meetings"], "readwrite"),
  );
  const marks = transaction.objectStore("deliveryDue");
  const deliveries = transaction.objectStore("deliveries");
  const destinations = await transaction.objectStore("destinations").getAll();
  for (const meetingId of destinations.length === 0 ? [] : await marks.getAllKeys()) {
    const meeting = await transaction.objectStore("meetings").get(meetingId);
    if (meeting?.state === "recording") continue;
    await marks.delete(meetingId);
    for (const destination of destinations) {
      const key: DeliveryKey = { destination: destination.id, meetingId };
      const before = await deliveries.get([key.destination, meetingId]);
      if (!meeting) await deliveries.delete([key.destination, meetingId]);
      else if (isFollowed(meeting, destination, before))
        await deliveries.put(changed(before, key, now));
    }
  }
  await transaction.done;
}

/**
 * @param change returns `null` to leave the record as it is
 * @returns the record as it is stored now; `null` if it was removed
 */
export async function updateDelivery(
  database: Database,
  { destination, meetingId }: DeliveryKey,
  change: (delivery: Delivery) => Delivery | null,
): Promise<Delivery | null> {
  const { store, done } = handled(database.transaction("deliveries", "readwrite"));
  const before = await store.get([destination, meetingId]);
  const after = before ? (change(before) ?? before) : null;
  if (after) await store.put(after);
  await done;
  return after;
}

/** Sends a meeting to a destination even if it is older than the choice of the destination. */
export async function addDelivery(
  database: Database,
  key: DeliveryKey,
  now: number,
): Promise<void> {
  const { store, done } = handled(database.transaction("deliveries", "readwrite"));
  const before = await store.get([key.destination, key.meetingId]);
  await store.put({ ...changed(before, key, now), dueAt: now });
  await done;
}

export const removeDelivery = (
  database: Database,
  { destination, meetingId }: DeliveryKey,
): Promise<void> => database.delete("deliveries", [destination, meetingId]);
