import { expect, it, vi } from "vitest";
import type { EngineReport } from "../../../../core/protocol/engine.ts";
import type { Engine } from "../../../../core/speech/on-device/engine.ts";
import { createEngineSession } from "../../../../core/speech/on-device/engine-session.ts";
import type { SpeechMessage } from "../../../../core/speech/service.ts";
import { createFakeEngine, type FakeOptions, joined, silence, spoken } from "./fake-runtime.ts";

const PAUSE = silence(1_000);
const audio = (...parts: readonly Int16Array[]) => ({
  type: "audio" as const,
  samples: joined(...parts) as Int16Array<ArrayBuffer>,
});
const SENTENCE = audio(PAUSE, spoken(3, 400), spoken(4, 400), PAUSE);

function begin(engine: Promise<Engine> = Promise.resolve(createFakeEngine().engine)) {
  const reports: EngineReport[] = [];
  const onClosed = vi.fn();
  const session = createEngineSession({ engine, post: (report) => reports.push(report), onClosed });
  const messages = (): SpeechMessage[] =>
    reports.flatMap((report) => (report.type === "message" ? [report.message] : []));
  const finals = (): string[] =>
    messages().flatMap((message) =>
      message.type === "turn" && message.endOfTurn ? [message.transcript] : [],
    );
  const ended = () => vi.waitFor(() => expect(onClosed).toHaveBeenCalledOnce());
  return { session, reports, messages, finals, ended, onClosed };
}

it("a session begins at once and ends with a termination after its last turn", async () => {
  const { session, messages, finals, ended } = begin();
  expect(messages()).toMatchObject([{ type: "begin" }]);
  session.command(SENTENCE);
  session.command(audio(spoken(5, 400)));
  session.command({ type: "terminate" });
  await ended();
  expect(finals()).toEqual(["one two", "three"]);
  expect(messages().at(-1)).toMatchObject({ type: "termination" });
});

it("turns are numbered in order, and their words have times since the session began", async () => {
  const { session, messages, ended } = begin();
  session.command(SENTENCE);
  session.command(SENTENCE);
  session.command({ type: "terminate" });
  await ended();
  const turns = messages().filter((message) => message.type === "turn" && message.endOfTurn);
  expect(turns).toMatchObject([{ order: 0 }, { order: 1 }]);
  const [first, second] = turns;
  if (first?.type !== "turn" || second?.type !== "turn") throw new Error("no turns");
  expect(first.words[0]?.startMs).toBeCloseTo(1_000, -2);
  expect(second.words[0]?.startMs).toBeCloseTo(3_800, -2);
});

it("audio that comes before the networks are loaded is recognised", async () => {
  const loading = Promise.withResolvers<Engine>();
  const { session, finals, ended } = begin(loading.promise);
  session.command(SENTENCE);
  session.command({ type: "terminate" });
  loading.resolve(createFakeEngine().engine);
  await ended();
  expect(finals()).toEqual(["one two"]);
});

it("a session reports how much is done, so that its sender can wait", async () => {
  const loading = Promise.withResolvers<Engine>();
  const { session, reports, ended } = begin(loading.promise);
  const doneMs = (): number[] =>
    reports.flatMap((report) => (report.type === "done" ? [report.doneMs] : []));
  session.command(SENTENCE);
  expect(doneMs()).toEqual([]);
  loading.resolve(createFakeEngine().engine);
  await vi.waitFor(() => expect(doneMs().length).toBeGreaterThan(0));
  session.command(audio(PAUSE));
  session.command({ type: "terminate" });
  await ended();
  expect(doneMs().toSorted((some, other) => some - other)).toEqual(doneMs());
  expect(doneMs().at(-1)).toBeGreaterThan(1_000);
});

it("nothing is posted after a session was abandoned", async () => {
  const { engine, idle } = createFakeEngine();
  const { session, reports, onClosed } = begin(Promise.resolve(engine));
  session.command(SENTENCE);
  await Promise.resolve();
  session.command({ type: "abandon" });
  const before = reports.length;
  session.command(SENTENCE);
  await idle();
  expect(reports).toHaveLength(before);
  expect(onClosed).toHaveBeenCalledOnce();
});

it("a failed engine ends the session with its reason, once", async () => {
  const loading = Promise.withResolvers<Engine>();
  const { session, reports, onClosed } = begin(loading.promise);
  session.command({ type: "terminate" });
  loading.reject(new Error("out of memory"));
  session.fail("memory");
  session.fail("crashed");
  await Promise.resolve();
  expect(reports.at(-1)).toEqual({ type: "failed", failure: "memory" });
  expect(onClosed).toHaveBeenCalledOnce();
});

it("an engine that can't be loaded is no unhandled rejection of its sessions", async () => {
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  const { session, reports } = begin(Promise.reject(new Error("damaged")));
  session.command(SENTENCE);
  await new Promise((resolve) => void setImmediate(resolve));
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
  session.fail("damaged");
  expect(reports.at(-1)).toEqual({ type: "failed", failure: "damaged" });
});

it("another language than English is reported", async () => {
  const nonsense: FakeOptions = { logProbability: -1.2 };
  const { session, messages, ended } = begin(Promise.resolve(createFakeEngine(nonsense).engine));
  for (let minute = 0; minute < 4; minute++)
    session.command(audio(PAUSE, spoken(3, 7_000), spoken(4, 7_000), spoken(5, 7_000), PAUSE));
  session.command({ type: "terminate" });
  await ended();
  expect(messages().filter(({ type }) => type === "other-language")).toHaveLength(1);
});
