/**
 * CPU time of the whole browser — every process of it, user and system — for a minute of sound, and its memory at the end of
 * the stretch, each process with its share of what it has in common with others. In one browser, one after the other and in
 * another order each round, the scenes of `recording-costs.ts`. The speech service has a script in place of a recogniser and,
 * like the Worker, runs in processes that are not counted.
 *
 * The goal is that of c : b. A prototype of this design took 4.5 s above the page where bare capture took 2.6 s, of which
 * one write a second instead of one a frame halved the browser's own share (platform.md, "Costs seen"); design.md §9 asks
 * for "a few per cent of one core per channel". Wake-ups cost more than arithmetic: an AudioContext for the recording beside
 * the one for the ears made it 1.79 × b.
 */

import { join } from "node:path";
import { INSTANT } from "../../../local/behaviour.ts";
import { play } from "../../../local/browser/meeting-page.ts";
import { meetingPages } from "../../../local/meeting/meeting-pages.ts";
import { createScriptedEngine } from "../../meetings/scripted-engine.ts";
import { inBrowser } from "../../browser/harness.ts";
import { BARE_EXTENSION, installBareExtension } from "../bare-extension.ts";
import type { Figure, Row } from "../figure.ts";
import { briefModel, meetingScript } from "../../meetings/meeting-script.ts";
import { CAN_READ_PROCESSES } from "../../processes/processes.ts";
import { beginRecording, endRecording } from "../recording.ts";
import { type Cost, COST_OF, type Scene, SCENES } from "../recording-costs.ts";
import { median } from "../statistics.ts";
import { writeTimeCodedWav } from "../../time-code/wav-file.ts";
import { temporaryFolder } from "../../processes/temporary-folder.ts";

const MOST_RATIO = 1.55;
/** Chrome keeps one ready for the next page, or not, as it likes: some 50 MB that come and go. */
const NO_SPARE_RENDERER = "--disable-features=SpareRendererForSitePerProcess";
/** Of what the microphone hears before it begins anew. */
const MICROPHONE_SECONDS = 60;

type Costs = Readonly<Record<Scene, Cost[]>>;

export const cpu: Figure = async (options) => {
  if (!CAN_READ_PROCESSES) {
    options.say("left out: only Linux tells in /proc what processes cost.");
    return [];
  }
  const costs: Costs = { page: [], bare: [], closed: [], open: [], both: [] };
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
    browserArgs: [NO_SPARE_RENDERER],
  };

  await inBrowser(scene, async (scenario) => {
    const bare = await installBareExtension(scenario.browser, folder.path);
    await scenario.page.$eval("audio#meeting", (audio) => void (audio.loop = true));
    await play(scenario.page);
    // What Chrome loads for the first recording of all is no cost of the others.
    await beginRecording(scenario);
    await endRecording(scenario);
    for (let run = 0; run < options.runs; run++) {
      for (const name of rotated(SCENES, run)) {
        const cost = await COST_OF[name](scenario, bare, options);
        costs[name].push(cost);
        options.say(
          `run ${run + 1}, ${name}: ${cost.cpuSeconds.toFixed(2)} CPU s per minute, ${cost.memoryMb.toFixed(0)} MB`,
        );
      }
    }
  });
  return [...cpuRows(costs), ...memoryRows(costs)];
};

const rotated = <T>(items: readonly T[], by: number): T[] => {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
};

const WHAT: Readonly<Record<Scene, string>> = {
  page: "(a): page playing",
  bare: "(b): bare capture and playback",
  closed: "(c): Earshot recording, panel closed",
  open: "(d): Earshot recording, panel open",
  both: "(e): tab and microphone, panel closed",
};

/** With whom each is compared, and how that is called in a ratio. */
const BESIDE: Readonly<Record<Scene, readonly [scene: Scene, to: string] | null>> = {
  page: null,
  bare: ["page", "a"],
  closed: ["bare", "b"],
  open: ["closed", "c"],
  both: ["closed", "c"],
};

type ValuesOf = (scene: Scene) => readonly number[];

const ALONE = "(c − a): Earshot alone";

const abovePage = (valuesOf: ValuesOf, scene: Scene): number[] =>
  valuesOf(scene).map((value, run) => value - (valuesOf("page")[run] ?? Number.NaN));

function rowsOf(name: string, unit: string, valuesOf: ValuesOf): Row[] {
  const rows = SCENES.map((scene): Row => {
    const values = valuesOf(scene);
    const [other, to] = BESIDE[scene] ?? [null, ""];
    return {
      figure: `${name} ${WHAT[scene]}`,
      unit,
      values,
      ...(other && { ratio: { value: median(values) / median(valuesOf(other)), to } }),
    };
  });
  const alone = { figure: `${name} ${ALONE}`, unit, values: abovePage(valuesOf, "closed") };
  return rows.toSpliced(SCENES.indexOf("closed") + 1, 0, alone);
}

function cpuRows(costs: Costs): Row[] {
  const valuesOf = (scene: Scene): number[] => costs[scene].map(({ cpuSeconds }) => cpuSeconds);
  const timesBare = median(abovePage(valuesOf, "closed")) / median(abovePage(valuesOf, "bare"));
  const more: Readonly<Record<string, Partial<Row>>> = {
    [`CPU ${WHAT.closed}`]: { goal: { of: "ratio", atMost: MOST_RATIO } },
    [`CPU ${ALONE}`]: { ratio: { value: timesBare, to: "(b − a)" } },
  };
  return rowsOf("CPU", "CPU s/min", valuesOf).map((row) => ({ ...row, ...more[row.figure] }));
}

/** What bare capture takes is lost in the noise, and no ratio to it means anything. */
const memoryRows = (costs: Costs): Row[] =>
  rowsOf("Memory", "MB", (scene) => costs[scene].map(({ memoryMb }) => memoryMb));
