import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it } from "vitest";
import {
  afterAttempt,
  changed,
  type Delivery,
  type DestinationId,
  isDue,
  isFollowed,
  type Outcome,
  retried,
} from "../../../core/delivery/delivery.ts";
import {
  type Attempt,
  type DeliveryDependencies,
  runDeliveries,
} from "../../../entrypoints/background/delivery/run-deliveries.ts";
import {
  addDelivery,
  listDeliveries,
  putDestination,
  removeDestination,
  updateDelivery,
} from "../../../entrypoints/shared/database/delivery-store.ts";
import {
  addMeeting,
  removeMeeting,
  updateMeeting,
} from "../../../entrypoints/shared/database/meeting-store.ts";
import { addNote } from "../../../entrypoints/shared/database/note-store.ts";
import { type Database, openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { editTurn, storeTurn } from "../../../entrypoints/shared/database/turn-store.ts";
import { held, spoken } from "../spoken.ts";

const START = Date.UTC(2026, 10, 22, 9);
const ENDED = held({ id: "m", startedAt: START, durationMs: 60_000 });

let database: Database;
let now = START;
let outcome: Outcome | Promise<Outcome> = { type: "delivered" };
let isAtWork = false;
let sent: { to: DestinationId; title: string; id: string }[] = [];

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  database = await openDatabase();
  now = START;
  outcome = { type: "delivered" };
  isAtWork = false;
  sent = [];
});

const dependencies = (): DeliveryDependencies => {
  let ids = sent.length;
  return {
    database,
    now: () => now,
    random: () => 0.5,
    newId: () => `id ${++ids}`,
    isAtWork: async () => isAtWork,
    write: async ({ meeting }) => ({ body: meeting.title, type: "", identity: meeting.title }),
    async deliver({ meeting, delivery }: Attempt, { id }) {
      sent.push({ to: id, title: meeting.title, id: delivery.version?.id ?? "" });
      return id === "folder" ? { type: "delivered" } : outcome;
    },
  };
};
const run = (): Promise<number | null> => runDeliveries(dependencies());
/** Runs whenever the queue asks for it. */
async function settle(): Promise<void> {
  for (let at = await run(); at !== null; at = await run()) now = Math.max(now, at);
}
const turnOn = (id: DestinationId): Promise<void> =>
  putDestination(
    database,
    id === "folder"
      ? { id, since: START, handle: {} as FileSystemDirectoryHandle }
      : { id, since: START, address: "https://a.example", secret: "", form: "json" },
  );
const rename = (title: string, id = "m") =>
  updateMeeting(database, id, (meeting) => ({ ...meeting, title }));
const first = { destination: "webhook", meetingId: "m" } as const;
const recordOf = async (id = "m") =>
  (await listDeliveries(database)).find(({ meetingId }) => meetingId === id);

