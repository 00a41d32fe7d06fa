/** If the browser is killed during a recording, the recording is complete and its transcript can be completed. */

import type { Page } from "puppeteer-core";
import { expect, test, vi } from "vitest";
import { playedUntil } from "../../local/browser/meeting-page.ts";
import { killBrowser } from "../processes/processes.ts";
import { temporaryFolder } from "../processes/temporary-folder.ts";
import { judgeMeeting } from "../time-code/judge.ts";
import { storedMeetings } from "../time-code/stored.ts";
import { untilTranscribed } from "../time-code/until-transcribed.ts";
import { finishTranscript } from "./chrome-api.ts";
import { picturedWhenFailing } from "./harness.ts";
import {
  beginMeeting,
  endMeeting,
  expectWhole,
  openTimeCoded,
  playUntil,
} from "./time-coded-meeting.ts";

const SECONDS = 12;
/** Audio on its way to the disk at the moment of the crash. */
const MAX_LOST_MS = 1_000;
const SOON = { timeout: 30_000, interval: 100 };

test("a meeting survives a crash, and its transcript is completed beside the next recording", async () => {
  await using profile = await temporaryFolder();
  const options = { seconds: SECONDS, profileDir: profile.path };
  const { meetingId, playedSeconds } = await recordAndCrash(options);

  await using scenario = await openTimeCoded(options);
  const { browser, panel } = scenario;
  await picturedWhenFailing(browser, async () => {
    await vi.waitUntil(async () => (await stateOf(panel, meetingId)) === "interrupted", SOON);

    const nextId = await beginMeeting(scenario);
    expect(await finishTranscript(panel, meetingId)).toMatchObject({ ok: true });
    const played = await playUntil(scenario, SECONDS / 2);
    await endMeeting(scenario, nextId);
    await untilTranscribed(panel, meetingId, 60_000);

    const { transcript, disk, missingEndMs } = await judgeMeeting(panel, meetingId, playedSeconds);
    expect(transcript).toMatchObject({ lost: [], doubled: [], invented: [], disordered: [] });
    expect(disk).toMatchObject({ doubled: [], invented: [], disordered: [] });
    expect(missingEndMs).toBeLessThan(MAX_LOST_MS);
    await expectWhole(scenario, nextId, played);
  });
});

async function recordAndCrash(options: Parameters<typeof openTimeCoded>[0]) {
  await using scenario = await openTimeCoded(options);
  const meetingId = await beginMeeting(scenario);
  const playedSeconds = await playedUntil(scenario.page, SECONDS / 2);
  await killBrowser(scenario.browser);
  return { meetingId, playedSeconds };
}

const stateOf = async (panel: Page, meetingId: string): Promise<string | undefined> =>
  (await storedMeetings(panel)).find(({ id }) => id === meetingId)?.state;
