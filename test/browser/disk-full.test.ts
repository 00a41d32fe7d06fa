/** If the disk is full during a recording and at its end, nothing is lost once the user frees some space. */

import { expect, test } from "vitest";
import { playedUntil } from "../../local/browser/meeting-page.ts";
import { shownProblems, stop, waitForStatus } from "../../local/browser/panel-driver.ts";
import { recordingThreads } from "../processes/held-memory.ts";
import { storedAudioBytes } from "../time-code/stored.ts";
import { untilTranscribed } from "../time-code/until-transcribed.ts";
import { picturedWhenFailing, type Scenario } from "./harness.ts";
import { problemSentence } from "./sentence.ts";
import { beginMeeting, expectWhole, openTimeCoded, playUntil } from "./time-coded-meeting.ts";
import { waitForProblem } from "./panel-view.ts";
import { recorderThread } from "./recorder-thread.ts";

const SECONDS = 5.5;
const SOON = { timeout: 60_000, interval: 100 };

test("a meeting stopped on a full disk is transcribed at once and saved when there is space", async () => {
  await using scenario = await openTimeCoded({ seconds: SECONDS });
  const { browser, panel, page, service } = scenario;
  await picturedWhenFailing(browser, async () => {
    const meetingId = await beginMeeting(scenario);
    await playedUntil(page, 2);
    const freeSpace = await fillDisk(scenario);
    const bytes = await storedAudioBytes(panel, meetingId);
    const played = await playUntil(scenario, SECONDS);
    await stop(panel);
    await waitForStatus(panel, ["Saving"]);
    await expect.poll(() => service.sessions[0]?.closeCode, SOON).toBe(1000);
    await waitForProblem(panel, await problemSentence("diskFull"));
    expect(await storedAudioBytes(panel, meetingId)).toBe(bytes);

    await freeSpace();
    await waitForStatus(panel, ["Saved"]);
    await untilTranscribed(panel, meetingId, SOON.timeout);
    await expectWhole(scenario, meetingId, played);
    expect(service.sessions).toHaveLength(1);
    await expect.poll(() => shownProblems(panel), SOON).toEqual([]);
  });
});

/**
 * Makes writes fail as Chrome does on a full disk; filling a real disk would disturb other programs.
 * @returns A function that frees the space
 */
async function fillDisk(scenario: Scenario): Promise<() => Promise<void>> {
  const recorder = await recorderThread(await recordingThreads(scenario));
  const evaluate = async (expression: string): Promise<void> =>
    void (await recorder.send("Runtime.evaluate", { expression }));
  await evaluate(`
    globalThis.write = FileSystemSyncAccessHandle.prototype.write;
    FileSystemSyncAccessHandle.prototype.write = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  `);
  return () => evaluate("FileSystemSyncAccessHandle.prototype.write = globalThis.write;");
}
