/**
 * An audio context that is replaced when the system's sound server dies: a new one runs at once, but on Linux only the old
 * one can be heard again when the server is back (docs/platform.md#later-facts). So recording goes on in the new one until the
 * old one can be resumed.
 */

import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import { delay } from "../../shared/delay.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { loadFramer } from "./framer-node.ts";

/** Output devices run at up to 384 kHz, headsets at 8 kHz; speech needs no more than this. */
const MAX_CONTEXT_RATE = 48_000;
/** A context without time that passes is dead. One that runs was seen to begin within 0.1 s. */
const START_TIMEOUT_MS = 500;
const CHECK_EVERY_MS = 20;
const LOOK_EVERY_MS = 1_000;
/** A context in which no time passes for so long is dead, although it fires no event. */
const STILL_MS = 3_000;
/** A resume fails at once while the sound server is dead. */
const RESUME_EVERY_MS = 3_000;
/** A resumed context ran for 10 ms and then stood still for 1.2 s (Chromium 156), in which nothing would be recorded. */
const STEADY_SECONDS = 0.5;
const RESUME_TIMEOUT_MS = 2_500;
/** Delay after a default context and one without output have both failed. */
const RETRY_MS = 1_000;
/** The audio thread stands still if the audio device does, and its answer never comes. */
const CLOSE_TIMEOUT_MS = 1_000;

/** TypeScript's DOM library lacks the sink. */
interface ContextOptions extends AudioContextOptions {
  readonly sinkId?: { readonly type: "none" };
}

export interface ContextListener {
  /** The context has stopped. */
  onLost(): void;
  /** This one runs in its place. The old one still answers until this returns. */
  onReplaced(context: AudioContext): void;
}

