/** A note that is made to be slow, opened while a meeting is recorded, takes nothing of the recording. */

import { expect, test } from "vitest";
import { HOSTILE_NOTES, openNotes, storeHostileNotes } from "../meetings/hostile-notes.ts";
import { picturedWhenFailing } from "./harness.ts";
import {
  beginMeeting,
  endMeeting,
  expectWhole,
  openTimeCoded,
  playUntil,
} from "./time-coded-meeting.ts";

/** Longer than all openings take on a quiet machine; what is opened later is opened in a silent recording. */
const SECONDS = 60;

test("hostile notes can be opened while a meeting is recorded, and no number of it is lost", async () => {
  await using scenario = await openTimeCoded({ seconds: SECONDS });
  await picturedWhenFailing(scenario.browser, async () => {
    const { panel } = scenario;
    const failures: unknown[] = [];
    panel.on("pageerror", (error) => failures.push(error));
    await storeHostileNotes(panel);

    const meetingId = await beginMeeting(scenario);
    for (const kind of Object.keys(HOSTILE_NOTES)) await openNotes(panel, kind);
    const played = await playUntil(scenario, 1);
    await endMeeting(scenario, meetingId);

    expect(failures).toEqual([]);
    await expectWhole(scenario, meetingId, played);
  });
});
