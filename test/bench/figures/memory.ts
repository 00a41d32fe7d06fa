/**
 * Growth of what Earshot holds while it records, in MB for a minute of sound: JavaScript heap, DOM objects and array
 * buffers that survive a garbage collection, of the offscreen document, its audio thread and its recorder thread, as Chrome
 * tells through the debugging protocol. On Linux also the resident memory of their process, garbage and all. One meeting of
 * `runs` stretches one after the other; each value is the growth over one of them.
 *
 * Design.md §9: "the third hour costs what the first did". The recorder thread keeps the turns of a session to its end, so
 * something is due: at 15 turns a minute, 4 kB each with all their words, 0.06 MB. The goal leaves room for no more than
 * that and the noise of a short stretch; 0.1 MB would be 18 MB in three hours.
 */

import { setTimeout } from "node:timers/promises";
import { INSTANT } from "../../../local/behaviour.ts";
import { play } from "../../../local/browser/meeting-page.ts";
import { meetingPages } from "../../../local/meeting/pages.ts";
import { createScriptedEngine } from "../../../local/speech/scripted-engine.ts";
import { inBrowser } from "../../browser/harness.ts";
import type { Figure } from "../figure.ts";
import { type MemoryReading, readMemory, recordingThreads } from "../held-memory.ts";
import { briefModel, meetingScript } from "../meeting-script.ts";
import { CAN_READ_PROCESSES } from "../processes.ts";
import { beginRecording, closePanel, endRecording } from "../recording.ts";

/** Code is compiled and caches are filled in the first seconds of a meeting, once. */
const WARM_UP_SECONDS = 20;
const MOST_MB_PER_MINUTE = 0.1;

export const memory: Figure = async ({ runs, seconds, say, signal }) => {
  const readings: MemoryReading[] = [];
  const engine = createScriptedEngine(await meetingScript(WARM_UP_SECONDS + runs * seconds + 60));
  const scene = { engine, languageModel: briefModel, behaviour: INSTANT, pages: meetingPages };

  await inBrowser(scene, async (scenario) => {
    await scenario.page.$eval("audio#meeting", (audio) => void (audio.loop = true));
    await play(scenario.page);
    await closePanel(scenario.browser, await beginRecording(scenario));
    const threads = await recordingThreads(scenario);
    await setTimeout(WARM_UP_SECONDS * 1000, undefined, { signal });
    readings.push(await readMemory(scenario, threads));
    for (let run = 0; run < runs; run++) {
      await setTimeout(seconds * 1000, undefined, { signal });
      const reading = await readMemory(scenario, threads);
      readings.push(reading);
      say(`${(run + 1) * seconds} s: ${reading.heldMb.toFixed(3)} MB held`);
    }
    await endRecording(scenario);
  });

  const growth = (of: (reading: MemoryReading) => number): number[] =>
    readings.slice(1).map((after, index) => {
      const before = readings[index];
      return before ? ((of(after) - of(before)) * 60) / seconds : Number.NaN;
    });
  const held = readings.map((reading) => reading.heldMb);
  return [
    { figure: "Memory held while recording", unit: "MB", values: held },
    {
      figure: "Memory held: growth",
      unit: "MB/min",
      values: growth((reading) => reading.heldMb),
      goal: { of: "median", atMost: MOST_MB_PER_MINUTE },
    },
    ...(CAN_READ_PROCESSES
      ? [
          {
            figure: "Resident memory of the process: growth",
            unit: "MB/min",
            values: growth((reading) => reading.residentMb),
          },
        ]
      : []),
  ];
};
