import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { problem, type Problem } from "../../../core/problem.ts";
import { LIVE_CHANNEL, type LiveEvent } from "../../../core/protocol/live.ts";
import {
  DEFAULT_SETTINGS,
  type InsightSettings,
  type Settings,
} from "../../../core/settings/settings.ts";
import {
  keepInsights,
  makeInsights,
  makeLastInsights,
} from "../../../entrypoints/offscreen/notes/insight-batches.ts";
import {
  addMeeting,
  getMeeting,
  updateMeeting,
} from "../../../entrypoints/shared/database/meeting-store.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { listTurns, storeTurn } from "../../../entrypoints/shared/database/turn-store.ts";
import { held, spoken } from "../spoken.ts";

const MINUTE_MS = 60_000;

const settings = (change: Partial<InsightSettings> = {}): Settings => ({
  ...DEFAULT_SETTINGS,
  workerUrl: "https://worker.example",
  accessCode: "rose",
  insight: { ...DEFAULT_SETTINGS.insight, mode: "batched", model: "gpt", ...change },
});

interface Question {
  readonly model: string;
  readonly messages: readonly { readonly content: string }[];
}
let questions: Question[] = [];
let answer: (question: Question) => Response;

const reply = (content: string) =>
  Response.json({
    model: "gpt-5",
    content,
    finish_reason: "stop",
    usage: { input_tokens: 50, output_tokens: 7 },
  });
const refusal = () =>
  Response.json({ error: { code: "model_refused", message: "No such model." } }, { status: 400 });