describe("the delivery queue", () => {
  it("is empty without a destination", async () => {
    await addMeeting(database, ENDED);
    expect(await run()).toBeNull();
    expect(await listDeliveries(database)).toEqual([]);
  });

  it("writes a file within 5 s of a meeting's end, and sends a message when it has been quiet", async () => {
    await turnOn("folder");
    await turnOn("webhook");
    await addMeeting(database, ENDED);
    await settle();
    expect(sent.map(({ to }) => to)).toEqual(["folder", "webhook"]);
    await rename("Harbor");
    now += 60_000;
    const before = now;
    const at = await run();
    expect((at ?? 0) - before).toBeLessThanOrEqual(5_000);
    await settle();
    expect(sent.slice(2).map(({ to, title }) => [to, title])).toEqual([
      ["folder", "Harbor"],
      ["webhook", "Harbor"],
    ]);
  });

  it("notices every change that documents show", async () => {
    await turnOn("webhook");
    await addMeeting(database, ENDED);
    await storeTurn(database, spoken(), 0);
    await settle();
    const changes = [
      () => updateMeeting(database, "m", (meeting) => ({ ...meeting, names: { tab: "Laura" } })),
      () => editTurn(database, spoken(), (turn) => ({ ...turn, saidBy: "person 1" })),
      () => editTurn(database, spoken(), (turn) => ({ ...turn, text: "other" })),
      () => addNote(database, { id: "n", meetingId: "m", markdown: "", model: "", createdAt: 0 }),
    ];
    for (const change of changes) {
      await change();
      await run();
      const record = await recordOf();
      expect(record && isDue(record)).toBe(true);
      await settle();
    }
    await updateMeeting(database, "m", (meeting) => meeting);
    expect(await run()).toBeNull();
  });

  it("sends changes in quick succession as one version, and the same content not again", async () => {
    await turnOn("webhook");
    await addMeeting(database, ENDED);
    for (const title of ["a", "b", "c"]) {
      await rename(title);
      await run();
      now += 1_000;
    }
    await settle();
    expect(sent.map(({ title }) => title)).toEqual(["c"]);
    await rename("d");
    await rename("c");
    await settle();
    expect(sent).toHaveLength(1);
  });

  it("gives a retry the id of its version, and each version an id of its own, also one that returns", async () => {
    await turnOn("webhook");
    await addMeeting(database, ENDED);
    outcome = { type: "retry", fault: "busy", detail: "503" };
    await run();
    for (let n = 0; n < 3; n++) now = (await run()) ?? now;
    const ids = new Set(sent.map(({ id }) => id));
    expect(sent.length).toBeGreaterThan(1);
    expect(ids.size).toBe(1);
    outcome = { type: "delivered" };
    for (const title of ["b", "Weekly"]) {
      await rename(title);
      await settle();
      ids.add(sent.at(-1)?.id ?? "");
    }
    expect(ids.size).toBe(3);
  });

  it("replaces a version that waits by the next one", async () => {
    await turnOn("webhook");
    await addMeeting(database, ENDED);
    outcome = { type: "retry", fault: "unreachable" };
    now = (await run()) ?? now;
    await run();
    await rename("b");
    outcome = { type: "delivered" };
    await settle();
    expect(sent.map(({ title }) => title)).toEqual(["Weekly", "b"]);
  });

  it("delivers a change that comes during an attempt afterwards", async () => {
    await turnOn("webhook");
    await addMeeting(database, ENDED);
    now = (await run()) ?? now;
    const answer = Promise.withResolvers<Outcome>();
    outcome = answer.promise;
    const running = run();
    await expect.poll(() => sent.length).toBe(1);
    await rename("b");
    await updateDelivery(database, first, (stored) => changed(stored, first, now));
    answer.resolve({ type: "delivered" });
    outcome = { type: "delivered" };
    await running;
    await settle();
    expect(sent.map(({ title }) => title)).toEqual(["Weekly", "b"]);
  });

  it("leaves a recording alone until it ends, and a meeting at work until it is idle", async () => {
    await turnOn("folder");
    await addMeeting(database, { ...ENDED, state: "recording" });
    expect(await run()).toBeNull();
    isAtWork = true;
    await updateMeeting(database, "m", (meeting) => ({ ...meeting, state: "saved" }));
    for (let n = 0; n < 3; n++) now = (await run()) ?? raise();
    expect(sent).toEqual([]);
    isAtWork = false;
    await settle();
    expect(sent).toHaveLength(1);
  });

  it("tries one meeting for all while the receiver can't be reached", async () => {
    await turnOn("webhook");
    for (const id of ["m", "n"]) await addMeeting(database, { ...ENDED, id });
    outcome = { type: "retry", fault: "unreachable" };
    now = (await run()) ?? now;
    const at = await run();
    expect(sent).toHaveLength(1);
    expect(at).toBeGreaterThan(now);
    expect((await recordOf("n"))?.fault).toBe("unreachable");
    outcome = { type: "delivered" };
    await settle();
    expect(sent).toHaveLength(3);
  });

  it("sends nothing more to a receiver that is gone, until the user asks for it", async () => {
    await turnOn("webhook");
    for (const id of ["m", "n"]) await addMeeting(database, { ...ENDED, id });
    outcome = { type: "stopped", fault: "gone", detail: "410" };
    await settle();
    expect(sent).toHaveLength(1);
    await rename("b", "n");
    await settle();
    expect(sent).toHaveLength(1);
    outcome = { type: "delivered" };
    for (const delivery of await listDeliveries(database))
      await updateDelivery(database, delivery, (stored) => retried(stored, now));
    await settle();
    expect(sent).toHaveLength(3);
  });

  it("does not keep the folder waiting for a slow receiver", async () => {
    await turnOn("folder");
    await turnOn("webhook");
    await addMeeting(database, ENDED);
    await run();
    now += 60_000;
    const answer = Promise.withResolvers<Outcome>();
    outcome = answer.promise;
    const running = run();
    await expect.poll(() => sent.map(({ to }) => to).toSorted()).toEqual(["folder", "webhook"]);
    answer.resolve({ type: "delivered" });
    await running;
  });

  it("forgets removed meetings and removed destinations", async () => {
    await turnOn("webhook");
    for (const id of ["m", "n"]) await addMeeting(database, { ...ENDED, id });
    await settle();
    await removeMeeting(database, "m");
    await run();
    expect((await listDeliveries(database)).map(({ meetingId }) => meetingId)).toEqual(["n"]);
    await removeDestination(database, "webhook");
    expect(await listDeliveries(database)).toEqual([]);
  });

  it("sends an earlier meeting only if the user asks for it", async () => {
    await turnOn("webhook");
    await addMeeting(database, { ...ENDED, startedAt: START - 86_400_000 });
    await settle();
    expect(sent).toEqual([]);
    await addDelivery(database, first, now);
    await settle();
    expect(sent).toHaveLength(1);
  });
});

const raise = (): never => {
  throw new Error("missing");
};

describe("followed meetings", () => {
  const since = { since: START };
  it.each([
    ["recorded since", ENDED, true],
    ["that began before and ended since", { ...ENDED, startedAt: START - 30_000 }, true],
    ["recorded before", { ...ENDED, startedAt: START - 86_400_000 }, false],
    ["imported", { ...ENDED, importedAt: START + 1 }, false],
    ["the sample", { ...ENDED, isSample: true as const }, false],
  ])("%s: %o", (_, meeting, expected) => {
    expect(isFollowed(meeting, since, undefined)).toBe(expected);
    expect(isFollowed(meeting, since, changed(undefined, first, 0))).toBe(true);
  });
});

describe("pauses between attempts", () => {
  it("grow to hours, and go on after a day", () => {
    let delivery: Delivery = changed(undefined, first, 0);
    let at = 0;
    const pauses: number[] = [];
    for (let n = 0; n < 20; n++) {
      const outcome = { type: "retry", fault: "unreachable" } as const;
      delivery = afterAttempt(delivery, delivery, outcome, at, 0.5);
      pauses.push(delivery.dueAt - at);
      at = delivery.dueAt;
    }
    expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
    expect(pauses[0]).toBe(5_000);
    expect(pauses.at(-1)).toBe(4 * 3_600_000);
    expect(at).toBeGreaterThan(24 * 3_600_000);
    expect(isDue(delivery)).toBe(true);
  });

  it("are at least as long as the receiver asks for", () => {
    const delivery = changed(undefined, first, 0);
    const outcome = { type: "retry", fault: "busy", afterMs: 900_000 } as const;
    expect(afterAttempt(delivery, delivery, outcome, 0, 0.5).dueAt).toBe(900_000);
  });
});
