/**
 * Measures what a stretch of audio costs the whole browser in six scenes: (a) the page plays, (b) an extension captures it, plays
 * it on and throws it away, (c) Earshot records, stores and streams it with its panel closed, (d) the same with the panel open,
 * (e) tab and microphone with the panel closed, (f) an extension captures, plays and streams it in the way that comes to mind
 * first. The debugger keeps Earshot's service worker alive in (a), (b) and (f) too, so Earshot's memory is underestimated by that
 * much.
 */

import { setTimeout } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import type { Scenario } from "../browser/harness.ts";
import type { ComparedCapture } from "./compared-extension.ts";
import type { BenchOptions } from "./figure.ts";
import { clearAway } from "../processes/memory-peak.ts";
import { browserPid, treeCpuSeconds, treeMb } from "../processes/processes.ts";
import { beginRecording, closePanel, endRecording, heardSeconds } from "./recording.ts";
import type { SourceName } from "../browser/panel-view.ts";

/** Time to open sessions, files and windows, which is not measured. */
const SETTLING_MS = 4_000;
/** Time in which every process frees its memory. */
const CLEARING_MS = 1_000;
const READINGS = 3;
/** Share of the stretch that must reach the service for the measurement to count. */
const MIN_HEARD = 0.95;

export const SCENES = ["page", "floor", "closed", "open", "both", "naive"] as const;
export type Scene = (typeof SCENES)[number];

export interface Cost {
  /** CPU time, user and system, per minute of audio. */
  readonly cpuSeconds: number;
  /** Memory after the stretch and a garbage collection. */
  readonly memoryMb: number;
}

/** Extensions with which Earshot is compared. */
export type Compared = Readonly<Record<"floor" | "naive", ComparedCapture>>;

/** The page plays before, during and after the measurement. */
export const COST_OF: Record<
  Scene,
  (scenario: Scenario, compared: Compared, options: BenchOptions) => Promise<Cost>
> = {
  page: (scenario, _compared, options) => costOfStretch(scenario, options),
  floor: (scenario, { floor }, options) => costOfCompared(scenario, floor, options),
  naive: (scenario, { naive }, options) => costOfCompared(scenario, naive, options),
  closed: (scenario, _compared, options) => costWhileClosed(scenario, options, "This tab"),
  both: (scenario, _compared, options) => costWhileClosed(scenario, options, "Tab and microphone"),
  async open(scenario, _compared, options) {
    await beginRecording(scenario);
    const cost = await costWhileHeard(scenario, options);
    await endRecording(scenario);
    return cost;
  },
};

async function costOfCompared(
  scenario: Scenario,
  capture: ComparedCapture,
  options: BenchOptions,
): Promise<Cost> {
  await capture.start(scenario.page);
  const cost = await costOfStretch(scenario, options);
  await capture.stop(scenario.page);
  return cost;
}

async function costWhileClosed(
  scenario: Scenario,
  options: BenchOptions,
  source: SourceName,
): Promise<Cost> {
  const panel = await beginRecording(scenario, source);
  await closePanel(scenario.browser, panel);
  const cost = await costWhileHeard(scenario, options);
  await endRecording(scenario);
  return cost;
}

async function costWhileHeard(scenario: Scenario, options: BenchOptions): Promise<Cost> {
  const before = heardSeconds(scenario.service);
  const cost = await costOfStretch(scenario, options);
  const heard = heardSeconds(scenario.service) - before;
  if (heard < options.seconds * MIN_HEARD)
    throw new Error(`Only ${heard.toFixed(1)} s of ${options.seconds} s reached the service.`);
  return cost;
}

async function costOfStretch(
  { browser, page }: Scenario,
  { seconds, signal }: BenchOptions,
): Promise<Cost> {
  const pid = browserPid(browser);
  await setTimeout(SETTLING_MS, undefined, { signal });
  const cpuBefore = await treeCpuSeconds(pid);
  const before = performance.now();
  await setTimeout(seconds * 1000, undefined, { signal });
  const used = (await treeCpuSeconds(pid)) - cpuBefore;
  const cpuSeconds = (used * 60_000) / (performance.now() - before);
  return { cpuSeconds, memoryMb: await leastMemoryMb(page, signal) };
}

/** Returns the least of several readings, because Chrome's own activity comes and goes. */
async function leastMemoryMb(page: Page, signal: AbortSignal): Promise<number> {
  let least = Infinity;
  for (let reading = 0; reading < READINGS; reading++) {
    await clearAway(page);
    await setTimeout(CLEARING_MS, undefined, { signal });
    least = Math.min(least, await treeMb(browserPid(page.browser())));
  }
  return least;
}
