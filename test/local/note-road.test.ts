import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createExtractiveModel } from "../../local/models/extractive/extractive-model.ts";
import type { LanguageModel } from "../../local/models/language-model.ts";
import { chatter, turnsOf } from "./long-meeting.ts";
import { beginMaking, type Making, type NoteRoad, openNoteRoad, WISH } from "./note-road.ts";

/** Refuse twice, always. */
const BUSY = "gpt-busy";
const FULL = "gpt-full";
const WORDS_APART_MS = 25;
vi.setConfig({ testTimeout: 30_000 });
const LONG = { timeout: 20_000, interval: 10 };

const SAID = turnsOf(["we decided to release the search page on friday", ...chatter(8)]);
/** Two parts and the notes of both. */
const LONG_MEETING = turnsOf(chatter(56));

let road: NoteRoad;
let making: Making;
/** Answers the n-th question, from 1 on, when it is let. */
let hold: (nth: number) => Promise<void>;
let questions = 0;

beforeAll(async () => {
  const extractive = createExtractiveModel();
  const model: LanguageModel = {
    async complete(messages, maxTokens) {
      await hold(++questions);
      return extractive.complete(messages, maxTokens);
    },
  };
  road = await openNoteRoad(model, {
    gateway: {
      eventDelayMs: WORDS_APART_MS,
      failingModels: { [BUSY]: { status: 429, times: 2 }, [FULL]: { status: 429 } },
    },
  });
}, 90_000);
afterAll(() => road[Symbol.asyncDispose]());

let before = 0;
beforeEach(() => {
  hold = () => Promise.resolve();
  questions = 0;
  before = road.requests.length;
});
afterEach(() => making[Symbol.dispose]());

/** What the gateway has seen in this test. */
const requests = () => road.requests.slice(before);

it("waits as long as the gateway asks, as often as it asks, and makes the notes", async () => {
  making = await beginMaking(SAID);
  const since = performance.now();
  await making.maker.make(WISH, road.settings({ model: BUSY }));
  // `retry-after: 1`, twice.
  expect(performance.now() - since).toBeGreaterThanOrEqual(2_000);
  expect(requests().map(({ status }) => status)).toEqual([429, 429, 200]);
  const { notes, owed } = await making.stored();
  expect(notes).toMatchObject([{ model: BUSY, markdown: expect.stringContaining("search page") }]);
  expect(owed).toEqual([]);
});

describe("cancelled", () => {
  /** Nothing is stored, and the last that a panel is told is that nothing is being made. */
  async function expectNothing(): Promise<void> {
    expect(await making.stored()).toEqual({ notes: [], owed: [] });
    expect(making.maker.isBusy).toBe(false);
    await vi.waitFor(() => {
      const last = making.told.findLast(({ type }) => type === "note-jobs");
      expect(last).toEqual({ type: "note-jobs", works: [] });
    });
    expect(making.told.map(({ type }) => type)).not.toContain("note");
  }

  it("in the middle of a reply that streams: the gateway stops, and nothing more is told", async () => {
    making = await beginMaking(SAID);
    const made = making.maker.make(WISH, road.settings({ model: "gpt-5-mini" }));
    await making.until(({ markdown }) => markdown !== "");
    making.maker.cancel(WISH);
    await made;
    const told = making.told.length;
    await vi.waitUntil(() => requests().length > 0, LONG);
    expect(requests()).toMatchObject([{ status: 200, hasLeft: true }]);
    await expectNothing();
    const rest = making.told.slice(told).filter((event) => event.type === "note-jobs");
    for (const { works } of rest) expect(works).toEqual([]);
  });

  // Before that workerd, where it listens itself, does not notice that its caller leaves.
  it("before the first word: the reply is nobody's", async () => {
    making = await beginMaking(SAID);
    const gate = Promise.withResolvers<void>();
    hold = () => gate.promise;
    const made = making.maker.make(WISH, road.settings({ model: "claude-sonnet-4-6" }));
    await vi.waitUntil(() => questions === 1, LONG);
    making.maker.cancel(WISH);
    // It is still held.
    await made;
    gate.resolve();
    await vi.waitUntil(() => requests().length > 0, LONG);
    await expectNothing();
  });

  it("while it waits for its turn at the gateway: it is not asked again", async () => {
    making = await beginMaking(SAID);
    const made = making.maker.make(WISH, road.settings({ model: FULL }));
    await vi.waitUntil(() => requests().length === 1, LONG);
    making.maker.cancel(WISH);
    // At once: nobody waits for the rest of the second.
    await made;
    await expectNothing();
    // Another question passes meanwhile, and longer than the wait would have been.
    await making.maker.make(WISH, road.settings({ model: "gpt-free" }));
    expect(requests().map(({ status }) => status)).toEqual([429, 200]);
  });

  it("in part 2 of 3: the gateway stops, and no third is asked for", async () => {
    making = await beginMaking(LONG_MEETING);
    const gate = Promise.withResolvers<void>();
    hold = (nth) => (nth === 2 ? gate.promise : Promise.resolve());
    const settings = road.settings({ model: "gpt-5-mini", contextTokens: 1_000 });
    const made = making.maker.make(WISH, settings);
    await making.until(({ done, parts }) => done === 1 && parts === 3);
    await vi.waitUntil(() => questions === 2, LONG);
    making.maker.cancel(WISH);
    await made;
    gate.resolve();
    await vi.waitUntil(() => requests().length === 2, LONG);
    expect(requests().map(({ hasLeft = false }) => hasLeft)).toEqual([false, true]);
    await expectNothing();
    expect(questions).toBe(2);
  });
});
