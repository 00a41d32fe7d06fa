/**
 * CPU time of the whole browser (all processes, user and system) per minute of audio, and its memory at the end of the stretch,
 * in which shared memory counts once. The scenes of `recording-costs.ts` run in one browser, one after the other, in another
 * order each round. The speech service has a script instead of a recogniser and, like the Worker, runs in processes that are
 * not counted.
 *
 * Goals: above the page, Earshot costs less than an extension that captures, plays and throws away, because a recording runs
 * beside a call that needs the machine; an open panel adds little. Wake-ups cost more than arithmetic (docs/platform.md#costs).
 */

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { WebSocketServer } from "ws";
import { INSTANT } from "../../../local/behaviour.ts";
import { play } from "../../../local/browser/meeting-page.ts";
import { meetingPages } from "../../../local/meeting/meeting-pages.ts";
import { createScriptedEngine } from "../../meetings/scripted-engine.ts";
import { inBrowser } from "../../browser/harness.ts";
import { FLOOR_EXTENSION, installCompared, naiveExtension } from "../compared-extension.ts";
import type { Figure, Row } from "../figure.ts";
import { briefModel, meetingScript } from "../../meetings/meeting-script.ts";
import { CAN_READ_PROCESSES } from "../../processes/processes.ts";
import { beginRecording, endRecording } from "../recording.ts";
import { type Cost, COST_OF, type Scene, SCENES } from "../recording-costs.ts";
import { median } from "../statistics.ts";
import { writeTimeCodedWav } from "../../time-code/wav-file.ts";
import { temporaryFolder } from "../../processes/temporary-folder.ts";

/** (c − a) : (b − a) */
const MAX_FLOORS = 0.9;
/** d − c, in CPU seconds per minute. */
const MAX_PANEL_SECONDS = 1.5;
/** e : c */
const MAX_MICROPHONE_RATIO = 1.2;
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
  const costs: Costs = { page: [], floor: [], closed: [], open: [], both: [], naive: [] };
  await using sink = await openSink();
  await using floorFolder = await temporaryFolder(FLOOR_EXTENSION);
  await using naiveFolder = await temporaryFolder(naiveExtension(sink.address));
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
    const compared = {
      floor: await installCompared(scenario.browser, floorFolder.path),
      naive: await installCompared(scenario.browser, naiveFolder.path),
    };
    await scenario.page.$eval("audio#meeting", (audio) => void (audio.loop = true));
    await play(scenario.page);
    // The first recording makes Chrome load code that later ones reuse, so it is not measured.
    await beginRecording(scenario);
    await endRecording(scenario);
    for (let run = 0; run < options.runs; run++) {
      for (const name of rotated(SCENES, run)) {
        const cost = await COST_OF[name](scenario, compared, options);
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
  floor: "(b): captured, played and thrown away",
  closed: "(c): Earshot recording, panel closed",
  open: "(d): Earshot recording, panel open",
  both: "(e): tab and microphone, panel closed",
  naive: "(f): captured, played and streamed naively",
};

/** Scene to which each is compared, and its name in the ratio. */
const BASELINE: Readonly<Record<Scene, readonly [scene: Scene, to: string] | null>> = {
  page: null,
  floor: ["page", "a"],
  closed: ["floor", "b"],
  open: ["closed", "c"],
  both: ["closed", "c"],
  naive: ["floor", "b"],
};

type ValuesOf = (scene: Scene) => readonly number[];

const ALONE = "(c − a): Earshot alone";
const PANEL = "(d − c): open panel alone";

const above = (valuesOf: ValuesOf, scene: Scene, other: Scene): number[] =>
  valuesOf(scene).map((value, run) => value - (valuesOf(other)[run] ?? Number.NaN));

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
  const alone = { figure: `${name} ${ALONE}`, unit, values: above(valuesOf, "closed", "page") };
  const panel = { figure: `${name} ${PANEL}`, unit, values: above(valuesOf, "open", "closed") };
  return [...rows, alone, panel];
}

function cpuRows(costs: Costs): Row[] {
  const valuesOf = (scene: Scene): number[] => costs[scene].map(({ cpuSeconds }) => cpuSeconds);
  const [alone, floor] = [above(valuesOf, "closed", "page"), above(valuesOf, "floor", "page")];
  const more: Readonly<Record<string, Partial<Row>>> = {
    [`CPU ${SCENE_NAME.both}`]: { goal: { of: "ratio", atMost: MAX_MICROPHONE_RATIO } },
    [`CPU ${ALONE}`]: {
      ratio: { value: median(alone) / median(floor), to: "(b − a)" },
      goal: { of: "ratio", atMost: MAX_FLOORS },
    },
    [`CPU ${PANEL}`]: { goal: { of: "median", atMost: MAX_PANEL_SECONDS } },
  };
  return rowsOf("CPU", "CPU s/min", valuesOf).map((row) => ({ ...row, ...more[row.figure] }));
}

/** A WebSocket that takes audio and forgets it. */
async function openSink() {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  return {
    address: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const client of server.clients) client.terminate();
      await promisify(server.close.bind(server))();
    },
  };
}

/** Without goals, because the memory of whole browsers scatters by more than the scenes differ. */
const memoryRows = (costs: Costs): Row[] =>
  rowsOf("Memory", "MB", (scene) => costs[scene].map(({ memoryMb }) => memoryMb));
