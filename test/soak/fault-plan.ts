/** Plans the faults of a soak run at random; the same seed gives the same plan. */

import type { Fault, When } from "../../local/speech/faults.ts";
import type { Outage } from "../browser/network.ts";
import { between, oneOf } from "./random.ts";
import type { Refusal } from "./refused-writes.ts";
import type { Surroundings } from "./surroundings.ts";

export interface PlannedFault {
  readonly name: string;
  /** When it begins and when it ends; the same second if it is only a moment. */
  readonly fromSecond: number;
  readonly toSecond: number;
  readonly begin: (surroundings: Surroundings) => unknown;
  readonly end: (surroundings: Surroundings) => unknown;
}

/** From the end of a fault to the next one. */
const PAUSE_SECONDS = { least: 20, most: 60 };

/** Applies to the open session, or to the next one as soon as it receives audio. */
const NOW: When = { atMs: 0 };
/** Applies to the next session before it begins. */
const AT_CONNECTION: When = {};

interface Incident extends Pick<PlannedFault, "name" | "begin"> {
  readonly seconds?: number;
  readonly end?: PlannedFault["end"];
}
type Kind = (random: () => number) => Incident;

const scheduled =
  (name: string, ...faults: readonly (readonly [Fault, When])[]): Kind =>
  () => ({
    name,
    begin({ service }) {
      for (const [fault, when] of faults) service.faults.schedule(fault, when);
    },
  });

const DROP = [{ type: "drop" }, NOW] as const satisfies readonly [Fault, When];

const SESSION_KINDS: readonly Kind[] = [
  scheduled("drop", DROP),
  scheduled("drop, and the next one before it begins", DROP, [{ type: "drop" }, AT_CONNECTION]),
  scheduled("close 1011", [{ type: "close", code: 1011, reason: "" }, NOW]),
  scheduled("close 1013", [{ type: "close", code: 1013, reason: "" }, NOW]),
  scheduled("error 3005", [{ type: "error" }, NOW]),
  scheduled("error 3008", [
    { type: "error", code: 3008, text: "Session Expired: Maximum session duration exceeded" },
    NOW,
  ]),
  scheduled("stall", [{ type: "stall" }, NOW]),
  scheduled("drop, tokens refused", DROP, [{ type: "refuse-token", status: 503 }, { times: 4 }]),
  scheduled("drop, slow token", DROP, [{ type: "slow-token", delayMs: 3_000 }, {}]),
  scheduled("drop, expired token", DROP, [
    { type: "error", code: 1008, text: "Unauthorized Connection: Signature has expired" },
    AT_CONNECTION,
  ]),
  scheduled(
    "malformed and unknown messages",
    [{ type: "malformed-json" }, NOW],
    [{ type: "unknown-type" }, NOW],
    [{ type: "warning", code: 1, text: "made up" }, NOW],
  ),
  scheduled("null fields", [{ type: "null-fields" }, NOW]),
  scheduled("duplicate finals", [{ type: "duplicate-finals" }, NOW]),
  scheduled("turns out of order", [{ type: "turns-out-of-order" }, NOW]),
  scheduled("silent gateway", [{ type: "silent-gateway" }, NOW]),
];

/** The network is away for 3 to 30 s, and Chrome reports its return or does not, as with a router. */
const blip =
  (outage: Outage, isReported: boolean): Kind =>
  (random) => {
    const seconds = between(random, 3, 30);
    const itsReturn = isReported ? "reported" : "not reported";
    return {
      name: `network ${outage} for ${seconds} s, its return ${itsReturn}`,
      seconds,
      begin: ({ network }) => network.cut(outage),
      end: (surroundings) => surroundings.restoreNetwork({ outage, seconds, isReported }),
    };
  };

const databaseRefuses =
  (refusal: Refusal): Kind =>
  (random) => {
    const seconds = between(random, 3, 20);
    return {
      name: `database refuses for ${seconds} s, ${refusal}`,
      seconds,
      begin: ({ writes }) => writes.refuse(refusal),
      end: ({ writes }) => writes.accept(),
    };
  };

/** Refuses a parameter that the sessions ask for. */
const parameterRefused: Kind = (random) => {
  const choice = random();
  return {
    name: "drop, then a parameter refused",
    seconds: 10,
    begin: (surroundings) => surroundings.refuseParameter(choice),
    // Earshot asks for what was refused again when the settings change.
    end: ({ changeSettings }) => changeSettings(),
  };
};

const changeRefused: Kind = () => ({
  name: "change of settings refused",
  begin: ({ refuseChange }) => refuseChange(),
});

const soundServerDies: Kind = (random) => ({
  name: "sound server dies",
  seconds: between(random, 3, 15),
  begin: ({ loseSound }) => loseSound(),
  end: ({ sound }) => sound?.start(),
});

const KINDS: readonly Kind[] = [
  ...SESSION_KINDS,
  ...(["refused", "silent"] as const).flatMap((outage) => [
    blip(outage, true),
    blip(outage, false),
  ]),
  databaseRefuses("at once"),
  databaseRefuses("by aborting"),
  parameterRefused,
  parameterRefused,
  changeRefused,
  soundServerDies,
];

/** Returns faults sorted by time, none of them in the last seconds. All kinds come before one comes again. */
export function planFaults(seconds: number, random: () => number): readonly PlannedFault[] {
  const plan: PlannedFault[] = [];
  const pause = (): number => between(random, PAUSE_SECONDS.least, PAUSE_SECONDS.most);
  let left: readonly Kind[] = [];
  for (let at = pause(); ; at += pause()) {
    if (left.length === 0) left = KINDS;
    const kind = oneOf(random, left);
    const index = left.indexOf(kind);
    left = left.filter((_, each) => each !== index);
    const { name, seconds: length = 0, begin, end = () => undefined } = kind(random);
    const toSecond = at + length;
    if (toSecond > seconds - PAUSE_SECONDS.least) return plan;
    plan.push({ name, fromSecond: at, toSecond, begin, end });
    at = toSecond;
  }
}
