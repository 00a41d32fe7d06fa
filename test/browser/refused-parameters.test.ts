/** A speech service that refuses optional parameters costs its settings, and no word. */

import { expect, test } from "vitest";
import { INSTANT } from "../../local/behaviour.ts";
import { DEFAULT_SETTINGS } from "../../core/settings/settings.ts";
import { writeSettings } from "../../local/browser/extension.ts";
import { picturedWhenFailing } from "./harness.ts";
import { waitForProblem } from "./panel-view.ts";
import { sentence } from "./sentence.ts";
import {
  beginMeeting,
  endMeeting,
  expectWhole,
  openTimeCoded,
  playUntil,
} from "./time-coded-meeting.ts";

const SECONDS = 5.5;
const REFUSED = ["keyterms_prompt", "filter_profanity"];

test("parameters that the service refuses are left out one by one, and words go on", async () => {
  await using scenario = await openTimeCoded({
    seconds: SECONDS,
    behaviour: { session: { ...INSTANT.session, refusedParameters: REFUSED } },
  });
  const { browser, extension, panel, service } = scenario;
  await picturedWhenFailing(browser, async () => {
    const speech = { ...DEFAULT_SETTINGS.speech, keyTerms: ["Kubernetes"], filterProfanity: true };
    await writeSettings(browser, extension, { speech });

    const meetingId = await beginMeeting(scenario);
    const played = await playUntil(scenario, SECONDS);
    const [beforeSetting = ""] = (await sentence("problem_speechSettingRefused")).split("$1");
    await waitForProblem(panel, beforeSetting);
    await endMeeting(scenario, meetingId);

    await expectWhole(scenario, meetingId, played);
    const asked = service.sessions.map(({ query, began, closeCode }) => ({
      refused: REFUSED.filter((name) => name in query),
      began,
      closeCode,
    }));
    expect(asked).toEqual([
      { refused: REFUSED, began: false, closeCode: 3006 },
      { refused: ["filter_profanity"], began: false, closeCode: 3006 },
      { refused: [], began: true, closeCode: 1000 },
    ]);
    const others = service.sessions.map(({ query }) =>
      Object.keys(query).filter((name) => !REFUSED.includes(name)),
    );
    expect(others[2]).toEqual(others[0]);
  });
});
