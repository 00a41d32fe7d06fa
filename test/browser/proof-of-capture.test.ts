/** The panel reports silence with the name of tab or device within seconds, takes it back, and accepts a quiet meeting. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { msToSamples, SAMPLE_RATE } from "../../core/audio/format.ts";
import type { Reason } from "../../core/problem.ts";
import type { LiveState } from "../../core/protocol/live.ts";
import { play } from "../../local/browser/meeting-page.ts";
import { shownProblems, start, stop, waitForStatus } from "../../local/browser/panel-driver.ts";
import { followStates, picturedWhenFailing, withoutWords } from "./harness.ts";
import { type MicrophoneScenario, openWithMicrophone } from "./microphone-scenario.ts";
import { problemSentence } from "./sentence.ts";
import { chooseSource, shownChannels, waitForProblem } from "./panel-view.ts";

const LONG = { timeout: 60_000, interval: 50 };
/** Recorded length after which silence is reported; a busy machine may need the slack. */
const LIMIT_MS = 8_000;
const SLACK_MS = 3_000;
const PAGE = "Harbor weekly: release planning";
/** Chrome's name for the default one of its fake microphones. */
const DEVICE = "Fake Default Audio Input";
// The microphone is silent, then loud, then quiet, each for longer than a slow machine needs to notice.
const SILENT_MS = 30_000;
const LOUD_MS = 10_000;
const QUIET_MS = 60_000;

describe("proof of capture", () => {
  let scenario: MicrophoneScenario;
  const states: LiveState[] = [];
  beforeAll(async () => {
    scenario = await openWithMicrophone(withoutWords(), heardByMicrophone());
    await followStates(scenario.panel, (state) => states.push(state));
    await chooseSource(scenario.panel, "Tab and microphone");
  });
  afterAll(() => scenario[Symbol.asyncDispose]());

  test("reports silence of tab and microphone until there is audio, and nothing in a quiet meeting", () =>
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
        expect(firstReportedAtMs(reason)).toBeGreaterThanOrEqual(LIMIT_MS);
        expect(firstReportedAtMs(reason)).toBeLessThan(LIMIT_MS + SLACK_MS);
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

  test("reports a dead microphone although Chrome's echo cancellation adds comfort noise", () =>
    picturedWhenFailing(scenario.browser, async () => {
      const { panel, page, hear } = scenario;
      await hear(new Int16Array(msToSamples(QUIET_MS)));
      // Only audio that the page plays itself counts as echo: without a sound card, Chromium ignores Web Audio.
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

  /** Highest peak of the last meeting that the panel received. */
  const noiseOfDeadMicrophone = (): number => {
    const meetingId = states.at(-1)?.meetingId;
    const heard = states.filter((each) => each.meetingId === meetingId);
    return Math.max(...heard.flatMap(({ channels }) => channels.map(({ peak }) => peak)));
  };
  const recordedMs = (): number => lengthMs(states.at(-1));
  const firstReportedAtMs = (reason: Reason): number =>
    lengthMs(states.find(({ problems }) => problems.some((each) => each.reason === reason)));
});

/** Length recorded of both channels. */
const lengthMs = (state: LiveState | undefined): number =>
  Math.min(...(state?.channels ?? []).map((each) => each.recordedSamples)) / (SAMPLE_RATE / 1000);

function heardByMicrophone(): Int16Array {
  const silentUntil = msToSamples(SILENT_MS);
  const loudUntil = silentUntil + msToSamples(LOUD_MS);
  return Int16Array.from({ length: loudUntil + msToSamples(QUIET_MS) }, (_, index) => {
    if (index < silentUntil) return 0;
    // A tone, then the noise in the last bits that every device has.
    return index < loudUntil ? 8_000 * Math.sin(index / 10) : ((index * 7) % 11) - 5;
  });
}
