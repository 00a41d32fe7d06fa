import "fake-indexeddb/auto";
import { expect, it } from "vitest";
import type { Turn } from "../../../core/meeting.ts";
import type { TurnMessage } from "../../../core/speech/service.ts";
import { createStoreQueue } from "../../../entrypoints/offscreen/recorder/store-queue.ts";
import { createTurnKeeper } from "../../../entrypoints/offscreen/recorder/turn-keeper.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
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

/** A channel in its first session, of which so much is recorded. */
async function keep(meetingId: string, recordedSamples = 160_000) {
  const announced: Turn[] = [];
  const database = await openDatabase();
  const queue = createStoreQueue((error) => {
    throw error;
  });
  const turns = createTurnKeeper({
    meetingId,
    channel: "tab",
    progress: { transcribedSamples: 0, settled: [], sessions: 0 },
    recordedSamples: () => recordedSamples,
    database,
    queue,
    echoes: { judged: async (turn) => [turn], shown: (partial) => partial },
    announce: (event) => event.type === "turn" && announced.push(event.turn),
  });
  turns.beginSession();
  const stored = async () => {
    await queue.idle();
    return listTurns(database, meetingId);
  };
  return { turns, announced, stored };
}

it("a speaker revised is stored and told anew; text and times stay", async () => {
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

it("a revision concerns its own session alone", async () => {
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

it("a better copy of a turn does not take a revision back", async () => {
  const { turns, stored } = await keep("copies");
  turns.turn(message({ formatted: false }));
  turns.revise([{ order: 0, speaker: "B" }]);
  turns.turn(message({ transcript: "Okay!" }));
  expect(await stored()).toMatchObject([{ text: "Okay!", speaker: "B" }]);
});

it("a revision of a turn that is not kept changes nothing", async () => {
  const { turns, announced, stored } = await keep("unknown");
  turns.revise([{ order: 7, speaker: "B" }]);
  expect(await stored()).toEqual([]);
  expect(announced).toEqual([]);
});

it("the offset is never beyond the sound: a last word ends late", async () => {
  const { turns } = await keep("late", 16_000);
  turns.turn(message({}));
  expect(turns.transcribedSamples).toBe(16_000);
});
