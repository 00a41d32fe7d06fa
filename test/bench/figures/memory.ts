/**
 * Growth of Earshot's memory during a recording, in MB per minute of audio: JavaScript heap, DOM objects and array buffers
 * after a garbage collection, of the offscreen document, its audio thread and its recorder thread, as reported by the debugging
 * protocol. On Linux also the resident memory of their process with its garbage. One meeting of `minutes` is recorded with the
 * panel closed, and read every half minute from minute 5 on, when code is compiled and caches are full. The growth is the slope
 * of the least-squares line, which includes growth in steps.
 *
 * Goal: the third hour costs no more than the first. The recorder thread keeps the turns of a session until its end, which is
 * 0.06 MB a minute (15 turns of 4 kB with all their words). The limit leaves room for that and the noise of a few minutes;
 * 0.1 MB a minute would be 18 MB in three hours.
 */

import { setTimeout } from "node:timers/promises";
import { INSTANT } from "../../../local/behaviour.ts";
import { play } from "../../../local/browser/meeting-page.ts";
import { meetingPages } from "../../../local/meeting/meeting-pages.ts";
import { createScriptedEngine } from "../../meetings/scripted-engine.ts";
import { inBrowser } from "../../browser/harness.ts";
import type { Figure, Row } from "../figure.ts";
import { type MemoryReading, readMemory, recordingThreads } from "../../processes/held-memory.ts";
import { briefModel, meetingScript } from "../../meetings/meeting-script.ts";
import { CAN_READ_PROCESSES } from "../../processes/processes.ts";
import { beginRecording, closePanel, endRecording } from "../recording.ts";
import { slope } from "../statistics.ts";

const WARM_UP_MINUTES = 5;
const READINGS_PER_MINUTE = 2;
const MINUTE_MS = 60_000;
const MAX_MB_PER_MINUTE = 0.1;

export const memory: Figure = async ({ minutes, say, signal }) => {
  if (minutes <= WARM_UP_MINUTES)
    throw new Error(`Memory is read from minute ${WARM_UP_MINUTES} on: --minutes wants more.`);
  const readings: MemoryReading[] = [];
  const engine = createScriptedEngine(await meetingScript((minutes + 1) * 60));
  const scene = { engine, languageModel: briefModel, behaviour: INSTANT, pages: meetingPages };

  await inBrowser(scene, async (scenario) => {
    await scenario.page.$eval("audio#meeting", (audio) => void (audio.loop = true));
    await play(scenario.page);
    await closePanel(scenario.browser, await beginRecording(scenario));
    const begin = performance.now();
    const threads = await recordingThreads(scenario);
    const count = (minutes - WARM_UP_MINUTES) * READINGS_PER_MINUTE;
    for (let reading = 0; reading <= count; reading++) {
      const dueAt = begin + (WARM_UP_MINUTES + reading / READINGS_PER_MINUTE) * MINUTE_MS;
      await setTimeout(Math.max(0, dueAt - performance.now()), undefined, { signal });
      const { heldMb, residentMb } = await readMemory(scenario, threads);
      readings.push({ heldMb, residentMb });
      say(
        `minute ${WARM_UP_MINUTES + reading / READINGS_PER_MINUTE}: ${heldMb.toFixed(3)} MB held`,
      );
    }
    await endRecording(scenario);
  });
  return rowsOf(readings);
};

function rowsOf(readings: readonly MemoryReading[]): Row[] {
  const held = readings.map(({ heldMb }) => heldMb);
  const resident = readings.map(({ residentMb }) => residentMb);
  const growth = (values: readonly number[]) => ({
    unit: "MB/min",
    values: [slope(values) * READINGS_PER_MINUTE],
  });
  const rows: Row[] = [
    { figure: "Memory held while recording, from minute 5 on", unit: "MB", values: held },
    {
      figure: "Memory held while recording: growth",
      ...growth(held),
      goal: { of: "median", atMost: MAX_MB_PER_MINUTE },
    },
  ];
  if (!CAN_READ_PROCESSES) return rows;
  return [
    ...rows,
    { figure: "Resident memory of that process, from minute 5 on", unit: "MB", values: resident },
    { figure: "Resident memory of that process: growth", ...growth(resident) },
  ];
}
