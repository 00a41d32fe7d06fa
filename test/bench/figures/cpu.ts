/**
 * CPU time of the whole browser — every process of it, user and system — for a minute of sound. In one browser, one after
 * the other and in another order each round: (a) the page playing, (b) the same captured and played on by a bare extension,
 * (c) recorded, stored and streamed by Earshot, its panel closed, (d) the same with the panel open, (e) tab and microphone,
 * the panel closed. The speech service has
 * a script in place of a recogniser and, like the Worker, runs in processes that are not counted.
 *
 * The goal is that of c : b. A prototype of this design took 4.5 s above the page where bare capture took 2.6 s, of which
 * one write a second instead of one a frame halved the browser's own share (platform.md, "Costs seen"); design.md §9 asks
 * for "a few per cent of one core per channel".
 */

import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { INSTANT } from "../../../local/behaviour.ts";
import { play } from "../../../local/browser/meeting-page.ts";
import type { SourceName } from "../../../local/browser/panel-driver.ts";
import { meetingPages } from "../../../local/meeting/pages.ts";
import { createScriptedEngine } from "../../../local/speech/scripted-engine.ts";
import { inBrowser, type Scenario } from "../../browser/harness.ts";
import { BARE_EXTENSION, installBareExtension, type BareCapture } from "../bare-extension.ts";
import type { BenchOptions, Figure, Row } from "../figure.ts";
import { briefModel, meetingScript } from "../meeting-script.ts";
import { browserPid, CAN_READ_PROCESSES, treeCpuSeconds } from "../processes.ts";
import { beginRecording, closePanel, endRecording, heardSeconds } from "../recording.ts";
import { median } from "../statistics.ts";
import { writeTimeCodedWav } from "../../time-code/wav-file.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** Not measured: opening sessions, files and windows is no cost of a minute of sound. */
const SETTLING_MS = 4_000;
const MOST_RATIO = 1.55;
/** Of what the microphone hears before it begins anew. */
const MICROPHONE_SECONDS = 60;
/** A stretch with less of its sound than this has not recorded it. */
const LEAST_HEARD = 0.95;

const SUBJECTS = ["page", "bare", "closed", "open", "both"] as const;
type Subject = (typeof SUBJECTS)[number];

export const cpu: Figure = async (options) => {
  if (!CAN_READ_PROCESSES) {
    options.say("left out: only Linux tells in /proc what processes cost.");
    return [];
  }
  const costs: Record<Subject, number[]> = {
    page: [],
    bare: [],
    closed: [],
    open: [],
    both: [],
  };
  await using folder = await temporaryFolder(BARE_EXTENSION);
  await using sounds = await temporaryFolder();
  const microphone = join(sounds.path, "microphone.wav");
  await writeTimeCodedWav(microphone, MICROPHONE_SECONDS);
  const engine = createScriptedEngine(await meetingScript(options.seconds + 60));
  const scene = {
    engine,
    languageModel: briefModel,
    behaviour: INSTANT,
    pages: meetingPages,
    microphone,
  };

  await inBrowser(scene, async (scenario) => {
    const bare = await installBareExtension(scenario.browser, folder.path);
    await scenario.page.$eval("audio#meeting", (audio) => void (audio.loop = true));
    await play(scenario.page);
    for (let run = 0; run < options.runs; run++) {
      for (const subject of rotated(SUBJECTS, run)) {
        const cost = await MEASURES[subject](scenario, bare, options);
        costs[subject].push(cost);
        options.say(`run ${run + 1}, ${subject}: ${cost.toFixed(2)} CPU s per minute`);
      }
    }
  });
  return rowsOf(costs);
};

const rotated = <T>(items: readonly T[], by: number): T[] => {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
};

const MEASURES: Record<
  Subject,
  (scenario: Scenario, bare: BareCapture, options: BenchOptions) => Promise<number>
> = {
  page: (scenario, _bare, options) => cpuPerMinute(scenario, options),
  async bare(scenario, bare, options) {
    await bare.start(scenario.page);
    const cost = await cpuPerMinute(scenario, options);
    await bare.stop(scenario.page);
    return cost;
  },
  closed: (scenario, _bare, options) => cpuWhileClosed(scenario, options, "This tab"),
  both: (scenario, _bare, options) => cpuWhileClosed(scenario, options, "Tab and microphone"),
  async open(scenario, _bare, options) {
    await beginRecording(scenario);
    const cost = await cpuWhileHeard(scenario, options);
    await endRecording(scenario);
    return cost;
  },
};

async function cpuWhileClosed(
  scenario: Scenario,
  options: BenchOptions,
  source: SourceName,
): Promise<number> {
  const panel = await beginRecording(scenario, source);
  await closePanel(scenario.browser, panel);
  const cost = await cpuWhileHeard(scenario, options);
  await endRecording(scenario);
  return cost;
}

async function cpuWhileHeard(scenario: Scenario, options: BenchOptions): Promise<number> {
  const before = heardSeconds(scenario.service);
  const cost = await cpuPerMinute(scenario, options);
  const heard = heardSeconds(scenario.service) - before;
  if (heard < options.seconds * LEAST_HEARD)
    throw new Error(`Only ${heard.toFixed(1)} s of ${options.seconds} s reached the service.`);
  return cost;
}

async function cpuPerMinute(
  { browser }: Scenario,
  { seconds, signal }: BenchOptions,
): Promise<number> {
  const pid = browserPid(browser);
  await setTimeout(SETTLING_MS, undefined, { signal });
  const cpuBefore = await treeCpuSeconds(pid);
  const before = performance.now();
  await setTimeout(seconds * 1000, undefined, { signal });
  const used = (await treeCpuSeconds(pid)) - cpuBefore;
  return (used * 60_000) / (performance.now() - before);
}

function rowsOf({ page, bare, closed, open, both }: Record<Subject, number[]>): Row[] {
  const unit = "CPU s/min";
  const ratio = (of: readonly number[], to: readonly number[]): number => median(of) / median(to);
  const abovePage = (values: readonly number[]): number[] =>
    values.map((value, run) => value - (page[run] ?? Number.NaN));
  return [
    { figure: "CPU (a): page playing", unit, values: page },
    {
      figure: "CPU (b): bare capture and playback",
      unit,
      values: bare,
      ratio: { value: ratio(bare, page), to: "a" },
    },
    {
      figure: "CPU (c): Earshot recording, panel closed",
      unit,
      values: closed,
      ratio: { value: ratio(closed, bare), to: "b" },
      goal: { of: "ratio", atMost: MOST_RATIO },
    },
    {
      figure: "CPU (c − a): Earshot alone",
      unit,
      values: abovePage(closed),
      ratio: { value: ratio(abovePage(closed), abovePage(bare)), to: "(b − a)" },
    },
    {
      figure: "CPU (d): Earshot recording, panel open",
      unit,
      values: open,
      ratio: { value: ratio(open, closed), to: "c" },
    },
    {
      figure: "CPU (e): tab and microphone, panel closed",
      unit,
      values: both,
      ratio: { value: ratio(both, closed), to: "c" },
    },
  ];
}
