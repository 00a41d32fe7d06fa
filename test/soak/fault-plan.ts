/** Plans the faults of a soak run at random; the same seed gives the same plan. */

import type { Fault, Faults, When } from "../../local/speech/faults.ts";
import { between, oneOf } from "./random.ts";

export interface PlannedFault {
  readonly atSeconds: number;
  readonly name: string;
  readonly schedule: (faults: Faults) => void;
}

const EVERY_SECONDS = { least: 20, most: 60 };

/** Applies to the open session, or to the next one as soon as it receives audio. */
const NOW: When = { atMs: 0 };
/** Applies to the next session before it begins. */
const AT_CONNECTION: When = {};

type Kind = readonly { readonly fault: Fault; readonly when: When }[];

const moment = (...faults: readonly Fault[]): Kind => faults.map((fault) => ({ fault, when: NOW }));

/** All are equally likely. Faults that need a new session include a drop. */
const KINDS: Readonly<Record<string, Kind>> = {
  drop: moment({ type: "drop" }),
  "drop, and the next one before it begins": [
    ...moment({ type: "drop" }),
    { fault: { type: "drop" }, when: AT_CONNECTION },
  ],
  "close 1011": moment({ type: "close", code: 1011, reason: "" }),
  "close 1013": moment({ type: "close", code: 1013, reason: "" }),
  "error 3005": moment({ type: "error" }),
  "error 3008": moment({
    type: "error",
    code: 3008,
    text: "Session Expired: Maximum session duration exceeded",
  }),
  stall: moment({ type: "stall" }),
  "drop, tokens refused": [
    ...moment({ type: "drop" }),
    { fault: { type: "refuse-token", status: 503 }, when: { times: 4 } },
  ],
  "drop, slow token": [
    ...moment({ type: "drop" }),
    { fault: { type: "slow-token", delayMs: 3_000 }, when: {} },
  ],
  "drop, expired token": [
    ...moment({ type: "drop" }),
    {
      fault: { type: "error", code: 1008, text: "Unauthorized Connection: Signature has expired" },
      when: AT_CONNECTION,
    },
  ],
  "malformed and unknown messages": moment(
    { type: "malformed-json" },
    { type: "unknown-type" },
    { type: "warning", code: 1, text: "made up" },
  ),
  "null fields": moment({ type: "null-fields" }),
  "duplicate finals": moment({ type: "duplicate-finals" }),
  "turns out of order": moment({ type: "turns-out-of-order" }),
  "silent gateway": moment({ type: "silent-gateway" }),
};

/** Returns faults sorted by time, none of them in the last seconds. */
export function planFaults(seconds: number, random: () => number): readonly PlannedFault[] {
  const plan: PlannedFault[] = [];
  const pause = (): number => between(random, EVERY_SECONDS.least, EVERY_SECONDS.most);
  for (let at = pause(); at < seconds - EVERY_SECONDS.least; at += pause()) {
    const [name, kind] = oneOf(random, Object.entries(KINDS));
    plan.push({
      atSeconds: at,
      name,
      schedule(faults) {
        for (const { fault, when } of kind) faults.schedule(fault, when);
      },
    });
  }
  return plan;
}
