import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { INSIGHT_PROMPTS } from "../../../core/settings/insight-prompt.ts";
import type { SpeechSettings } from "../../../core/settings/settings.ts";
import {
  openNumberChannel,
  record,
  restorePlatform,
  SETTINGS,
  stubPlatform,
} from "./number-channel.ts";
import { faults, model } from "./number-service.ts";

beforeEach(stubPlatform);
afterEach(restorePlatform);

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const withSpeech = (speech: Partial<SpeechSettings>) => ({
  ...SETTINGS,
  speech: { ...SETTINGS.speech, ...speech },
});

it("each session is logged: id, configuration, and seconds that were sent and heard", async () => {
  const channel = await openNumberChannel();
  await record([channel], 20_000);
  faults.dropAll();
  await record([channel], 20_000);
  channel.transcriber.end();
  await pass(10_000);
  expect(channel.sessions).toMatchObject([
    { sessionId: "session 1", heardSeconds: null, sessionSeconds: null },
    {
      sessionId: "session 2",
      model: "u3-rt-pro",
      reported: { mode: "max_accuracy", speaker_labels: false },
      ignored: [],
      refused: [],
      words: [],
    },
  ]);
  const [lost, last] = channel.sessions;
  expect(lost?.sentSeconds).toBeCloseTo(20, 0);
  expect(last?.heardSeconds).toBe(Math.round(last?.sentSeconds ?? 0));
  expect(last?.sessionSeconds).toBe(
    Math.round(((last?.endedAt ?? 0) - (last?.beganAt ?? 0)) / 1000),
  );
});

it("a setting that the service does not apply is a problem until a session has it", async () => {
  faults.ignores = ["speaker_labels"];
  const channel = await openNumberChannel({
    settings: withSpeech({ speakerLabels: true, redactPii: true }),
  });
  await record([channel], 5_000);
  const found = { reason: "speech-setting-ignored", detail: "speakerLabels" };
  expect(channel.transcriber.status()).toMatchObject({ phase: "live", problems: [found] });
  channel.transcriber.configure(withSpeech({ redactPii: true }));
  await record([channel], 10_000);
  expect(channel.transcriber.status()).toMatchObject({ phase: "live", problems: [] });
  expect(channel.sessions).toMatchObject([{ ignored: ["speakerLabels"] }]);
});

it("a warning is logged, and a problem if the user can change its setting", async () => {
  faults.warning = "Parameter 'keyterms_prompt' deprecated";
  const channel = await openNumberChannel();
  await record([channel], 5_000);
  expect(channel.transcriber.status().problems).toEqual([
    { reason: "speech-setting-warned", detail: "keyTerms" },
  ]);
  faults.dropAll();
  faults.warning = "Parameter 'session_heartbeat' deprecated";
  await record([channel], 10_000);
  expect(channel.transcriber.status()).toMatchObject({ phase: "live", problems: [] });
  channel.transcriber.end();
  await pass(10_000);
  expect(channel.sessions.map(({ words }) => words)).toEqual([
    ["7: Parameter 'keyterms_prompt' deprecated"],
    ["7: Parameter 'session_heartbeat' deprecated"],
  ]);
});

it("the words of a failed insight are logged once, without the words of its turn", async () => {
  model.usage = {};
  model.failure = { error: { code: 429, message: "Rate limit exceeded for 0 1 2 3" } };
  const insight = { ...SETTINGS.insight, enabled: true, prompt: "Answer {{turn}}" };
  const channel = await openNumberChannel({ settings: { ...SETTINGS, insight } });
  await record([channel], 3_000);
  channel.transcriber.end();
  await pass(10_000);
  expect(model.answers).toBeGreaterThan(0);
  expect(channel.sessions).toMatchObject([{ words: ["Rate limit exceeded for …"] }]);
});

it("the log leaves out words of the user's prompts, not those of the prompts that come with Earshot", async () => {
  model.usage = {};
  model.failure = { error: { code: 429, message: "Each number of the transcript is limited" } };
  const wordsWith = async (prompt: string) => {
    const insight = { ...SETTINGS.insight, enabled: true, prompt };
    const channel = await openNumberChannel({ settings: { ...SETTINGS, insight } });
    await record([channel], 3_000);
    channel.transcriber.end();
    await pass(10_000);
    return channel.sessions.flatMap(({ words }) => words);
  };
  expect(await wordsWith(INSIGHT_PROMPTS.points)).toEqual([
    "Each number of the transcript is limited",
  ]);
  expect(await wordsWith("Is a number in {{turn}}?")).toEqual([
    "Each … of the transcript … limited",
  ]);
});

it("audio that the service has not counted stays untranscribed", async () => {
  const channel = await openNumberChannel();
  await record([channel], 10_000);
  faults.losesAudio = true;
  await record([channel], 15_000);
  channel.transcriber.end();
  await pass(10_000);
  const { heardSamples, isComplete } = channel.transcriber.status();
  expect(isComplete).toBe(true);
  expect(heardSamples).toBeLessThan(12 * 16_000);
  expect(channel.sessions).toMatchObject([{ heardSeconds: 10 }]);
  expect(channel.sessions[0]?.sentSeconds).toBeCloseTo(25, 0);
});

it("usage has the seconds with speaker labels, unless the service does not apply them", async () => {
  const channel = await openNumberChannel({ settings: withSpeech({ speakerLabels: true }) });
  await record([channel], 20_000);
  faults.ignores = ["speaker_labels"];
  faults.dropAll();
  await record([channel], 20_000);
  channel.transcriber.end();
  await pass(10_000);
  const { speechSeconds = 0, speakerLabelSeconds = 0 } = channel.usage ?? {};
  expect(speakerLabelSeconds).toBeCloseTo(20 - 2.2, 0);
  expect(speechSeconds).toBeGreaterThan(30);
});
