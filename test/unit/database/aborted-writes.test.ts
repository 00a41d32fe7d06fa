/** A write that the database aborts, as on a full disk, is reported by its own promise and by nothing else. */

import "fake-indexeddb/auto";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import {
  addMeeting,
  removeMeeting,
  updateMeeting,
} from "../../../entrypoints/shared/database/meeting-store.ts";
import { type Database, openDatabase } from "../../../entrypoints/shared/database/open.ts";
import {
  editTurn,
  restartTranscript,
  storeBySpeaker,
  storeInsight,
  storeSpeakers,
  storeTranscribed,
  storeTurn,
} from "../../../entrypoints/shared/database/turn-store.ts";
import { addError } from "../../../entrypoints/shared/diagnostics-log.ts";
import { held, spoken } from "../spoken.ts";

const CHANNEL = { meetingId: "m", channel: "tab" } as const;
const TURN = spoken({ order: 0 });
const FINAL = { turnOrder: 0, turn: TURN, speakers: [], assigned: () => null };
const REVISION = { speaker: "A", formerSpeaker: null, words: new Map() };

let database: Database;
beforeEach(async () => {
  indexedDB = new IDBFactory();
  database = await openDatabase();
  await addMeeting(database, held({ id: "m", channels: [{ name: "tab", transcribedSamples: 0 }] }));
  await storeTurn(database, TURN, 16_000);
  await addError("before", new Error("known"));
});
afterEach(() => {
  vi.restoreAllMocks();
  database.close();
});

it.each<[string, () => Promise<unknown>]>([
  ["addMeeting", () => addMeeting(database, held({ id: "n" }))],
  ["updateMeeting", () => updateMeeting(database, "m", (meeting) => ({ ...meeting, title: "t" }))],
  ["removeMeeting", () => removeMeeting(database, "m")],
  ["storeTurn", () => storeTurn(database, TURN, 32_000)],
  ["storeTranscribed", () => storeTranscribed(database, CHANNEL, 32_000)],
  ["restartTranscript", () => restartTranscript(database, "m")],
  ["storeInsight", () => storeInsight(database, TURN, "Agreed.")],
  ["editTurn", () => editTurn(database, TURN, (turn) => ({ ...turn, text: "edited" }))],
  ["storeBySpeaker", () => storeBySpeaker(database, FINAL, 32_000)],
  ["storeSpeakers", () => storeSpeakers(database, TURN, new Map([[0, REVISION]]))],
  ["addError", () => addError("here", new Error("new"))],
])("%s rejects, and leaves no unhandled rejection", async (_name, write) => {
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
  process.on("unhandledRejection", onUnhandled);
  abortWrites();
  await expect(write()).rejects.toThrow();
  await setImmediate();
  process.off("unhandledRejection", onUnhandled);
  expect(unhandled).toEqual([]);
});

/** Fails every write after its request was made. */
function abortWrites(): void {
  for (const name of ["put", "add"] as const) {
    const real = IDBObjectStore.prototype[name];
    vi.spyOn(IDBObjectStore.prototype, name).mockImplementation(function (
      this: IDBObjectStore,
      ...values
    ) {
      const request = real.apply(this, values);
      this.transaction.abort();
      return request;
    });
  }
}