/** Answers with an insight for each turn. */
const answerAll = ({ messages }: Question): Response => {
  const asked = messages[1]?.content.match(/^\[\d+\]/gm) ?? [];
  return reply(asked.map((number) => `${number} About ${number}`).join("\n"));
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  globalThis.indexedDB = new IDBFactory();
  questions = [];
  answer = answerAll;
  vi.stubGlobal("fetch", async (_: URL, { body }: { body: string }) => {
    const question = JSON.parse(body) as Question;
    questions.push(question);
    return answer(question);
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function say(...texts: readonly string[]): Promise<void> {
  const database = await openDatabase();
  if (!(await getMeeting(database, "m"))) await addMeeting(database, held());
  const { length } = await listTurns(database, "m");
  for (const [index, text] of texts.entries()) {
    const order = length + index;
    await storeTurn(database, spoken({ order, startMs: order * 1_000, text }), 0);
  }
  database.close();
}

async function insights(): Promise<readonly (string | null)[]> {
  const database = await openDatabase();
  const turns = await listTurns(database, "m");
  database.close();
  return turns.map(({ insight }) => insight);
}

const never = new AbortController().signal;
const LONG = "We ship the release on Friday.";

it("makeInsights asks about all turns that are long enough in one request, and stores the cost", async () => {
  await say(LONG, "Yes.", LONG);
  const panel = new BroadcastChannel(LIVE_CHANNEL);
  const told: LiveEvent["type"][] = [];
  panel.onmessage = ({ data }: MessageEvent<LiveEvent>) => told.push(data.type);
  expect(await makeInsights("m", settings(), never)).toBeNull();
  expect(questions.map(({ model }) => model)).toEqual(["gpt"]);
  expect(await insights()).toEqual(["About [1]", null, "About [3]"]);
  const database = await openDatabase();
  expect((await getMeeting(database, "m"))?.usage).toEqual({
    speechSeconds: 0,
    models: { "gpt-5": { inputTokens: 50, outputTokens: 7 } },
  });
  database.close();
  await vi.waitFor(() => expect(told).toEqual(["meeting", "turn", "turn"]));
  panel.close();
});

it("makeInsights asks with the names that the user gave", async () => {
  await say(LONG);
  const database = await openDatabase();
  await updateMeeting(database, "m", (meeting) => ({ ...meeting, names: { tab: "Priya" } }));
  database.close();
  await makeInsights("m", settings(), never);
  expect(questions[0]?.messages[1]?.content).toContain(`[1] 0:00 Priya: ${LONG}`);
});

it("makeInsights asks in the language that was chosen for the meeting", async () => {
  await say(LONG);
  const database = await openDatabase();
  await updateMeeting(database, "m", (meeting) => ({ ...meeting, notesLanguage: "French" }));
  database.close();
  await makeInsights("m", settings(), never);
  expect(questions[0]?.messages[0]?.content).toContain("Write in French;");
});

it.each<[string, Partial<InsightSettings>]>([
  ["the speech service makes them", { mode: "live" }],
  ["they are switched off", { enabled: false }],
])("makeInsights sends no request if %s", async (_, change) => {
  await say(LONG);
  expect(await makeInsights("m", settings(change), never)).toBeNull();
  expect(questions).toEqual([]);
});

it("makeInsights returns why there are none, and asks about the same turns the next time", async () => {
  await say(LONG);
  answer = refusal;
  expect(await makeInsights("m", settings(), never)).toMatchObject({ detail: "No such model." });
  answer = answerAll;
  await makeInsights("m", settings(), never);
  expect(await insights()).toEqual(["About [1]"]);
});

it("keepInsights asks every minute about new turns, and not again about those that the model passed over", async () => {
  const problems: (Problem | null)[] = [];
  const stop = keepInsights("m", settings, (found) => problems.push(found));
  const minute = async () => {
    const { length } = problems;
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    await vi.waitFor(() => expect(problems).toHaveLength(length + 1));
  };
  await say(LONG);
  answer = () => reply("Nothing to say.");
  await minute();
  answer = answerAll;
  await say(LONG);
  await minute();
  expect(await insights()).toEqual([null, "About [2]"]);
  await minute();
  expect(questions).toHaveLength(2);

  await say(LONG);
  answer = refusal;
  await minute();
  answer = answerAll;
  await minute();
  expect(problems).toEqual([
    null,
    null,
    null,
    { reason: "insight-missing", detail: "No such model." },
    null,
  ]);
  expect(await insights()).toEqual([null, "About [2]", "About [3]"]);
  await stop();
  await say(LONG);
  await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
  expect(questions).toHaveLength(4);
});

it("keepInsights follows the settings of the moment", async () => {
  let now = settings({ mode: "live" });
  let asked = 0;
  const stop = keepInsights(
    "m",
    () => now,
    () => asked++,
  );
  await say(LONG);
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(asked).toBe(0);
  now = settings();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  await vi.waitFor(() => expect(asked).toBe(1));
  expect(questions).toHaveLength(1);
  await stop();
});

describe("makeLastInsights", () => {
  const MISSING = problem("insight-missing", "No such model.");
  const DISK = problem("disk-failed");

  /** Returns the problem that is stored with the meeting afterwards, and checks that panels receive it. */
  async function last(before: Problem | null, change: Partial<InsightSettings> = {}) {
    await say(LONG);
    const database = await openDatabase();
    await updateMeeting(database, "m", (now) => ({ ...now, problem: before }));
    const panel = new BroadcastChannel(LIVE_CHANNEL);
    const told = vi.fn<(problem: Problem | null) => void>();
    panel.onmessage = ({ data }: MessageEvent<LiveEvent>) => {
      if (data.type === "meeting") told(data.meeting.problem);
    };
    await makeLastInsights("m", settings(change));
    const { problem: kept } = (await getMeeting(database, "m")) ?? {};
    if (change.mode === undefined)
      await vi.waitFor(() => expect(told).toHaveBeenLastCalledWith(kept));
    panel.close();
    database.close();
    return kept;
  }

  it.each<[string, Problem | null, () => Response, Problem | null]>([
    ["stores why they are missing", null, refusal, MISSING],
    ["replaces an earlier reason", problem("insight-missing"), refusal, MISSING],
    ["keeps a worse problem", DISK, refusal, DISK],
  ])("%s", async (_, before, response, after) => {
    answer = response;
    expect(await last(before)).toEqual(after);
  });

  it.each<[string, Problem | null, Problem | null]>([
    ["removes the reason", MISSING, null],
    ["keeps a worse problem", DISK, DISK],
  ])("%s when they come", async (_, before, after) => {
    expect(await last(before)).toEqual(after);
    expect(await insights()).toEqual(["About [1]"]);
  });

  it("changes nothing if the speech service makes them", async () => {
    expect(await last(MISSING, { mode: "live" })).toEqual(MISSING);
  });
});
