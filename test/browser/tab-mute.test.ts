/** Capturing takes the tab's sound from the person and plays it on: what the person does to the tab holds for that too. */

import { expect, test } from "vitest";
import { SAMPLE_RATE } from "../../core/audio/format.ts";
import { pause, play } from "../../local/browser/meeting-page.ts";
import { openPanel, start, stop, waitForStatus } from "../../local/browser/panel-driver.ts";
import { storedMeetings, storedSound, storedSoundBytes } from "../time-code/stored.ts";
import { capturedTabId, killServiceWorker, muteTab, tabInFront } from "./chrome-api.ts";
import { inBrowser, withoutWords } from "./harness.ts";
import { tapPlayback } from "./played-sound.ts";

/** Longer than any pause in the sample meeting, so that one that is not heard is muted. */
const ASK = { timeout: 30_000, interval: 1_500 };
const SILENT = 0.001;
const AUDIBLE = 0.05;

test("a muted tab is recorded and not heard, before Start and after, and heard again when it is unmuted", () =>
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
      (await storedSoundBytes(panel, meeting?.id ?? "")) / 2;
    const recordMore = async (): Promise<void> => {
      const from = await recorded();
      await expect.poll(recorded, ASK).toBeGreaterThan(from + 2 * SAMPLE_RATE);
    };

    await recordMore();
    expect(await heard()).toBeLessThan(SILENT);
    const mutedUntil = await recorded();

    await muteTab(panel, tabId, false);
    await expect.poll(heard, ASK).toBeGreaterThan(AUDIBLE);

    await killServiceWorker(browser, extension);
    await muteTab(panel, tabId, true);
    await expect.poll(heard, ASK).toBeLessThan(SILENT);
    const mutedFrom = await recorded();
    await recordMore();
    expect(await heard()).toBeLessThan(SILENT);

    await muteTab(panel, tabId, false);
    await expect.poll(heard, ASK).toBeGreaterThan(AUDIBLE);
    await pause(page);
    await stop(panel);
    await waitForStatus(panel, ["Saved"]);
    const sound = await storedSound(panel, meeting?.id ?? "");
    expect(peakOf(sound.subarray(0, mutedUntil))).toBeGreaterThan(AUDIBLE);
    expect(peakOf(sound.subarray(mutedFrom, mutedFrom + 2 * SAMPLE_RATE))).toBeGreaterThan(AUDIBLE);
  }));

/** 0–1. */
const peakOf = (samples: Int16Array): number =>
  samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0) / 32_768;
