import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createExtractiveModel } from "../../core/language/extractive/extractive-model.ts";
import type { LanguageModel } from "../../core/language/language-request.ts";
import { chatter, turnsOf } from "./long-meeting.ts";
import {
  openNoteMaker,
  type OpenNoteMaker,
  type NotePipeline,
  openNotePipeline,
  REQUEST,
} from "./note-pipeline.ts";

/** Models that refuse twice, and always. */
const BUSY = "gpt-busy";
const FULL = "gpt-full";
const WORDS_APART_MS = 25;
vi.setConfig({ testTimeout: 30_000 });
/** Of a reply, by default of the Worker. */
const MAX_TOKENS = 8_000;
const LONG = { timeout: 20_000, interval: 10 };

const SAID = turnsOf(["we decided to release the search page on friday", ...chatter(8)]);
/** Two parts and the merged notes. */
const LONG_MEETING = turnsOf(chatter(56));

let pipeline: NotePipeline;
let opened: OpenNoteMaker;
/** Answers the n-th request, from 1, when it is released. */
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
  pipeline = await openNotePipeline(model, {
    gateway: {
      eventDelayMs: WORDS_APART_MS,
      failingModels: { [BUSY]: { status: 429, times: 2 }, [FULL]: { status: 429 } },
    },
  });
}, 90_000);
afterAll(() => pipeline[Symbol.asyncDispose]());

let before = 0;
beforeEach(() => {
  hold = () => Promise.resolve();
  questions = 0;
  before = pipeline.requests.length;
});
afterEach(() => opened[Symbol.dispose]());

/** Requests that the gateway has received in this test. */
const requests = () => pipeline.requests.slice(before);

it("note maker waits as often and as long as the gateway asks, and makes the notes", async () => {
  opened = await openNoteMaker(SAID);
  const since = performance.now();
  await opened.maker.make(REQUEST, pipeline.settings({ model: BUSY }));
  // `retry-after: 1`, twice.
  expect(performance.now() - since).toBeGreaterThanOrEqual(2_000);
  expect(requests().map(({ status }) => status)).toEqual([429, 429, 200]);
  const { notes, pending } = await opened.stored();
  expect(notes).toMatchObject([{ model: BUSY, markdown: expect.stringContaining("search page") }]);
  expect(pending).toEqual([]);
});

