/** A real recogniser transcribes tab and microphone at once: each side keeps its own words, and echo is recognised. */

import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { msToSamples } from "../../core/audio/format.ts";
import { INSTANT } from "../../local/behaviour.ts";
import { pause, play, playedUntil } from "../../local/browser/meeting-page.ts";
import { start, stop, waitForStatus } from "../../local/browser/panel-driver.ts";
import { meetingPages } from "../../local/meeting/meeting-pages.ts";
import { openOnDeviceEngine } from "../../local/speech/on-device/on-device-engine.ts";
import { briefModel } from "../meetings/meeting-script.ts";
import { heardFrom, hiss, mixed } from "../local/loudspeaker.ts";
import { decodeMeeting, readScript, type SpokenTurn } from "../local/sample-meeting.ts";
import { wordErrors } from "../local/word-error-rate.ts";
import { storedMeetings, storedTurns } from "../time-code/stored.ts";
import { picturedWhenFailing } from "./harness.ts";
import { type MicrophoneScenario, openWithMicrophone } from "./microphone-scenario.ts";
import { hearPlainly, microphoneOpenedAt } from "./offscreen-document.ts";
import { chooseSource, readTurns } from "./panel-view.ts";

/** The recogniser gets 2 to 3 % of these voices wrong; a higher rate means that words were lost before it. */
const MAX_WORD_ERRORS = 0.15;
/** Chrome's processing of a voice while the loudspeaker plays another costs some of its words. */
const MAX_OWN_WORD_ERRORS = 0.4;
/** Longer than any meeting here, so that Chrome does not play the microphone's file a second time. */
const NOISE_MS = 60_000;

let meeting: Int16Array;
let script: readonly SpokenTurn[];

describe("with a real recogniser", () => {
  let scenario: MicrophoneScenario;
  beforeAll(async () => {
    [meeting, script] = await Promise.all([decodeMeeting(), readScript()]);
    scenario = await openWithMicrophone(
      {
        engine: await openOnDeviceEngine(),
        languageModel: briefModel,
        behaviour: INSTANT,
        pages: meetingPages,
      },
      noise(),
    );
    await chooseSource(scenario.panel, "Tab and microphone");
  });
  afterAll(() => scenario[Symbol.asyncDispose]());

  test("each side keeps its own words when both speak at once", () =>
    picturedWhenFailing(scenario.browser, async () => {
      const { panel, page, hear } = scenario;
      // This excerpt is about a customer and money; the tab is about a release.
      const [ownFromMs, ownToMs] = [59_500, 69_000];
      await hear(mixed(noise(), placed(excerpt(ownFromMs, ownToMs), 3_000)));
      await start(panel);
      await waitForStatus(panel, ["Recording"]);
      await play(page);
      const playedMs = (await playedUntil(page, 17.6)) * 1000;
      await pause(page);
      await stop(panel);
      await waitForStatus(panel, ["Saved"]);

      const them = await wordsOf(panel, (speaker) => speaker !== "You");
      const you = await wordsOf(panel, (speaker) => speaker === "You");
      expect(wordErrors(said(0, playedMs), them).rate).toBeLessThan(MAX_WORD_ERRORS);
      expect(wordErrors(said(ownFromMs, ownToMs), you).rate).toBeLessThan(MAX_OWN_WORD_ERRORS);
      expect(you).toMatch(/customer|schedule|percent|quarter/i);
      expect(them).not.toMatch(/customer|schedule|percent|quarter/i);
      expect(you).not.toMatch(/harbor|weekly|topics|search|page|results/i);
    }));

  test("words that the microphone picks up from the loudspeaker are not shown twice", () =>
    picturedWhenFailing(scenario.browser, async () => {
      const { browser, extension, panel, page, hear } = scenario;
      const playedSeconds = 9.7;
      const copyAtMs = 12_000;
      const [ownFromMs, ownToMs] = [36_000, 38_600];
      const copy = heardFrom(meeting.subarray(0, msToSamples(playedSeconds * 1000)), LAPTOP);
      const own = placed(excerpt(ownFromMs, ownToMs), copyAtMs + 10_500);
      await hear(mixed(noise(), placed(copy, copyAtMs), own));
      await page.$eval("audio#meeting", (audio) => void (audio.currentTime = 0));
      await hearPlainly(browser, extension);
      await hissIn(page);
      await start(panel);
      await waitForStatus(panel, ["Recording"]);
      const openedAt = await microphoneOpenedAt(browser, extension);
      await playAt(page, openedAt + copyAtMs - PLAYS_EARLIER_MS);
      await playedUntil(page, playedSeconds);
      await pause(page);
      const heardMs = copyAtMs + 14_000;
      await expect.poll(() => Date.now(), { timeout: 30_000 }).toBeGreaterThan(openedAt + heardMs);
      await stop(panel);
      await waitForStatus(panel, ["Saved"]);

      const [recorded] = await storedMeetings(panel);
      const turns = await storedTurns(panel, recorded?.id ?? "");
      const heard = turns.filter(({ channel }) => channel === "mic").flatMap(({ words }) => words);
      const echoes = heard.filter(({ isEcho }) => isEcho);
      const them = await wordsOf(panel, (speaker) => speaker !== "You");
      const you = await wordsOf(panel, (speaker) => speaker === "You");
      expect(wordErrors(said(0, playedSeconds * 1000), them).rate).toBeLessThan(MAX_WORD_ERRORS);
      expect(echoes.length).toBeGreaterThan(12);
      expect(wordErrors(said(ownFromMs, ownToMs), you).rate).toBeLessThan(MAX_OWN_WORD_ERRORS);
      // In doubt a word is the user's own, and on a busy machine Chrome drops audio, so one of these six may be in doubt.
      const left = you.match(/morning|welcome|weekly|harbor|topics/gi) ?? [];
      expect(left.length).toBeLessThanOrEqual(1);
    }));
});

