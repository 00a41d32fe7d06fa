/** Whatever goes wrong, in whatever order: no number is lost or doubled, and nothing is left to do once everything works again. */

import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { between, oneOf, seededRandom } from "../../soak/random.ts";
import { checkTimeCode } from "../../time-code/check.ts";
import {
  type NumberChannel,
  openNumberChannel,
  record,
  restorePlatform,
  SETTINGS,
  stubPlatform,
} from "./number-channel.ts";
import { faults, mint, spokenNumbers } from "./number-service.ts";
import { BLOCK_SAMPLES } from "./numbered-audio.ts";

const SEEDS = 12;
const FAULTS = 12;
const STEP_MS = 250;
const MINUTE_MS = 60_000;
const FAULTLESS = { lost: [], doubled: [], invented: [], disordered: [] };

/** Chrome reports that the network is back. */
let reportOnline = (): void => {};

beforeEach(() => {
  stubPlatform();
  vi.stubGlobal("addEventListener", (_type: string, handler: () => void) => {
    reportOnline = handler;
  });
  vi.stubGlobal("fetch", () =>
    faults.isAway ? Promise.reject(new TypeError("Failed to fetch")) : mint(),
  );
});
afterEach(restorePlatform);

interface Run {
  readonly channel: NumberChannel;
  readonly random: () => number;
  isPaused: boolean;
}
/** Does something at once, or begins a fault and returns how to end it. */
type Incident = (run: Run) => (() => void) | void;

/** As long as a connection may still work, a fault lets it work or breaks it. */
const maybeDrop = ({ random }: Run): void => {
  if (random() < 0.7) faults.dropAll();
};

function changeTerms({ channel, random }: Run): void {
  const keyTerms = [`term ${between(random, 1, 1_000)}`];
  channel.transcriber.configure({ ...SETTINGS, speech: { ...SETTINGS.speech, keyTerms } });
}

const INCIDENTS: Readonly<Record<string, Incident>> = {
  drop: () => faults.dropAll(),
  away(run) {
    faults.isAway = true;
    maybeDrop(run);
    return () => {
      faults.isAway = false;
      if (run.random() < 0.5) reportOnline();
    };
  },
  "online for no reason": () => reportOnline(),
  deaf() {
    faults.isDeaf = true;
    return () => (faults.isDeaf = false);
  },
  "too many sessions"(run) {
    faults.refusals = 2;
    maybeDrop(run);
  },
  "account blocked"(run) {
    faults.isAccountBlocked = true;
    maybeDrop(run);
    return () => (faults.isAccountBlocked = false);
  },
  "parameter refused"(run) {
    const names = ["session_heartbeat", "continuous_partials", "mode", "keyterms_prompt"];
    const refused = oneOf(run.random, names);
    faults.refuses = (name) => name === refused;
    maybeDrop(run);
    return () => (faults.refuses = () => false);
  },
  "settings changed": changeTerms,
  "change refused"(run) {
    faults.refusesChanges = true;
    changeTerms(run);
    return () => (faults.refusesChanges = false);
  },
  slow({ random }) {
    faults.slowness = 1 + 2 * random();
    return () => (faults.slowness = 1);
  },
  paused(run) {
    run.isPaused = true;
    run.channel.transcriber.pause();
    return () => {
      run.isPaused = false;
      run.channel.transcriber.resume();
    };
  },
};

const pass = ({ channel, isPaused }: Run, ms: number): Promise<unknown> =>
  isPaused ? vi.advanceTimersByTimeAsync(ms) : record([channel], ms);

/**
 * Faults overlap, and are a tenth of a second to 40 s apart.
 *
 * @returns what happened, in order
 */
async function everythingFails(run: Run): Promise<readonly string[]> {
  const { random } = run;
  const story: string[] = [];
  const running = new Map<string, () => void>();
  const endFirst = (): void => {
    const [first] = running;
    if (!first) return;
    const [name, end] = first;
    running.delete(name);
    story.push(`end of ${name}`);
    end();
  };
  for (let count = 0; count < FAULTS; count++) {
    const [name, begin] = oneOf(random, Object.entries(INCIDENTS));
    if (running.has(name)) continue;
    const end = begin(run);
    if (end) running.set(name, end);
    const steps = Math.ceil(10 ** (2 + 2.6 * random()) / STEP_MS);
    story.push(`${name}, ${steps * STEP_MS} ms`);
    await pass(run, steps * STEP_MS);
    if (running.size > 1 || random() < 0.5) endFirst();
  }
  while (running.size > 0) endFirst();
  return story;
}

it.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
  "every number is transcribed once after the faults of seed %i",
  async (seed) => {
    const random = seededRandom(seed);
    const channel = await openNumberChannel();
    await record([channel], between(random, 0, 160) * STEP_MS);
    const story = await everythingFails({ channel, random, isPaused: false });
    // A blocked account is tried again after five minutes, and a deaf session may be given as long.
    await record([channel], 12 * MINUTE_MS);
    channel.transcriber.end();
    await vi.advanceTimersByTimeAsync(6 * MINUTE_MS);
    const { phase, isComplete } = channel.transcriber.status();
    vi.useRealTimers();
    const spoken = spokenNumbers(Math.floor(channel.samples / BLOCK_SAMPLES));
    expect({
      story,
      ...checkTimeCode(spoken, await channel.heard()),
      phase,
      isComplete,
    }).toMatchObject({ ...FAULTLESS, phase: "closed", isComplete: true });
  },
);
