/** A recording loses nothing while other meetings are exported. */

import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { press } from "../../local/browser/panel-driver.ts";
import { meetingOf, openPanelInTab, storeAudio, storeMeeting } from "../meetings/stored-meeting.ts";
import { picturedWhenFailing } from "./harness.ts";
import {
  beginMeeting,
  endMeeting,
  expectWhole,
  openTimeCoded,
  playUntil,
} from "./time-coded-meeting.ts";

const SECONDS = 8;
const STORED_SECONDS = 1_800;
const CHANNELS = ["tab", "mic"] as const;

test("a recording loses nothing while an archive is written and downloaded", async () => {
  await using scenario = await openTimeCoded({ seconds: SECONDS });
  await picturedWhenFailing(scenario.browser, async () => {
    const channels = CHANNELS.map((name) => ({ name, transcribedSamples: 0 }));
    const old = { ...meetingOf("old", STORED_SECONDS * 1000, 1), channels };
    await storeMeeting(scenario.panel, old, []);
    for (const channel of CHANNELS)
      await storeAudio(scenario.panel, "old", STORED_SECONDS, channel);
    const meetingId = await beginMeeting(scenario);
    const panel = await openPanelInTab(scenario);
    await press(panel, "button", "Meetings");
    await press(panel, "button", "Export all");
    const played = await playUntil(scenario, SECONDS);
    await expect
      .poll(() => readdir(scenario.downloads), { timeout: 60_000 })
      .toEqual([expect.stringMatching(/\.zip$/)]);
    await endMeeting(scenario, meetingId);
    await expectWhole(scenario, meetingId, played);
  });
});
