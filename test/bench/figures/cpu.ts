/**
 * CPU time of the whole browser (all processes, user and system) per minute of audio, and its memory at the end of the stretch,
 * in which shared memory counts once. The scenes of `recording-costs.ts` run in one browser, one after the other, in another
 * order each round. The speech service has a script instead of a recogniser and, like the Worker, runs in processes that are
 * not counted.
 *
 * The goal is the ratio c : b, for a few per cent of one core per channel. A prototype took 4.5 s above the page, and bare
 * capture 2.6 s; writing once a second instead of once a frame halved the browser's share (docs/platform.md#costs). Wake-ups
 * cost more than arithmetic: a separate AudioContext for the recording raised the ratio to 1.79.
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

const MAX_RATIO = 1.55;
/** Chrome sometimes keeps a renderer ready for the next page, which adds some 50 MB. */
const NO_SPARE_RENDERER = "--disable-features=SpareRendererForSitePerProcess";
/** Length of the file that the microphone plays in a loop. */
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
    // The first recording makes Chrome load code that later ones reuse, so it is not measured.
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

const SCENE_NAME: Readonly<Record<Scene, string>> = {
  page: "(a): page playing",
  bare: "(b): bare capture and playback",
  closed: "(c): Earshot recording, panel closed",
  open: "(d): Earshot recording, panel open",
  both: "(e): tab and microphone, panel closed",
};

/** Scene to which each is compared, and its name in the ratio. */
const BASELINE: Readonly<Record<Scene, readonly [scene: Scene, to: string] | null>> = {
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
    const [other, to] = BASELINE[scene] ?? [null, ""];
    return {
      figure: `${name} ${SCENE_NAME[scene]}`,
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
    [`CPU ${SCENE_NAME.closed}`]: { goal: { of: "ratio", atMost: MAX_RATIO } },
    [`CPU ${ALONE}`]: { ratio: { value: timesBare, to: "(b − a)" } },
  };
  return rowsOf("CPU", "CPU s/min", valuesOf).map((row) => ({ ...row, ...more[row.figure] }));
}

/** Has no ratio to bare capture, whose memory is within the noise. */
const memoryRows = (costs: Costs): Row[] =>
  rowsOf("Memory", "MB", (scene) => costs[scene].map(({ memoryMb }) => memoryMb));