/** Path from a laptop's loudspeaker to its microphone in a small room. */
const LAPTOP = {
  delayMs: 183,
  gainDb: -12,
  highCutHz: 3_000,
  room: { lengthMs: 300, directDb: 4 },
};
/** Head start of the page over its copy in the microphone, so that neither latency nor a busy machine swaps their order. */
const PLAYS_EARLIER_MS = 500;

/** @param time Unix time in ms, in the future */
async function playAt(page: Page, time: number): Promise<void> {
  const aheadMs = await page.$eval(
    "audio#meeting",
    async (audio, time) => {
      const aheadMs = time - Date.now();
      await new Promise((resolve) => setTimeout(resolve, aheadMs));
      await audio.play();
      return aheadMs;
    },
    time,
  );
  expect(aheadMs).toBeGreaterThan(0);
}

/** Adds noise to the page: after digital silence, which no real meeting has, the recogniser needs seconds to adapt. */
const hissIn = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const context = new AudioContext();
    const buffer = context.createBuffer(1, context.sampleRate, context.sampleRate);
    const level = 10 ** (-75 / 20);
    buffer.copyToChannel(
      Float32Array.from({ length: buffer.length }, () => level * (2 * Math.random() - 1)),
      0,
    );
    const hiss = new AudioBufferSourceNode(context, { buffer, loop: true });
    hiss.connect(context.destination);
    hiss.start();
  });

const excerpt = (fromMs: number, toMs: number): Int16Array =>
  meeting.subarray(msToSamples(fromMs), msToSamples(toMs));

const said = (fromMs: number, toMs: number): string =>
  script
    .filter(({ startMs, endMs }) => startMs >= fromMs && endMs <= toMs)
    .map(({ text }) => text)
    .join(" ");

/** Noise of a microphone without a voice. */
const noise = (): Int16Array => hiss(msToSamples(NOISE_MS), -65);

function placed(sound: Int16Array, atMs: number): Int16Array {
  const later = new Int16Array(msToSamples(atMs) + sound.length);
  later.set(sound, msToSamples(atMs));
  return later;
}

const wordsOf = async (panel: Page, isTheirs: (speaker: string) => boolean): Promise<string> =>
  (await readTurns(panel)).flatMap((turn) => (isTheirs(turn.speaker) ? turn.words : [])).join(" ");
