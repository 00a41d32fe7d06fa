/**
 * Nothing is lost: whatever happens to connection, service and tokens, every number played during a recording is on disk, and
 * once and in order in the transcript.
 */

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { INSTANT } from "../../local/behaviour.ts";
import { stop, waitForStatus } from "../../local/browser/panel-driver.ts";
import type { Fault, Faults, When } from "../../local/speech/faults.ts";
import type { Cue } from "../time-code/cued-engine.ts";
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

// Places in the phrases of `time-code/phrases.ts` at which faults happen.
const MID_TURN: Cue = { at: "number", number: 22 };
/** A turn ends because of its length; the speaker continues without a pause. */
const AT_THE_CUT: Cue = { at: "end-of-turn", number: 34 };
/** The turn before the pause at 54; it ends even if capture has missed its last numbers. */
const IN_A_PAUSE: Cue = { at: "end-of-turn", number: 48 };

/** The current session's next audio, or the next session's first. */
const NOW: When = { atMs: 0 };

const PLAYED_SECONDS = 5.5;
/** Twenty seconds of loud audio without a word are a stall (`core/speech/stall-watch.ts`). */
const STALLED_SECONDS = 34;

/** A service at half speed sends its last word ten seconds after Terminate; `session.ts` waits eight. */
const LAGGING_SECONDS = 10;

interface Incident {
  readonly cue: Cue;
  readonly faults: readonly (readonly [Fault, When])[];
}

interface Case {
  readonly what: string;
  /** Called before Start. */
  readonly before?: (faults: Faults) => void;
  readonly during?: readonly Incident[];
  readonly seconds?: number;
  /** Number of sessions, if it does not depend on timing. */
  readonly sessions?: number;
}

const at = (cue: Cue, ...faults: readonly Fault[]): Incident => ({
  cue,
  faults: faults.map((fault) => [fault, NOW] as const),
});

const drop: Fault = { type: "drop" };
const expiredToken: Fault = {
  type: "error",
  code: 1008,
  text: "Unauthorized Connection: Signature has expired",
};

const CASES: readonly Case[] = [
  { what: "nothing goes wrong", sessions: 1 },
  { what: "the network drops in the middle of a turn", during: [at(MID_TURN, drop)], sessions: 2 },
  {
    what: "the network drops after a turn, in the middle of speech",
    during: [at(AT_THE_CUT, drop)],
    sessions: 2,
  },
  {
    what: "the network drops in a pause",
    during: [at(IN_A_PAUSE, drop)],
    seconds: 7,
    sessions: 2,
  },
  {
    what: "the next session drops too, before it has received audio",
    during: [{ cue: MID_TURN, faults: [[drop, { ...NOW, times: 2 }]] }],
    seconds: 7,
    sessions: 3,
  },
  {
    what: "the service closes with 1011",
    during: [at(MID_TURN, { type: "close", code: 1011, reason: "" })],
    sessions: 2,
  },
  {
    what: "the service closes with 1013",
    during: [at(MID_TURN, { type: "close", code: 1013, reason: "" })],
    sessions: 2,
  },
  {
    what: "the service cancels with 3005",
    during: [at(MID_TURN, { type: "error" })],
    sessions: 2,
  },
  {
    what: "the session expires with 3008, earlier than announced",
    during: [
      at(MID_TURN, {
        type: "error",
        code: 3008,
        text: "Session Expired: Maximum session duration exceeded",
      }),
    ],
    sessions: 2,
  },
  {
    what: "the token has expired when a lost session is resumed",
    during: [
      {
        cue: MID_TURN,
        faults: [
          [drop, NOW],
          [expiredToken, {}],
        ],
      },
    ],
    sessions: 3,
  },
  {
    what: "there are no tokens for a while",
    before: (faults) => faults.schedule({ type: "refuse-token", status: 503 }, { times: 4 }),
  },
  {
    what: "the token takes three seconds",
    before: (faults) => faults.schedule({ type: "slow-token", delayMs: 3_000 }),
    sessions: 1,
  },
  {
    what: "malformed and unknown messages arrive",
    during: [
      at(MID_TURN, { type: "malformed-json" }, { type: "unknown-type" }),
      at(AT_THE_CUT, { type: "warning", code: 1, text: "made up" }, { type: "malformed-json" }),
    ],
    sessions: 1,
  },
  {
    what: "fields are null that should not be",
    before: (faults) => faults.schedule({ type: "null-fields" }),
    sessions: 1,
  },
  {
    what: "every final arrives twice",
    before: (faults) => faults.schedule({ type: "duplicate-finals" }),
    sessions: 1,
  },
  {
    what: "finals arrive out of order",
    before: (faults) => faults.schedule({ type: "turns-out-of-order" }),
    sessions: 1,
  },
  {
    what: "finals arrive out of order and the network drops in between",
    before: (faults) => faults.schedule({ type: "turns-out-of-order" }),
    during: [at(IN_A_PAUSE, drop)],
    seconds: 7,
    sessions: 2,
  },
  {
    what: "the socket stays open but no more messages arrive",
    during: [at(MID_TURN, { type: "stall" })],
    seconds: STALLED_SECONDS,
  },
];

describe("no number is lost or doubled if", () => {
  let scenario: TimeCodedScenario;
  beforeAll(async () => {
    scenario = await openTimeCoded({ seconds: STALLED_SECONDS });
  });
  afterAll(() => scenario[Symbol.asyncDispose]());
  afterEach(() => {
    scenario.service.faults.clear();
    scenario.engine.clearCues();
  });

  test.each(CASES)("$what", ({ before, during = [], seconds = PLAYED_SECONDS, sessions }) =>
    picturedWhenFailing(scenario.browser, async () => {
      const { service, engine } = scenario;
      const sessionsBefore = service.sessions.length;
      before?.(service.faults);
      for (const { cue, faults } of during)
        engine.onCue(cue, () => {
          for (const [fault, when] of faults) service.faults.schedule(fault, when);
        });

      const meetingId = await beginMeeting(scenario);
      const played = await playUntil(scenario, seconds);
      await endMeeting(scenario, meetingId);

      await expectWhole(scenario, meetingId, played);
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

const inTimeCodedBrowser = async (
  options: Parameters<typeof openTimeCoded>[0],
  act: (scenario: TimeCodedScenario) => Promise<void>,
): Promise<void> => {
  await using scenario = await openTimeCoded(options);
  await picturedWhenFailing(scenario.browser, () => act(scenario));
};

test("sessions roll over before they expire", () =>
  inTimeCodedBrowser(
    { seconds: 18, behaviour: { session: { ...INSTANT.session, longestSeconds: 8 } } },
    async (scenario) => {
      const { service } = scenario;
      const meetingId = await beginMeeting(scenario);
      const played = await playUntil(scenario, 18);
      await endMeeting(scenario, meetingId);

      await expectWhole(scenario, meetingId, played);
      expect(service.sessions.length).toBeGreaterThan(2);
      expect(new Set(service.sessions.map(({ closeCode }) => closeCode))).toEqual(new Set([1000]));
    },
  ));

test("late words of a lagging service are awaited at the end, or requested again", () =>
  inTimeCodedBrowser(
    { seconds: LAGGING_SECONDS, behaviour: { sound: { speed: 0.5 } } },
    async (scenario) => {
      const meetingId = await beginMeeting(scenario);
      const played = await playUntil(scenario, LAGGING_SECONDS);
      await endMeeting(scenario, meetingId);

      await expectWhole(scenario, meetingId, played);
    },
  ));
