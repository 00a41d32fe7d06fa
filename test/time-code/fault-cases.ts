/** Faults of service, connection and tokens during a few seconds of time-coded audio; after each, every number is transcribed once. */

import type { Fault, Faults, When } from "../../local/speech/faults.ts";
import type { Cue } from "./cued-engine.ts";

// Places in the phrases of `phrases.ts` at which faults happen.
export const MID_TURN: Cue = { at: "number", number: 22 };
/** A turn ends because of its length; the speaker continues without a pause. */
const AT_THE_CUT: Cue = { at: "end-of-turn", number: 34 };
/** The turn before the pause at 54; it ends even if capture has missed its last numbers. */
const IN_A_PAUSE: Cue = { at: "end-of-turn", number: 48 };

/** The current session's next audio, or the next session's first. */
export const NOW: When = { atMs: 0 };

export const PLAYED_SECONDS = 5.5;

interface Incident {
  readonly cue: Cue;
  readonly faults: readonly (readonly [Fault, When])[];
}

export interface FaultCase {
  readonly what: string;
  /** Called before Start. */
  readonly before?: (faults: Faults) => void;
  readonly during?: readonly Incident[];
  /** Length of the recording; `PLAYED_SECONDS` by default. */
  readonly seconds?: number;
  /** Number of sessions, if it does not depend on timing. */
  readonly sessions?: number;
  /** Runs in Chromium too: Chrome's own sockets, requests or database decide the outcome. */
  readonly isForBrowser?: true;
}

const at = (cue: Cue, ...faults: readonly Fault[]): Incident => ({
  cue,
  faults: faults.map((fault) => [fault, NOW] as const),
});

export const drop: Fault = { type: "drop" };
const expiredToken: Fault = {
  type: "error",
  code: 1008,
  text: "Unauthorized Connection: Signature has expired",
};

export const FAULT_CASES: readonly FaultCase[] = [
  { what: "nothing goes wrong", sessions: 1, isForBrowser: true },
  {
    what: "the network drops in the middle of a turn",
    during: [at(MID_TURN, drop)],
    sessions: 2,
    isForBrowser: true,
  },
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
    isForBrowser: true,
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
    isForBrowser: true,
  },
  {
    what: "there are no tokens for a while",
    before: (faults) => faults.schedule({ type: "refuse-token", status: 503 }, { times: 4 }),
    isForBrowser: true,
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
    isForBrowser: true,
  },
  {
    what: "the socket stays open but no more messages arrive",
    during: [at(MID_TURN, { type: "stall" })],
    // Twenty seconds of loud audio without a word are a stall (`core/speech/stall-watch.ts`).
    seconds: 34,
    sessions: 2,
  },
];

/** Schedules the faults of a case. */
export function scheduleFaults(
  { before, during = [] }: FaultCase,
  faults: Faults,
  onCue: (cue: Cue, act: () => void) => void,
): void {
  before?.(faults);
  for (const { cue, faults: due } of during)
    onCue(cue, () => {
      for (const [fault, when] of due) faults.schedule(fault, when);
    });
}
