import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addMeeting, getMeeting } from "../../../entrypoints/shared/database/meeting-store.ts";
import { type Database, openDatabase } from "../../../entrypoints/shared/database/open.ts";
import {
  getTurn,
  storeInsight,
  storeTranscribed,
  storeTurn,
} from "../../../entrypoints/shared/database/turn-store.ts";
import { held, spoken } from "../spoken.ts";

const CHANNEL = { meetingId: "m", channel: "tab" } as const;

let database: Database;
beforeEach(async () => {
  indexedDB = new IDBFactory();
  database = await openDatabase();
  const channels = [{ name: "tab", transcribedSamples: 0 }] as const;
  await addMeeting(database, held({ id: "m", channels }));
});
afterEach(() => database.close());

const offset = async () =>
  (await getMeeting(database, "m"))?.channels.map(({ transcribedSamples }) => transcribedSamples);

describe("the offset of a channel", () => {
  it("moves forward with a stored turn", async () => {
    await storeTurn(database, spoken({ order: 0 }), 16_000);
    expect(await offset()).toEqual([16_000]);
  });

  it("never moves back with a turn that is stored late", async () => {
    await storeTurn(database, spoken({ order: 1 }), 32_000);
    await storeTurn(database, spoken({ order: 0 }), 16_000);
    expect(await offset()).toEqual([32_000]);
  });

  it("never moves back through silence", async () => {
    await storeTranscribed(database, CHANNEL, 32_000);
    await storeTranscribed(database, CHANNEL, 16_000);
    expect(await offset()).toEqual([32_000]);
  });
});

describe("a better copy of a turn", () => {
  const turn = spoken({ order: 0, text: "okay", formatted: false });
  const better = spoken({ order: 0, text: "Okay.", insight: null });

  it("keeps the insight that was stored before", async () => {
    await storeTurn(database, turn, 16_000);
    await storeInsight(database, turn, "Agreed.");
    expect(await storeTurn(database, better, 16_000)).toMatchObject({ insight: "Agreed." });
    expect(await getTurn(database, turn)).toMatchObject({ text: "Okay.", insight: "Agreed." });
  });

  it("replaces the insight if it has one of its own", async () => {
    await storeTurn(database, { ...turn, insight: "Early." }, 16_000);
    await storeTurn(database, { ...better, insight: "Late." }, 16_000);
    expect(await getTurn(database, turn)).toMatchObject({ insight: "Late." });
  });
});