export interface KeptContext {
  readonly current: AudioContext;
  /** Resolves when framers can be created. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/** Opens a context that can run framers. */
export function keepContext(listener: ContextListener): KeptContext {
  const { mediaDevices } = navigator;
  let current = openContext();
  let isClosed = false;
  /** The present context is dead. */
  let isLost = false;
  /** The context replaced a dead one, and may be without the user's output device. */
  let isMakeshift = false;
  /** The first context that failed since one had output. */
  let outlet: AudioContext | null = null;
  /** Output devices have changed since a replacement was looked for among them. */
  let hasNewDevices = false;
  const time = createTimeWatch(() => current.currentTime);

  const run = oneAtATime(() => {
    if (isClosed) return;
    if (isLost) run(findNext);
    else if (hasNewDevices) run(returnToOutput);
  });

  function replace(lost: AudioContext, hasFailed: boolean): void {
    if (lost !== current || isClosed) return;
    if (hasFailed) outlet ??= lost;
    isLost = true;
    run(findNext);
  }

  async function findNext(): Promise<void> {
    listener.onLost();
    isMakeshift = true;
    for (let attempt = 0; !isClosed; attempt++) {
      const hasOutput = attempt % 2 === 0;
      if (await take(hasOutput ? openContext() : openContext({ sinkId: { type: "none" } }))) return;
      if (!hasOutput) await delay(RETRY_MS);
    }
  }

  /** A context that began without the sound server stays silent when the server is back. */
  async function returnToOutput(): Promise<void> {
    hasNewDevices = false;
    const devices = await mediaDevices.enumerateDevices();
    const hasOutput = devices.some(({ kind }) => kind === "audiooutput");
    if (!hasOutput || !(await take(openContext()))) return;
    isMakeshift = false;
    if (outlet) closeContext(outlet);
    outlet = null;
  }

  async function returnToOutlet(): Promise<void> {
    const context = outlet;
    if (!context || !(await resumes(context)) || isClosed) return;
    outlet = null;
    isMakeshift = false;
    use(context);
  }

  async function take(next: AudioContext): Promise<boolean> {
    await loadFramer(next);
    if (!(await passes(next, 0, START_TIMEOUT_MS)) || isClosed) {
      closeContext(next);
      return false;
    }
    watch(next, replace);
    use(next);
    return true;
  }

  function use(next: AudioContext): void {
    const last = current;
    current = next;
    isLost = false;
    time.begin();
    listener.onReplaced(next);
    if (last !== outlet) closeContext(last);
  }

  const onDevices = (): void => {
    hasNewDevices = isMakeshift;
    if (isMakeshift) run(returnToOutput);
  };
  mediaDevices.addEventListener("devicechange", onDevices);
  const timers = [
    setInterval(() => time.standsStill() && replace(current, true), LOOK_EVERY_MS),
    setInterval(() => run(returnToOutlet), RESUME_EVERY_MS),
  ];
  watch(current, replace);
  return {
    ready: loadFramer(current),
    get current() {
      return current;
    },
    async close() {
      isClosed = true;
      for (const timer of timers) clearInterval(timer);
      if (outlet) closeContext(outlet);
      mediaDevices.removeEventListener("devicechange", onDevices);
      await Promise.race([current.close(), delay(CLOSE_TIMEOUT_MS)]);
    },
  };
}

function watch(
  context: AudioContext,
  onLost: (context: AudioContext, hasFailed: boolean) => void,
): void {
  let hasRun = context.state === "running";
  context.addEventListener("error", () => onLost(context, true));
  context.addEventListener("statechange", () => {
    if (context.state === "running") hasRun = true;
    else if (hasRun && context.state !== "closed") onLost(context, false);
  });
}

/** Returns a function that performs a replacement, unless one is being performed. */
function oneAtATime(onDone: () => void): (replacing: () => Promise<void>) => void {
  let isReplacing = false;
  return (replacing) => {
    if (isReplacing) return;
    isReplacing = true;
    replacing()
      .catch(reportUnexpected("replacing the audio context"))
      .finally(() => {
        isReplacing = false;
        onDone();
      });
  };
}

const closeContext = (context: AudioContext): void =>
  void context.close().catch(reportUnexpected("closing an audio context"));

/** `standsStill` is to be called every `LOOK_EVERY_MS`. */
function createTimeWatch(now: () => number) {
  let stillLooks = 0;
  let last = 0;
  return {
    standsStill(): boolean {
      const time = now();
      stillLooks = time === last ? stillLooks + 1 : 0;
      last = time;
      return stillLooks >= STILL_MS / LOOK_EVERY_MS;
    },
    begin: (): void => void (stillLooks = 0),
  };
}

async function resumes(context: AudioContext): Promise<boolean> {
  const steadyAt = context.currentTime + STEADY_SECONDS;
  // A resume while the server is dead stays pending, and so do all that follow it without a suspend.
  await Promise.race([context.suspend(), delay(START_TIMEOUT_MS)]);
  // It rejects if the context is closed meanwhile.
  context.resume().catch(() => {});
  return passes(context, steadyAt, RESUME_TIMEOUT_MS);
}

/** Whether the context's time passes a moment in it. */
async function passes(context: AudioContext, moment: number, timeoutMs: number): Promise<boolean> {
  for (let waited = 0; context.currentTime <= moment; waited += CHECK_EVERY_MS) {
    if (waited >= timeoutMs) return false;
    await delay(CHECK_EVERY_MS);
  }
  return true;
}

/**
 * Seconds of sound for which the audio device is filled at once. Chrome wakes the audio thread, the device and its service so
 * often: 25 times a second, where its least would be 100. The tab is heard as much later, less than the 125 ms from which on
 * viewers notice that sound lags behind lips (ITU-R BT.1359).
 */
const LATENCY_SECONDS = 0.04;

/**
 * The context runs at the rate of the output device, so that the user hears what the tab plays, within bounds from which
 * the framers come down to 16 kHz. A second context of 16 kHz for recording cost half as much again: Chrome wakes the
 * threads of each a hundred times a second (docs/benchmarks.md). Without an output device (`sinkId: { type: "none" }`)
 * Chromium 156 dropped 47 of 3,000 blocks on a busy machine.
 */
function openContext(options: ContextOptions = {}): AudioContext {
  const context = new AudioContext({ latencyHint: LATENCY_SECONDS, ...options });
  const rate = Math.min(Math.max(context.sampleRate, SAMPLE_RATE), MAX_CONTEXT_RATE);
  if (rate === context.sampleRate) return context;
  void context.close();
  return new AudioContext({ latencyHint: LATENCY_SECONDS, ...options, sampleRate: rate });
}