describe("a cancelled note", () => {
  /** Nothing is stored, and the last event reports no pending note. */
  async function expectNothing(): Promise<void> {
    expect(await opened.stored()).toMatchObject({ notes: [], pending: [] });
    await vi.waitFor(() => {
      const last = opened.events.findLast(({ type }) => type === "note-jobs");
      expect(last).toEqual({ type: "note-jobs", jobs: [] });
    });
    expect(opened.events.map(({ type }) => type)).not.toContain("note");
  }

  it("stops the gateway in the middle of a streamed reply and reports nothing more", async () => {
    opened = await openNoteMaker(SAID);
    const made = opened.maker.make(REQUEST, pipeline.settings({ model: "gpt-5-mini" }));
    await opened.until(({ markdown }) => markdown !== "");
    const reserved = await pipeline.spentTokens();
    opened.maker.cancel(REQUEST);
    await made;
    const before = opened.events.length;
    await vi.waitUntil(() => requests().length > 0, LONG);
    // The Worker settles to an estimate of the few words that came.
    const spent = async () => (await pipeline.spentTokens()) < reserved - 0.9 * MAX_TOKENS;
    await vi.waitUntil(spent, LONG);
    expect(requests()).toMatchObject([{ status: 200, hasLeft: true }]);
    await expectNothing();
    const rest = opened.events.slice(before).filter((event) => event.type === "note-jobs");
    for (const { jobs } of rest) expect(jobs).toEqual([]);
  });

  // workerd notices a caller that disconnects only once it has sent something.
  it("before its first word is dropped", async () => {
    opened = await openNoteMaker(SAID);
    const gate = Promise.withResolvers<void>();
    hold = () => gate.promise;
    const made = opened.maker.make(REQUEST, pipeline.settings({ model: "claude-sonnet-4-6" }));
    await vi.waitUntil(() => questions === 1, LONG);
    opened.maker.cancel(REQUEST);
    // Still held.
    await made;
    gate.resolve();
    await vi.waitUntil(() => requests().length > 0, LONG);
    await expectNothing();
  });

  it("that waits for the gateway's rate limit is not requested again", async () => {
    opened = await openNoteMaker(SAID);
    const made = opened.maker.make(REQUEST, pipeline.settings({ model: FULL }));
    await vi.waitUntil(() => requests().length === 1, LONG);
    opened.maker.cancel(REQUEST);
    // Immediately, not after the rest of the second.
    await made;
    await expectNothing();
    // Another request passes meanwhile and takes longer than the wait.
    await opened.maker.make(REQUEST, pipeline.settings({ model: "gpt-free" }));
    expect(requests().map(({ status }) => status)).toEqual([429, 200]);
  });

  it("in part 2 of 3 stops the gateway and requests no third part", async () => {
    opened = await openNoteMaker(LONG_MEETING);
    const gate = Promise.withResolvers<void>();
    hold = (nth) => (nth === 2 ? gate.promise : Promise.resolve());
    const settings = pipeline.settings({ model: "gpt-5-mini", contextTokens: 1_000 });
    const made = opened.maker.make(REQUEST, settings);
    await opened.until(({ done, parts }) => done === 1 && parts === 3);
    await vi.waitUntil(() => questions === 2, LONG);
    opened.maker.cancel(REQUEST);
    await made;
    gate.resolve();
    await vi.waitUntil(() => requests().length === 2, LONG);
    expect(requests().map(({ hasLeft = false }) => hasLeft)).toEqual([false, true]);
    await expectNothing();
    expect(questions).toBe(2);
  });
});

const STREAMING = ["claude-sonnet-4-6", "gpt-5-mini"];

/** Opens a pipeline whose streams fail, for all tests of a block. @returns makes a note there */
function withBrokenStreams(stream: "unreadable" | "error") {
  let broken: NotePipeline;
  beforeAll(async () => {
    broken = await openNotePipeline(createExtractiveModel(), { gateway: { stream } });
  }, 90_000);
  afterAll(() => broken[Symbol.asyncDispose]());

  return async (model: string) => {
    const first = broken.requests.length;
    const spentBefore = await broken.spentTokens();
    opened = await openNoteMaker(SAID);
    await opened.maker.make(REQUEST, broken.settings({ model }));
    const spent = async () => (await broken.spentTokens()) - spentBefore;
    return { ...(await opened.stored()), requests: broken.requests.slice(first), spent };
  };
}

describe("a stream without a readable word", () => {
  const make = withBrokenStreams("unreadable");

  it.each(STREAMING)("is requested once more as a whole by %s", async (model) => {
    const { notes, pending, usage, requests: made } = await make(model);
    expect(notes).toMatchObject([{ model, markdown: expect.stringContaining("search page") }]);
    expect(pending).toEqual([]);
    expect(made.map(({ status }) => status)).toEqual([200, 200]);
    expect(usage?.models).toEqual({
      [model]: {
        inputTokens: expect.any(Number),
        outputTokens: expect.any(Number),
        isIncomplete: true,
      },
    });
  });
});

describe("a stream with an error in its middle", () => {
  const make = withBrokenStreams("error");

  it.each(STREAMING)("makes no note by %s", async (model) => {
    const { notes, pending, usage, requests: made, spent } = await make(model);
    expect(notes).toEqual([]);
    expect(pending).toMatchObject([{ problem: { reason: "notes-failed", detail: "Overloaded" } }]);
    expect(made).toHaveLength(1);
    expect(usage?.models[model]?.isIncomplete).toBe(true);
    expect(await spent()).toBeGreaterThan(0);
    expect(await spent()).toBeLessThan(0.1 * MAX_TOKENS);
  });
});
