/** Meetings of the microphone alone, and microphones that are withdrawn or missing. */

import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FRAME_SAMPLES, SAMPLE_RATE } from "../../core/audio/format.ts";
import { DEFAULT_SETTINGS } from "../../core/settings/settings.ts";
import { INSTANT } from "../../local/behaviour.ts";
import {
  download,
  chooseExport,
  shownProblems,
  start,
  stop,
  waitForStatus,
} from "../../local/browser/panel-driver.ts";
import { writeSettings } from "../../local/browser/extension.ts";
import { pause, play } from "../../local/browser/meeting-page.ts";
import { setMicrophonePermission } from "./fake-microphone.ts";
import type { LiveState } from "../../core/protocol/live.ts";
import { meetingPages } from "../../local/meeting/meeting-pages.ts";
import { createScriptedEngine } from "../meetings/scripted-engine.ts";
import { briefModel } from "../meetings/meeting-script.ts";
import { decodeMeeting } from "../local/sample-meeting.ts";
import { storedMeetings, storedAudio } from "../time-code/stored.ts";
import { followStates, picturedWhenFailing } from "./harness.ts";
import { type MicrophoneScenario, openWithMicrophone } from "./microphone-scenario.ts";
import { isAudible, samplesOfWav } from "./played-audio.ts";
import { problemSentence } from "./sentence.ts";
import { chooseSource, readTurns, shownChannels, waitForProblem } from "./panel-view.ts";

const SENTENCE = { text: "This is only me.", startMs: 200, endMs: 1_000 };
/** Chrome's name for the default one of its fake microphones. */
const FAKE_DEVICE = "Fake Default Audio Input";

describe("the microphone", () => {
  let scenario: MicrophoneScenario;
  let state: LiveState | null = null;
  beforeAll(async () => {
    const engine = createScriptedEngine([SENTENCE]);
    scenario = await openWithMicrophone(
      { engine, languageModel: briefModel, behaviour: INSTANT, pages: meetingPages },
      await decodeMeeting(),
    );
    await followStates(scenario.panel, (next) => (state = next));
  });
  afterAll(() => scenario[Symbol.asyncDispose]());
  const pictured = (act: () => Promise<void>): Promise<void> =>
    picturedWhenFailing(scenario.browser, act);

  test("alone makes a meeting with title, words and audio, without a tab", () =>
    pictured(async () => {
      const { panel, page, downloads } = scenario;
      const address = page.url();
      // This page can't be captured.
      await page.goto("about:blank");
      await chooseSource(panel, "Microphone");
      await start(panel);
      await waitForStatus(panel, ["Recording"]);
      await expect.poll(() => shownChannels(panel)).toEqual(["You: Hearing"]);
      await expect.poll(() => readTurns(panel)).toMatchObject([YOUR_TURN]);
      await stop(panel);
      await waitForStatus(panel, ["Saved"]);
      await page.goto(address);
      await scenario.extension.triggerAction(page);

      expect(await storedMeetings(panel)).toMatchObject([
        { title: "Microphone recording", pageUrl: null, channels: [{ name: "mic" }] },
      ]);
      expect(await shownProblems(panel)).toEqual([]);
      const wav = await readFile(await download(downloads, () => chooseExport(panel, "WAV audio")));
      expect(isAudible(samplesOfWav(wav))).toBe(true);
    }));

  test("that is withdrawn and granted again leaves silence in between, and the panel says so", () =>
    pictured(async () => {
      const { browser, extension, panel, page } = scenario;
      await chooseSource(panel, "Tab and microphone");
      await start(panel);
      await waitForStatus(panel, ["Recording"]);
      await play(page);
      await expect.poll(() => shownChannels(panel)).toEqual(BOTH_HEARD);
      await setMicrophonePermission(browser, extension, "denied");
      const sentence = await problemSentence("micWithdrawn");
      await waitForProblem(panel, sentence);
      const gone = await nextSecond();
      await setMicrophonePermission(browser, extension, "granted");
      await expect.poll(() => shownProblems(panel)).toEqual([]);
      const back = await nextSecond();
      await pause(page);
      await stop(panel);
      await waitForStatus(panel, ["Saved"]);

      const [meeting] = await storedMeetings(panel);
      const tab = await storedAudio(panel, meeting?.id ?? "", "tab");
      const mic = await storedAudio(panel, meeting?.id ?? "", "mic");
      expect(mic.length).toBe(tab.length);
      expect(mic.subarray(gone.from, gone.to).every((sample) => sample === 0)).toBe(true);
      expect(isAudible(tab.subarray(gone.from, gone.to))).toBe(true);
      expect(isAudible(mic.subarray(back.from))).toBe(true);
    }));

  test("that replaces a missing one is recorded, and the panel names it", () =>
    pictured(async () => {
      const { browser, extension, panel } = scenario;
      const microphone = { deviceId: "unplugged", label: "Desk microphone" };
      const capture = { ...DEFAULT_SETTINGS.capture, source: "mic", microphone } as const;
      await writeSettings(browser, extension, { capture });
      await start(panel);
      await waitForStatus(panel, ["Recording"]);
      await waitForProblem(panel, await problemSentence("micReplaced", FAKE_DEVICE));
      await expect.poll(() => shownChannels(panel)).toEqual(["You: Hearing"]);
      await stop(panel);
      await waitForStatus(panel, ["Saved"]);
      const [meeting] = await storedMeetings(panel);
      expect(isAudible(await storedAudio(panel, meeting?.id ?? "", "mic"))).toBe(true);
      expect(await shownProblems(panel)).toEqual([]);
    }));

  /** Waits until one more second of each channel is recorded, which was captured after this call, and returns its samples. */
  async function nextSecond(): Promise<{ readonly from: number; readonly to: number }> {
    const lengths = (): number[] => state?.channels.map((each) => each.recordedSamples) ?? [];
    const from = Math.max(...lengths()) + 10 * FRAME_SAMPLES;
    const to = from + SAMPLE_RATE;
    await expect.poll(() => Math.min(...lengths())).toBeGreaterThan(to);
    return { from, to };
  }
});

const YOUR_TURN = { speaker: "You", words: SENTENCE.text };
const BOTH_HEARD = ["Them: Hearing", "You: Hearing"];
