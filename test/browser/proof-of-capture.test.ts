/** Silence where there should be sound is said in time, by the name of tab or device, and taken back; a quiet meeting is no fault. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { msToSamples, SAMPLE_RATE } from "../../core/audio/format.ts";
import type { Reason } from "../../core/problem.ts";
import type { LiveState } from "../../core/protocol/live.ts";
import { followLive } from "../../local/browser/live-events.ts";
import { play } from "../../local/browser/meeting-page.ts";
import {
  chooseSource,
  shownChannels,
  shownProblems,
  start,
  stop,
  waitForProblem,
  waitForStatus,
} from "../../local/browser/panel-driver.ts";
import { picturedWhenFailing, withoutWords } from "./harness.ts";
import { type MicrophoneScenario, openWithMicrophone } from "./microphone-scenario.ts";
import { problemSentence } from "./sentence.ts";

const LONG = { timeout: 60_000, interval: 50 };
/** In which silence must be said, and how much longer it may take on a machine with other things to do. */
const LIMIT_MS = 8_000;
const SLACK_MS = 3_000;
const PAGE = "Harbor weekly: release planning";
/** As Chrome names the default one of its fake microphones. */
const DEVICE = "Fake Default Audio Input";
/** What the microphone hears: nothing at all, then something, then hardly anything; each for longer than a slow machine looks away. */
const SILENT_MS = 30_000;
const LOUD_MS = 10_000;
const QUIET_MS = 60_000;

describe("proof of capture", () => {
  let scenario: MicrophoneScenario;
  const states: LiveState[] = [];
  beforeAll(async () => {
    scenario = await openWithMicrophone(withoutWords(), heardByMicrophone());
    await followLive(scenario.panel, (event) => {
      if (event.type === "state") states.push(event.state);
    });
    await chooseSource(scenario.panel, "Tab and microphone");
  });
  afterAll(() => scenario[Symbol.asyncDispose]());

  test("silence is said of tab and microphone until there is sound; of a quiet meeting nothing is said", () =>
    picturedWhenFailing(scenario.browser, async () => {
      const { panel, page } = scenario;
      await start(panel);
      await waitForStatus(panel, ["Recording"]);
      expect(await shownProblems(panel)).toEqual([]);
      await waitForProblem(panel, await problemSentence("tabSilent", PAGE));
      await waitForProblem(panel, await problemSentence("micSilent", DEVICE));
      await expect
        .poll(() => shownChannels(panel), LONG)
        .toEqual(["Them: Silence", "You: Silence"]);
      for (const reason of ["tab-silent", "mic-silent"] as const) {
        expect(firstSaidAtMs(reason)).toBeGreaterThanOrEqual(LIMIT_MS);
        expect(firstSaidAtMs(reason)).toBeLessThan(LIMIT_MS + SLACK_MS);
      }

      await play(page);
      await expect.poll(() => shownChannels(panel), LONG).toContain("Them: Hearing");
      await expect.poll(() => shownChannels(panel), LONG).toContain("You: Hearing");
      await expect.poll(() => shownProblems(panel), LONG).toEqual([]);

      await page.$eval("audio#meeting", (audio) => void (audio.volume = 0.002));
      await expect.poll(() => shownChannels(panel), LONG).toEqual(["Them: Quiet", "You: Quiet"]);
      const quietFrom = states.length;
      const quietFromMs = recordedMs();
      await expect.poll(recordedMs, LONG).toBeGreaterThan(quietFromMs + LIMIT_MS + SLACK_MS);
      const quiet = states.slice(quietFrom);
      expect(quiet.length).toBeGreaterThan(0);
      expect(quiet.flatMap(({ problems }) => problems)).toEqual([]);
      expect(await shownChannels(panel)).toEqual(["Them: Quiet", "You: Quiet"]);
      await stop(panel);
      await waitForStatus(panel, ["Saved"]);
    }));

  test("a dead microphone is seen through the noise that Chrome puts in its place while it cancels echo", () =>
    picturedWhenFailing(scenario.browser, async () => {
      const { panel, page, hear } = scenario;
      await hear(new Int16Array(msToSamples(QUIET_MS)));
      // Played by the page itself, not by the recorder: in Chromium without a sound card, Web Audio is no echo to cancel.
      await page.$eval("audio#meeting", (audio) => void (audio.volume = 1));
      await play(page);
      await chooseSource(panel, "Microphone");
      await start(panel);
      await waitForStatus(panel, ["Recording"]);
      await waitForProblem(panel, await problemSentence("micSilent", DEVICE));
      expect(noiseOfDeadMicrophone()).toBeGreaterThan(0);
      await stop(panel);
      await waitForStatus(panel, ["Saved"]);
    }));

  /** The loudest that the panel was told of the last meeting. */
  const noiseOfDeadMicrophone = (): number => {
    const meetingId = states.at(-1)?.meetingId;
    const heard = states.filter((each) => each.meetingId === meetingId);
    return Math.max(...heard.flatMap(({ channels }) => channels.map(({ peak }) => peak)));
  };
  const recordedMs = (): number => lengthMs(states.at(-1));
  const firstSaidAtMs = (reason: Reason): number =>
    lengthMs(states.find(({ problems }) => problems.some((each) => each.reason === reason)));
});

/** How much is recorded of both channels. */
const lengthMs = (state: LiveState | undefined): number =>
  Math.min(...(state?.channels ?? []).map((each) => each.recordedSamples)) / (SAMPLE_RATE / 1000);

function heardByMicrophone(): Int16Array {
  const silentUntil = msToSamples(SILENT_MS);
  const loudUntil = silentUntil + msToSamples(LOUD_MS);
  return Int16Array.from({ length: loudUntil + msToSamples(QUIET_MS) }, (_, index) => {
    if (index < silentUntil) return 0;
    // A tone, and then what no device is without: the last bits that come and go.
    return index < loudUntil ? 8_000 * Math.sin(index / 10) : ((index * 7) % 11) - 5;
  });
}
