import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addMeeting, getMeeting } from "../../../entrypoints/shared/database/meeting-store.ts";
import { type Database, openDatabase } from "../../../entrypoints/shared/database/open.ts";
import {
  channelProgress,
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

it("a channel goes on from its own turns, in the order in which they were spoken", async () => {
  await storeTurn(database, spoken({ session: 1, order: 0, speaker: "C" }), 16_000);
  await storeTurn(database, spoken({ session: 0, order: 1, speaker: "B" }), 16_000);
  await storeTurn(database, spoken({ session: 0, order: 0, speaker: null }), 16_000);
  await storeTurn(database, spoken({ channel: "mic", speaker: "Z" }), 16_000);
  const meeting = await getMeeting(database, "m");
  if (!meeting) throw new Error("not stored");
  expect(await channelProgress(database, meeting, "tab", 160_000)).toMatchObject({
    transcribedSamples: 16_000,
    sessions: 2,
    speakers: [null, "B", "C"],
  });
});

describe("a better copy of a turn", () => {
  const turn = spoken({ order: 0, text: "okay", formatted: false });
  const better = spoken({ order: 0, text: "Okay.", insight: null });

  it("keeps the insight that was stored before", async () => {
    await storeTurn(database, turn, 16_000);
    await storeInsight(database, turn, "Agreed.");
    const stored = await storeTurn(database, better, 16_000);
    expect(stored.turns[0]).toMatchObject({ insight: "Agreed." });
    expect(await getTurn(database, turn)).toMatchObject({ text: "Okay.", insight: "Agreed." });
  });

  it("replaces the insight if it has one of its own", async () => {
    await storeTurn(database, { ...turn, insight: "Early." }, 16_000);
    await storeTurn(database, { ...better, insight: "Late." }, 16_000);
    expect(await getTurn(database, turn)).toMatchObject({ insight: "Late." });
  });
});
