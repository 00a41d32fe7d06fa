/**
 * An audio context that is replaced when the system's sound server dies: the old one stays suspended until the server is
 * back, a new one runs at once (docs/platform.md#later-facts).
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
  let isReplacing = false;
  /** The context replaced a dead one, and may be without the user's output device. */
  let isMakeshift = false;

  function watch(context: AudioContext): void {
    let hasRun = context.state === "running";
    context.addEventListener("error", () => replace(context));
    context.addEventListener("statechange", () => {
      if (context.state === "running") hasRun = true;
      else if (hasRun && context.state !== "closed") replace(context);
    });
  }

  function replace(lost: AudioContext): void {
    if (lost === current) run(findNext);
  }

  /** One replacement at a time. */
  function run(replacing: () => Promise<void>): void {
    if (isClosed || isReplacing) return;
    isReplacing = true;
    replacing()
      .catch(reportUnexpected("replacing the audio context"))
      .finally(() => {
        isReplacing = false;
      });
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
    const devices = await mediaDevices.enumerateDevices();
    if (!devices.some(({ kind }) => kind === "audiooutput")) return;
    if (await take(openContext())) isMakeshift = false;
  }

  async function take(next: AudioContext): Promise<boolean> {
    if (!(await starts(next)) || isClosed) {
      next.close().catch(reportUnexpected("closing an audio context"));
      return false;
    }
    const last = current;
    current = next;
    watch(next);
    listener.onReplaced(next);
    last.close().catch(reportUnexpected("closing an audio context"));
    return true;
  }

  function onDevices(): void {
    if (isMakeshift) run(returnToOutput);
  }

  mediaDevices.addEventListener("devicechange", onDevices);
  watch(current);
  return {
    ready: loadFramer(current),
    get current() {
      return current;
    },
    async close() {
      isClosed = true;
      mediaDevices.removeEventListener("devicechange", onDevices);
      await Promise.race([current.close(), delay(CLOSE_TIMEOUT_MS)]);
    },
  };
}

async function starts(context: AudioContext): Promise<boolean> {
  await loadFramer(context);
  for (let waited = 0; context.currentTime === 0; waited += CHECK_EVERY_MS) {
    if (waited >= START_TIMEOUT_MS) return false;
    await delay(CHECK_EVERY_MS);
  }
  return true;
}

/**
 * The context runs at the rate of the output device, so that the user hears what the tab plays, within bounds from which
 * the framers come down to 16 kHz. A second context of 16 kHz for recording cost half as much again: Chrome wakes the
 * threads of each a hundred times a second (docs/benchmarks.md). Without an output device (`sinkId: { type: "none" }`)
 * Chromium 156 dropped 47 of 3,000 blocks on a busy machine.
 */
function openContext(options: ContextOptions = {}): AudioContext {
  const context = new AudioContext(options);
  const rate = Math.min(Math.max(context.sampleRate, SAMPLE_RATE), MAX_CONTEXT_RATE);
  if (rate === context.sampleRate) return context;
  void context.close();
  return new AudioContext({ ...options, sampleRate: rate });
}
