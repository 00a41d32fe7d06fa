/**
 * Sound to wire: from the moment a page tells its AudioContext to begin a click to the arrival of the frame with its first
 * sample at the speech service, on one machine. Both ends read `Date.now()`, which is one clock for all processes and good
 * to a millisecond; the origins of two processes' `performance.now()` can be apart. The panel is open.
 *
 * The goals: a prototype of this design took 85 ms at the median and 109 ms at the 95th percentile, of which about 36 ms
 * were the page's own output (platform.md, "Costs seen"). Design.md §9 counts from the capture of the first sample: 60 ms.
 * A frame is 50 ms long and a click falls anywhere in it, so the distance of p95 from the least is its length at best.
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

const MOST_MEDIAN_MS = 85;
const MOST_SPREAD_MS = 50;
/** Of the clicks made; what is lost on the way is no latency, and is a bug. */
const LEAST_HEARD = 0.9;

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
      if (heard.length < LEAST_HEARD * made.length)
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
      goal: { of: "median", atMost: MOST_MEDIAN_MS },
    },
    { figure: "Sound to wire: 95th percentile", unit: "ms", values: p95s },
    {
      figure: "Sound to wire: p95 − least",
      unit: "ms",
      values: latencies.map((values, run) => (p95s[run] ?? Number.NaN) - Math.min(...values)),
      goal: { of: "median", atMost: MOST_SPREAD_MS },
    },
  ];
};

/** Rejects when the signal comes. */
async function aborted(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  await once(signal, "abort");
  throw signal.reason;
}

/** From each click that was heard to its arrival: the first one between it and the next click. */
function pairs(made: readonly number[], arrivals: readonly number[]): number[] {
  return made.flatMap((madeAt, index) => {
    const next = made[index + 1] ?? Infinity;
    const arrival = arrivals.find((at) => at >= madeAt && at < next);
    return arrival === undefined ? [] : [arrival - madeAt];
  });
}
