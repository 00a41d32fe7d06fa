/**
 * Time from the moment a page starts a click in its AudioContext to the arrival of the frame with its first sample at the
 * speech service on the same machine. Both ends read `Date.now()`, which is one clock for all processes, accurate to a
 * millisecond; `performance.now()` has a different origin in each process. The panel is open.
 *
 * Goals: a prototype took 85 ms at the median and 109 ms at the 95th percentile, of which about 36 ms were the page's output
 * (docs/platform.md#costs). A frame is 50 ms long and a click falls anywhere in it, so p95 minus the least is at best the
 * length of a frame.
 */

import { once } from "node:events";
import { INSTANT } from "../../../local/behaviour.ts";
import { inBrowser } from "../../browser/harness.ts";
import { createClickListener } from "../click-listener.ts";
import { CLICK_LEVEL, clickingPages, CLICKS_PER_SECOND, makeClicks } from "../clicking-page.ts";
import type { Figure } from "../figure.ts";
import { briefModel } from "../../meetings/meeting-script.ts";
import { beginRecording, endRecording } from "../recording.ts";
import { median, quantile } from "../statistics.ts";

const MAX_MEDIAN_MS = 85;
const MAX_SPREAD_MS = 50;
/** Share of the clicks that must arrive; a lost click is a bug, not latency. */
const MIN_HEARD = 0.9;

export const audioToWire: Figure = async ({ runs, seconds, say, signal }) => {
  const engine = createClickListener(CLICK_LEVEL);
  const latencies: number[][] = [];

  const scene = { engine, languageModel: briefModel, behaviour: INSTANT, pages: clickingPages };
  await inBrowser(scene, async (scenario) => {
    for (let run = 0; run < runs; run++) {
      signal.throwIfAborted();
      await beginRecording(scenario);
      const clicks = Math.ceil(seconds * CLICKS_PER_SECOND);
      const made = await Promise.race([makeClicks(scenario.page, clicks), aborted(signal)]);
      await endRecording(scenario);
      const heard = pairs(made, engine.takeArrivals());
      say(`run ${run + 1}: ${heard.length} of ${made.length} clicks, ${median(heard)} ms`);
      if (heard.length < MIN_HEARD * made.length)
        throw new Error(`Only ${heard.length} of ${made.length} clicks were heard.`);
      latencies.push(heard);
    }
  });

  const p95s = latencies.map((values) => quantile(values, 0.95));
  return [
    {
      figure: "Sound to wire: median",
      unit: "ms",
      values: latencies.map(median),
      goal: { of: "median", atMost: MAX_MEDIAN_MS },
    },
    { figure: "Sound to wire: 95th percentile", unit: "ms", values: p95s },
    {
      figure: "Sound to wire: p95 − least",
      unit: "ms",
      values: latencies.map((values, run) => (p95s[run] ?? Number.NaN) - Math.min(...values)),
      goal: { of: "median", atMost: MAX_SPREAD_MS },
    },
  ];
};

/** Rejects when the signal is aborted. */
async function aborted(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  await once(signal, "abort");
  throw signal.reason;
}

/** Returns the latencies of clicks that arrived: an arrival belongs to the last click before it. */
function pairs(made: readonly number[], arrivals: readonly number[]): number[] {
  return made.flatMap((madeAt, index) => {
    const next = made[index + 1] ?? Infinity;
    const arrival = arrivals.find((at) => at >= madeAt && at < next);
    return arrival === undefined ? [] : [arrival - madeAt];
  });
}
