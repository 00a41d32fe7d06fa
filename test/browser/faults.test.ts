/**
 * Nothing is lost: whatever happens to connection, service and tokens, every number played during a recording is on disk, and
 * once and in order in the transcript. `test/local/transcriber-faults.test.ts` has all cases in fake time; those that depend on
 * Chrome's sockets, requests and database are repeated here.
 */

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { stop, waitForStatus } from "../../local/browser/panel-driver.ts";
import {
  drop,
  FAULT_CASES,
  MID_TURN,
  NOW,
  PLAYED_SECONDS,
  scheduleFaults,
} from "../time-code/fault-cases.ts";
import { untilTranscribed } from "../time-code/until-transcribed.ts";
import { picturedWhenFailing } from "./harness.ts";
import {
  beginMeeting,
  endMeeting,
  expectWhole,
  openTimeCoded,
  playUntil,
  type TimeCodedScenario,
} from "./time-coded-meeting.ts";

const CASES = FAULT_CASES.filter(({ isForBrowser }) => isForBrowser);

describe("no number is lost or doubled if", () => {
  let scenario: TimeCodedScenario;
  beforeAll(async () => {
    scenario = await openTimeCoded({
      seconds: Math.max(...CASES.map(({ seconds = PLAYED_SECONDS }) => seconds)),
    });
  });
  afterAll(() => scenario[Symbol.asyncDispose]());
  afterEach(() => {
    scenario.service.faults.clear();
    scenario.engine.clearCues();
  });

  test.each(CASES)("$what", (faulty) =>
    picturedWhenFailing(scenario.browser, async () => {
      const { service, engine } = scenario;
      const sessionsBefore = service.sessions.length;
      scheduleFaults(faulty, service.faults, engine.onCue);

      const meetingId = await beginMeeting(scenario);
      const played = await playUntil(scenario, faulty.seconds ?? PLAYED_SECONDS);
      await endMeeting(scenario, meetingId);

      await expectWhole(scenario, meetingId, played);
      const { sessions } = faulty;
      if (sessions !== undefined) expect(service.sessions.length - sessionsBefore).toBe(sessions);
    }),
  );

  test("Stop is clicked without a connection, which returns later", () =>
    picturedWhenFailing(scenario.browser, async () => {
      const { service, engine, panel } = scenario;
      engine.onCue(MID_TURN, () => {
        service.faults.schedule(drop, NOW);
        service.faults.schedule({ type: "refuse-token", status: 503 }, { times: 1_000 });
      });

      const meetingId = await beginMeeting(scenario);
      const played = await playUntil(scenario, PLAYED_SECONDS);
      await waitForStatus(panel, ["Reconnecting"]);
      await stop(panel);
      await waitForStatus(panel, ["Saving"]);
      service.faults.clear();
      await untilTranscribed(panel, meetingId, 60_000);

      await expectWhole(scenario, meetingId, played);
    }));
});
