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
import type { CDPSession } from "puppeteer-core";
import { INSTANT } from "../../../local/behaviour.ts";
import { isOffscreenDocument } from "../../../local/browser/extension.ts";
import { play } from "../../../local/browser/meeting-page.ts";
import { meetingPages } from "../../../local/meeting/pages.ts";
import { createScriptedEngine } from "../../../local/speech/scripted-engine.ts";
import { inBrowser, type Scenario } from "../../browser/harness.ts";
import type { Figure } from "../figure.ts";
import { briefModel, meetingScript } from "../meeting-script.ts";
import { CAN_READ_PROCESSES, extensionRendererPid, residentMb } from "../processes.ts";
import { beginRecording, closePanel, endRecording } from "../recording.ts";

/** Code is compiled and caches are filled in the first seconds of a meeting, once. */
const WARM_UP_SECONDS = 20;
const COLLECTIONS = 4;
const MOST_MB_PER_MINUTE = 0.1;
const BYTES_PER_MB = 1_000_000;

interface Reading {
  /** After a garbage collection. */
  readonly heldMb: number;
  readonly residentMb: number;
}

export const memory: Figure = async ({ runs, seconds, say, signal }) => {
  const readings: Reading[] = [];
  const engine = createScriptedEngine(await meetingScript(WARM_UP_SECONDS + runs * seconds + 60));
  const scene = { engine, languageModel: briefModel, behaviour: INSTANT, pages: meetingPages };

  await inBrowser(scene, async (scenario) => {
    await scenario.page.$eval("audio#meeting", (audio) => void (audio.loop = true));
    await play(scenario.page);
    await closePanel(scenario.browser, await beginRecording(scenario));
    const threads = await recordingThreads(scenario);
    await setTimeout(WARM_UP_SECONDS * 1000, undefined, { signal });
    readings.push(await read(scenario, threads));
    for (let run = 0; run < runs; run++) {
      await setTimeout(seconds * 1000, undefined, { signal });
      const reading = await read(scenario, threads);
      readings.push(reading);
      say(`${(run + 1) * seconds} s: ${reading.heldMb.toFixed(3)} MB held`);
    }
    await endRecording(scenario);
  });

  const growth = (of: (reading: Reading) => number): number[] =>
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

/** Sessions of the offscreen document and of the threads it has started. */
async function recordingThreads({ browser, extension }: Scenario): Promise<CDPSession[]> {
  const target = await browser.waitForTarget((each) => isOffscreenDocument(each, extension));
  const offscreen = await target.createCDPSession();
  const threads = [offscreen];
  const kinds: string[] = [];
  offscreen.on("sessionattached", (thread) => threads.push(thread));
  offscreen.on("Target.attachedToTarget", ({ targetInfo }) => kinds.push(targetInfo.type));
  // Answers when it has attached to all there are; a service worker is nobody's child, but comes along.
  await offscreen.send("Target.setAutoAttach", {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: true,
    filter: [{ type: "service_worker", exclude: true }, {}],
  });
  if (!kinds.includes("worker") || !kinds.includes("worklet"))
    throw new Error(`Recorder thread or audio thread is missing: ${kinds.join(", ")}.`);
  return threads;
}

async function read({ browser }: Scenario, threads: readonly CDPSession[]): Promise<Reading> {
  let bytes = 0;
  for (const thread of threads) bytes += await heldBytes(thread);
  const resident = CAN_READ_PROCESSES
    ? await residentMb(await extensionRendererPid(browser))
    : Number.NaN;
  return { heldMb: bytes / BYTES_PER_MB, residentMb: resident };
}

/** The least of several: at some moments the audio thread's buffer is counted, which comes and goes (0.5 MB). */
async function heldBytes(thread: CDPSession): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < COLLECTIONS; i++) {
    await thread.send("HeapProfiler.collectGarbage");
    const heap = await thread.send("Runtime.getHeapUsage");
    least = Math.min(least, heap.usedSize + heap.embedderHeapUsedSize + heap.backingStorageSize);
  }
  return least;
}
