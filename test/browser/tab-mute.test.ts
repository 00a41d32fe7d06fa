/** Capture mutes the tab and the extension plays it on; muting the tab mutes that too. */

import { expect, test } from "vitest";
import { BYTES_PER_SAMPLE, SAMPLE_RATE } from "../../core/audio/format.ts";
import { pause, play } from "../../local/browser/meeting-page.ts";
import { openPanel, start, stop, waitForStatus } from "../../local/browser/panel-driver.ts";
import { storedMeetings, storedAudio, storedAudioBytes } from "../time-code/stored.ts";
import { capturedTabId, killServiceWorker, muteTab, tabInFront } from "./chrome-api.ts";
import { inBrowser, withoutWords } from "./harness.ts";
import { tapPlayback } from "./played-audio.ts";

/** Longer than any pause in the sample meeting (0.9 s), so that a silent stretch of this length must be muted. */
const STRETCH_SAMPLES = 2 * SAMPLE_RATE;
const SILENT = 0.001;
const AUDIBLE = 0.05;

test("a tab muted before or after Start is recorded but not played, and played again when it is unmuted", () =>
  inBrowser(withoutWords(), async ({ browser, extension, page }) => {
    const playbacks = await tapPlayback(browser, extension);
    const heard = async (): Promise<number> =>
      Math.max(...(await playbacks()).map(({ peak }) => peak));
    const panel = await openPanel(browser, extension, page);
    const { id: tabId } = await tabInFront(panel);
    await muteTab(panel, tabId, true);
    await start(panel);
    await waitForStatus(panel, ["Recording"]);
    expect(await capturedTabId(panel)).toBe(tabId);
    await play(page);
    const [meeting] = await storedMeetings(panel);
    const recorded = async (): Promise<number> =>
      (await storedAudioBytes(panel, meeting?.id ?? "")) / BYTES_PER_SAMPLE;
    /** Returns the highest level played while the next stretch is recorded. */
    const heardOfNext = async (): Promise<number> => {
      await heard();
      const until = (await recorded()) + STRETCH_SAMPLES;
      await expect.poll(recorded).toBeGreaterThan(until);
      return heard();
    };

    expect(await heardOfNext()).toBeLessThan(SILENT);
    const mutedUntil = await recorded();

    await muteTab(panel, tabId, false);
    await expect.poll(heardOfNext).toBeGreaterThan(AUDIBLE);

    await killServiceWorker(browser, extension);
    await muteTab(panel, tabId, true);
    await expect.poll(heardOfNext).toBeLessThan(SILENT);
    const mutedAgainUntil = await recorded();

    await muteTab(panel, tabId, false);
    await expect.poll(heardOfNext).toBeGreaterThan(AUDIBLE);
    await pause(page);
    await stop(panel);
    await waitForStatus(panel, ["Saved"]);
    const sound = await storedAudio(panel, meeting?.id ?? "");
    expect(peakOf(sound.subarray(0, mutedUntil))).toBeGreaterThan(AUDIBLE);
    const mutedAgain = sound.subarray(mutedAgainUntil - STRETCH_SAMPLES, mutedAgainUntil);
    expect(peakOf(mutedAgain)).toBeGreaterThan(AUDIBLE);
  }));

/** 0–1. */
const peakOf = (samples: Int16Array): number =>
  samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0) / 32_768;
