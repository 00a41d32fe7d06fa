/** Tab and microphone recorded at once: two files on one clock, two transcripts, with pause and mute. */

import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { FRAME_SAMPLES, msToSamples, SAMPLE_RATE } from "../../core/audio/format.ts";
import { pause, playedUntil } from "../../local/browser/meeting-page.ts";
import { press, stop, waitForStatus } from "../../local/browser/panel-driver.ts";
import { type ChannelVerdict, judgeChannel } from "../time-code/judge.ts";
import { storedMeetings, storedAudio, storedAudioBytes } from "../time-code/stored.ts";
import { picturedWhenFailing } from "./harness.ts";
import { hearPlainly } from "./offscreen-document.ts";
import { isAudible } from "./played-audio.ts";
import {
  beginMeeting,
  endMeeting,
  FIRST_OF_MICROPHONE,
  openTimeCoded,
  playUntil,
  type TimeCodedScenario,
} from "./time-coded-meeting.ts";
import { chooseSource } from "./panel-view.ts";

const SECONDS = 8;
const SOON = { timeout: 30_000, interval: 50 };
const BLOCK_SAMPLES = SAMPLE_RATE / 10;
const FAULTLESS = { lost: [], doubled: [], invented: [], disordered: [] };

describe("tab and microphone", () => {
  let scenario: TimeCodedScenario;
  beforeAll(async () => {
    scenario = await openTimeCoded({ seconds: 30, hasMicrophone: true });
    await chooseSource(scenario.panel, "Tab and microphone");
  });
  beforeEach(() => hearPlainly(scenario.browser, scenario.extension));
  afterAll(() => scenario[Symbol.asyncDispose]());

  const pictured = (act: () => Promise<void>): Promise<void> =>
    picturedWhenFailing(scenario.browser, act);

  test("have a file and a transcript each, on one clock", () =>
    pictured(async () => {
      const meetingId = await beginMeeting(scenario);
      await playUntil(scenario, SECONDS);
      await endMeeting(scenario, meetingId);

      const { tab, mic } = await bothChannels(meetingId);
      expect(tab.transcript).toMatchObject(FAULTLESS);
      expect(mic.transcript).toMatchObject(FAULTLESS);
      expect(tab.recorded.length).toBeGreaterThan(SECONDS * 5);
      expect(mic.recorded.length).toBeGreaterThan(SECONDS * 5);
      expect(tab.recorded.every(({ number }) => number < FIRST_OF_MICROPHONE)).toBe(true);
      expect(mic.recorded.every(({ number }) => number >= FIRST_OF_MICROPHONE)).toBe(true);
      expect(mic.samples).toBe(tab.samples);
    }));

  test("omit a pause, and pause at the same sample", () =>
    pictured(async () => {
      const { panel, page, service } = scenario;
      const meetingId = await beginMeeting(scenario);
      await playedUntil(page, 3);
      await press(panel, "button", "Pause");
      await waitForStatus(panel, ["Paused"]);
      // Sessions are billed by the minute, so none is open during a pause.
      await vi.waitUntil(() => service.sessions.every(({ closeCode }) => closeCode === 1000), SOON);
      const paused = await lengths(meetingId);
      await playedUntil(page, 7);
      const later = await lengths(meetingId);
      await press(panel, "button", "Resume");
      await waitForStatus(panel, ["Recording"]);
      await playUntil(scenario, 11);
      await endMeeting(scenario, meetingId);

      expect(later).toEqual(paused);
      expect(paused.mic).toBe(paused.tab);
      const { tab, mic } = await bothChannels(meetingId);
      expect(mic.samples).toBe(tab.samples);
      expect(faultsAwayFrom(paused.tab, tab)).toEqual(FAULTLESS);
      expect(faultsAwayFrom(paused.mic, mic)).toEqual(FAULTLESS);
      const before = numbersAround(tab, paused.tab, "before");
      const after = numbersAround(tab, paused.tab, "after");
      expect(before.length).toBeGreaterThan(10);
      expect(after.length).toBeGreaterThan(10);
      // The page plays about four seconds during the pause.
      expect(Math.min(...after) - Math.max(...before)).toBeGreaterThan(30);
      const meeting = (await storedMeetings(panel)).find(({ id }) => id === meetingId);
      expect(meeting?.marks).toMatchObject([
        { type: "pause", resumedAt: expect.any(Number) as number },
      ]);
      expect(msToSamples(meeting?.marks?.[0]?.atMs ?? 0)).toBe(paused.tab);
    }));

  test("record silence of a muted microphone while the tab's recording continues", () =>
    pictured(async () => {
      const { panel, page } = scenario;
      const meetingId = await beginMeeting(scenario);
      await playedUntil(page, 2);
      await press(panel, "button", "Mute microphone");
      await panel.locator('[aria-pressed="true"]').wait();
      const muted = await lengths(meetingId);
      await playedUntil(page, 6);
      const stillMuted = await lengths(meetingId);
      await press(panel, "button", "Mute microphone");
      await playUntil(scenario, 9);
      await endMeeting(scenario, meetingId);

      const mic = await storedAudio(panel, meetingId, "mic");
      const tab = await storedAudio(panel, meetingId, "tab");
      expect(mic.length).toBe(tab.length);
      // Audio on its way to the disk when the button was clicked is from before; on a busy machine that may be much.
      const silent = mic.subarray(muted.mic + SAMPLE_RATE, stillMuted.mic);
      expect(silent.length).toBeGreaterThan(SAMPLE_RATE);
      expect(silent.every((sample) => sample === 0)).toBe(true);
      expect(isAudible(mic.subarray(0, muted.mic - 5 * FRAME_SAMPLES))).toBe(true);
      expect(isAudible(mic.subarray(stillMuted.mic + SAMPLE_RATE))).toBe(true);
      expect(isAudible(tab.subarray(muted.tab, stillMuted.tab))).toBe(true);
      const verdict = await judgeChannel(panel, meetingId, "mic");
      expect(verdict.transcript).toMatchObject(FAULTLESS);
    }));

  test("end with Stop during a pause too", () =>
    pictured(async () => {
      const { panel, page } = scenario;
      const meetingId = await beginMeeting(scenario);
      await playedUntil(page, 3);
      await press(panel, "button", "Pause");
      await waitForStatus(panel, ["Paused"]);
      await pause(page);
      await stop(panel);
      await waitForStatus(panel, ["Saved"]);
      const { tab, mic } = await bothChannels(meetingId);
      expect(tab.transcript).toMatchObject(FAULTLESS);
      expect(mic.transcript).toMatchObject(FAULTLESS);
    }));

  async function bothChannels(meetingId: string) {
    const { panel } = scenario;
    return {
      tab: await judgeChannel(panel, meetingId, "tab"),
      mic: await judgeChannel(panel, meetingId, "mic"),
    };
  }

  /** Lengths of both files in samples. */
  async function lengths(meetingId: string) {
    const { panel } = scenario;
    return {
      tab: (await storedAudioBytes(panel, meetingId, "tab")) / 2,
      mic: (await storedAudioBytes(panel, meetingId, "mic")) / 2,
    };
  }
});

const numbersAround = (
  { recorded }: ChannelVerdict,
  atSample: number,
  side: "before" | "after",
): readonly number[] =>
  recorded
    .filter(({ startMs }) => msToSamples(startMs) < atSample === (side === "before"))
    .map(({ number }) => number);

/** Ignores a number that the pause cut in two: it may be in the transcript but not on disk, or the other way round. */
function faultsAwayFrom(atSample: number, { recorded, transcript }: ChannelVerdict) {
  const { lost, doubled, invented, disordered } = transcript;
  const isCut = (number: number): boolean =>
    recorded.some(
      (block) =>
        block.number === number &&
        Math.abs(msToSamples(block.startMs) - atSample) < 2 * BLOCK_SAMPLES,
    );
  return {
    lost: lost.filter((number) => !isCut(number)),
    doubled,
    invented: invented.slice(1),
    disordered,
  };
}
