import { describe, expect, it } from "vitest";
import type { Hypothesis, TurnSilences } from "../../local/speech/engine.ts";
import { createScriptedEngine } from "../meetings/scripted-engine.ts";

const engine = createScriptedEngine([
  { text: "Good morning, all.", startMs: 100, endMs: 900 },
  { text: "Bye.", startMs: 2000, endMs: 2400 },
]);

async function open(sampleRate = 16_000, turnSilences?: () => TurnSilences) {
  const heard: Hypothesis[] = [];
  const hear = (hypothesis: Hypothesis) => heard.push(hypothesis);
  const recognition = await engine.open(sampleRate, hear, turnSilences);
  const accept = (ms: number) => recognition.accept(new Int16Array((sampleRate * ms) / 1000));
  const lines = () =>
    heard.map((hypothesis) =>
      hypothesis.type === "speech-started"
        ? `${hypothesis.atMs}`
        : `${hypothesis.type}: ${hypothesis.words.map((word) => word.text).join(" ")}`,
    );
  return { recognition, heard, accept, lines };
}

const WHOLE = [
  "100",
  "partial: good",
  "partial: good morning",
  "partial: good morning all",
  "final: Good morning, all.",
  "2000",
  "partial: bye",
  "final: Bye.",
];

describe("the scripted engine", () => {
  it("speaks its script by the audio accepted", async () => {
    const { accept, lines } = await open();
    accept(899);
    expect(lines()).toEqual(WHOLE.slice(0, 3));
    accept(400);
    expect(lines()).toEqual(WHOLE.slice(0, 4));
    accept(1);
    expect(lines()).toEqual(WHOLE.slice(0, 5));
  });

  it.each([10, 50, 3000])(
    "gives the same result for pieces of %i ms and other rates",
    async (ms) => {
      const { accept, lines } = await open(8000);
      for (let sent = 0; sent < 3000; sent += ms) accept(ms);
      expect(lines()).toEqual(WHOLE);
    },
  );

  it("restarts its script in every session", async () => {
    (await open()).accept(3000);
    const { accept, lines } = await open();
    accept(3000);
    expect(lines()).toEqual(WHOLE);
  });

  it("ends a turn early with the completed words, and continues with the rest", async () => {
    const { recognition, accept, lines } = await open();
    accept(700);
    recognition.endTurn();
    recognition.endTurn();
    accept(300);
    await recognition.finish();
    expect(lines()).toEqual([
      "100",
      "partial: good",
      "partial: good morning",
      "final: Good morning,",
      "700",
      "partial: all",
      "final: all.",
    ]);
  });

  it("ends a turn after the silence that is set at that moment", async () => {
    let silences: TurnSilences = { afterSentenceMs: 50, afterAnythingMs: 10 };
    const { accept, lines } = await open(16_000, () => silences);
    accept(949);
    expect(lines()).toEqual(WHOLE.slice(0, 4));
    accept(1);
    expect(lines()).toEqual(WHOLE.slice(0, 5));
    silences = { afterSentenceMs: 1000, afterAnythingMs: 10 };
    accept(2449);
    expect(lines()).toEqual(WHOLE.slice(0, 7));
    accept(1);
    expect(lines()).toEqual(WHOLE);
  });

  it("adds words to a turn that come before its silence is over", async () => {
    const { accept, lines } = await open(16_000, () => ({
      afterSentenceMs: 1600,
      afterAnythingMs: undefined,
    }));
    accept(4000);
    expect(lines().filter((line) => line.startsWith("final"))).toEqual([
      "final: Good morning, all. Bye.",
    ]);
  });

  it("gives words times within their turn", async () => {
    const { accept, heard } = await open();
    accept(3000);
    const final = heard.find((hypothesis) => hypothesis.type === "final");
    expect(final?.words.map((word) => [word.startMs, word.endMs])).toEqual([
      [100, 300],
      [300, 700],
      [700, 900],
    ]);
  });
});
