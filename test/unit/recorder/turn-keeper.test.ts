import "fake-indexeddb/auto";
import { expect, it } from "vitest";
import type { Turn } from "../../../core/meeting.ts";
import type { TurnMessage } from "../../../core/speech/service.ts";
import { createTurnKeeper } from "../../../entrypoints/offscreen/recorder/turn-keeper.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { createSerial } from "../../../entrypoints/shared/serial.ts";
import { listTurns } from "../../../entrypoints/shared/database/turn-store.ts";

const message = (change: Partial<TurnMessage>): TurnMessage => ({
  type: "turn",
  order: 0,
  endOfTurn: true,
  formatted: true,
  transcript: "Okay.",
  words: [{ text: "Okay.", startMs: 400, endMs: 1_900, confidence: 1 }],
  language: null,
  speaker: "A",
  ...change,
});

/** A channel in its first session. */
async function keep(meetingId: string, recordedSamples = 160_000) {
  const announced: Turn[] = [];
  const database = await openDatabase();
  const writes = createSerial();
  const announce = (turn: Turn): void => void announced.push(turn);
  const turns = createTurnKeeper({
    meetingId,
    channel: "tab",
    progress: { transcribedSamples: 0, settled: [], sessions: 0 },
    recordedSamples: () => recordedSamples,
    database,
    store: (write) => void writes.run(write),
    echoes: { stored: announce, changed: announce, shown: (partial) => partial },
    announcePartial() {},
  });
  turns.beginSession();
  const stored = async () => {
    await writes.idle();
    return listTurns(database, meetingId);
  };
  return { turns, announced, stored };
}

it("a revised speaker is stored and announced; text and times stay", async () => {
  const { turns, announced, stored } = await keep("revised");
  turns.turn(message({ order: 0 }));
  turns.turn(message({ order: 1, transcript: "Fine." }));
  const before = await stored();
  turns.revise([{ order: 1, speaker: "B" }]);
  expect(await stored()).toEqual(
    before.map((turn) => (turn.order === 1 ? { ...turn, speaker: "B" } : turn)),
  );
  expect(announced.slice(2)).toMatchObject([{ order: 1, text: "Fine.", speaker: "B" }]);
});

it("a revision changes turns of its own session only", async () => {
  const { turns, stored } = await keep("sessions");
  turns.turn(message({ order: 0 }));
  turns.beginSession();
  turns.turn(
    message({ order: 0, words: [{ text: "Next.", startMs: 5_000, endMs: 5_400, confidence: 1 }] }),
  );
  turns.revise([{ order: 0, speaker: "B" }]);
  expect(await stored()).toMatchObject([
    { session: 0, speaker: "A" },
    { session: 1, speaker: "B" },
  ]);
});

it("a better copy of a turn keeps the revised speaker", async () => {
  const { turns, stored } = await keep("copies");
  turns.turn(message({ formatted: false }));
  turns.revise([{ order: 0, speaker: "B" }]);
  turns.turn(message({ transcript: "Okay!" }));
  expect(await stored()).toMatchObject([{ text: "Okay!", speaker: "B" }]);
});

it("a revision of an unknown turn changes nothing", async () => {
  const { turns, announced, stored } = await keep("unknown");
  turns.revise([{ order: 7, speaker: "B" }]);
  expect(await stored()).toEqual([]);
  expect(announced).toEqual([]);
});

it("the offset stays within the recording although a last word ends late", async () => {
  const { turns } = await keep("late", 16_000);
  turns.turn(message({}));
  expect(turns.transcribedSamples).toBe(16_000);
});

it("an insight that comes before its final is stored with it", async () => {
  const { turns, announced, stored } = await keep("early");
  turns.insight(0, "Agreed.");
  turns.turn(message({}));
  expect(await stored()).toMatchObject([{ text: "Okay.", insight: "Agreed." }]);
  expect(announced).toMatchObject([{ insight: "Agreed." }]);
});

it("an early insight belongs to its own session", async () => {
  const { turns, stored } = await keep("early-session");
  turns.insight(0, "Agreed.");
  turns.beginSession();
  turns.turn(message({}));
  expect(await stored()).toMatchObject([{ insight: null }]);
});

it("a better copy of a turn keeps the insight that was stored before", async () => {
  const { turns, announced, stored } = await keep("insight");
  turns.turn(message({ formatted: false, transcript: "okay" }));
  turns.insight(0, "Agreed.");
  turns.turn(message({}));
  expect(await stored()).toMatchObject([{ text: "Okay.", insight: "Agreed." }]);
  expect(announced.at(-1)).toMatchObject({ text: "Okay.", insight: "Agreed." });
});
