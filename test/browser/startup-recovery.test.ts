/** If the browser closes while a transcript lags behind, the next start finishes it without a click or a panel. */

import type { Browser, Page } from "puppeteer-core";
import { expect, test, vi } from "vitest";
import type { Meeting } from "../../core/meeting.ts";
import { findBrowser } from "../../local/browser/find-browser.mjs";
import { launchBrowser } from "../../local/browser/launch.ts";
import { stop, waitForStatus } from "../../local/browser/panel-driver.ts";
import { EXTENSION_DIR } from "../../local/launcher/build.ts";
import { temporaryFolder } from "../processes/temporary-folder.ts";
import { storedMeetings } from "../time-code/stored.ts";
import { untilTranscribed } from "../time-code/until-transcribed.ts";
import { finishTranscript, startsWithBrowser } from "./chrome-api.ts";
import { picturedWhenFailing } from "./harness.ts";
import {
  beginMeeting,
  expectWhole,
  openTimeCoded,
  playUntil,
  type TimeCodedScenario,
} from "./time-coded-meeting.ts";

const SECONDS = 5.5;
const LATER = { timeout: 60_000, interval: 100 };

test("the next start finishes a requested transcript and marks an interrupted recording", async () => {
  await using profile = await temporaryFolder();
  await using scenario = await openTimeCoded({ seconds: SECONDS, profileDir: profile.path });
  const { service, browser } = scenario;
  breakConnection(scenario);
  const left = await picturedWhenFailing(browser, () => leaveBehind(scenario));
  await browser.close();
  expect(service.sessions).toHaveLength(0);

  service.faults.clear();
  await inNextBrowser(profile.path, async (page) => {
    await vi.waitUntil(
      async () => (await meeting(page, left.cutOffId))?.state === "interrupted",
      LATER,
    );
    await untilTranscribed(page, left.savedId, LATER.timeout);
    await expectWhole({ panel: page }, left.savedId, left.played);
    expect(await meeting(page, left.savedId)).toMatchObject({ problem: null });
    // An interrupted recording is transcribed only on request.
    expect(await meeting(page, left.cutOffId)).toMatchObject({
      channels: [{ transcribedSamples: 0 }],
    });
    expect(service.sessions).toHaveLength(1);

    breakConnection(scenario);
    expect(await finishTranscript(page, left.cutOffId)).toMatchObject({ ok: true });
  });

  service.faults.clear();
  await inNextBrowser(profile.path, async (page) => {
    await untilTranscribed(page, left.cutOffId, LATER.timeout);
    expect(service.sessions).toHaveLength(2);
  });
});

const breakConnection = ({ service }: TimeCodedScenario): void =>
  service.faults.schedule({ type: "refuse-token", status: 503 }, { times: 1_000 });

/** Makes one meeting that was saved before anything was transcribed, and one that is still being recorded. */
async function leaveBehind(scenario: TimeCodedScenario) {
  const savedId = await beginMeeting(scenario);
  const played = await playUntil(scenario, SECONDS);
  await stop(scenario.panel);
  await waitForStatus(scenario.panel, ["Saved"]);
  const cutOffId = await beginMeeting(scenario);
  await playUntil(scenario, SECONDS / 2);
  return { savedId, played, cutOffId };
}

/** Opens a page that reads the stored data, and no other page of Earshot. */
async function inNextBrowser(profileDir: string, act: (page: Page) => Promise<void>) {
  const { browser, extension } = await launchBrowser({
    executablePath: findBrowser() ?? "",
    extensionDir: EXTENSION_DIR,
    profileDir,
    downloadDir: null,
    headless: true,
    args: [],
  });
  try {
    expect(await startsWithBrowser(browser, extension)).toBe(true);
    const page = await firstPage(browser);
    await page.goto(`chrome-extension://${extension.id}/manifest.json`);
    await picturedWhenFailing(browser, () => act(page));
  } finally {
    await browser.close();
  }
}

async function firstPage(browser: Browser): Promise<Page> {
  const [page = await browser.newPage()] = await browser.pages();
  return page;
}

const meeting = async (page: Page, meetingId: string): Promise<Meeting | undefined> =>
  (await storedMeetings(page)).find(({ id }) => id === meetingId);
