/**
 * The on-device engine in the extension, which is one thread of WebAssembly.
 *
 * - Lateness: the sample meeting in one tab, recorded with the panel open. What a turn is late by counts from the moment its sound was
 *   on disk, and a tenth of a second more or less is not known.
 * - Time: the recording of the tab transcribed again from disk with the model loaded, per second of it.
 * - Lag and memory: tab and microphone at once for six times `seconds`, both talking without a stop. Memory is read when garbage has just
 *   been cleared away. The model goes a minute after its last use, and the memory with it.
 *
 * Goals: words while people remember what was said, and a laptop that keeps half of one core for them. Two voices at once may fall behind
 * for a while, but not more and more.
 */

import { setTimeout } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import { samplesToMs } from "../../../core/audio/format.ts";
import { writeSettings } from "../../../local/browser/extension.ts";
import { pause, play } from "../../../local/browser/meeting-page.ts";
import {
  followLive,
  press,
  start,
  stop,
  waitForStatus,
} from "../../../local/browser/panel-driver.ts";
import { withoutWords } from "../../browser/harness.ts";
import { type MicrophoneScenario, openWithMicrophone } from "../../browser/microphone-scenario.ts";
import { decodeMeeting } from "../../local/sample-meeting.ts";
import { readMemory, recordingThreads } from "../../processes/held-memory.ts";
import { clearAway } from "../../processes/memory-peak.ts";
import { CAN_READ_PROCESSES, extensionRendererPid, residentMb } from "../../processes/processes.ts";
import type { BenchOptions, Figure, Goal, Row } from "../figure.ts";
import { chooseSource, type SourceName } from "../../browser/panel-view.ts";
import { type LivePunctuality, watchPunctuality } from "../live-punctuality.ts";

const NAME = "Speech in Chrome";
const MAX_REAL_TIME = 0.25;
const MAX_FIRST_MS = 1_200;
const MAX_FINAL_MS = 1_500;
const MAX_LAG_S = 10;
const MAX_LOADED_MB = 480;
/** Ten seconds longer than the model is kept. */
const UNLOADED_AFTER_MS = 70_000;
/** What the process may keep of it: a meeting, its turns, and the garbage of a reading. */
const MAX_LEFT_MB = 40;
const READ_EVERY_MS = 5_000;
/** The microphone hears the meeting from its middle on, so nothing of it is an echo of the tab. */
const SHIFT = 0.5;

export const speechInChrome: Figure = async (options) => {
  const meeting = await decodeMeeting();
  const middle = Math.round(meeting.length * SHIFT);
  const turned = new Int16Array(meeting.length);
  turned.set(meeting.subarray(middle));
  turned.set(meeting.subarray(0, middle), meeting.length - middle);
  await using scenario = await openWithMicrophone(withoutWords(), turned);
  const { browser, extension, page, panel } = scenario;
  await writeSettings(browser, extension, { workerUrl: "", accessCode: "" });
  await page.$eval("audio#meeting", (audio) => void (audio.loop = true));
  const live = watchPunctuality();
  await followLive(panel, live.take);

  return [
    ...(await timeRows(scenario, live, options)),
    ...(await togetherRows(scenario, live, options)),
  ];
};

/** Lateness and time of one channel. */
async function timeRows(
  scenario: MicrophoneScenario,
  live: LivePunctuality,
  { runs, seconds, say, signal }: BenchOptions,
): Promise<Row[]> {
  const { page, panel } = scenario;
  await record(scenario, "This tab");
  await setTimeout(seconds * 1000, undefined, { signal });
  const { firstMs, finalMs } = live.lateness();
  await endRecording(page, panel);

  const lengthMs = samplesToMs(live.recordedSamples());
  const factors: number[] = [];
  for (let run = 0; run < runs; run++) {
    signal.throwIfAborted();
    const begin = performance.now();
    await press(panel, "button", "More");
    await press(panel, "menuitem", "Transcribe again…");
    await press(panel, "button", "Transcribe again");
    await live.transcribed(signal);
    factors.push((performance.now() - begin) / lengthMs);
    say(`run ${run + 1}: ${factors.at(-1)?.toFixed(3)} of real time`);
  }
  return [
    row("first words after speech begins", "ms", firstMs, { of: "median", atMost: MAX_FIRST_MS }),
    row("final words after speech ends", "ms", finalMs, { of: "median", atMost: MAX_FINAL_MS }),
    row("from disk, one thread", "of real time", factors, { of: "median", atMost: MAX_REAL_TIME }),
  ];
}

/** Lag and memory of two channels. */
async function togetherRows(
  scenario: MicrophoneScenario,
  live: LivePunctuality,
  { seconds, say, signal }: BenchOptions,
): Promise<Row[]> {
  const { browser, page, panel } = scenario;
  await setTimeout(UNLOADED_AFTER_MS, undefined, { signal });
  const readMb = async (): Promise<number> => {
    await clearAway(panel);
    return residentMb(await extensionRendererPid(browser));
  };
  const before = CAN_READ_PROCESSES ? await readMb() : Number.NaN;
  await record(scenario, "Tab and microphone");
  const threads = await recordingThreads(scenario);
  const loaded: number[] = [];
  const lags: number[] = [];
  for (let at = 0; at < seconds * 6_000; at += READ_EVERY_MS) {
    await setTimeout(READ_EVERY_MS, undefined, { signal });
    lags.push(live.lagSeconds());
    if (CAN_READ_PROCESSES) loaded.push(await residentMb(await extensionRendererPid(browser)));
    say(`${lags.at(-1)?.toFixed(1)} s behind, ${loaded.at(-1)?.toFixed(0)} MB`);
  }
  const held = (await readMemory(scenario, threads)).residentMb;
  await endRecording(page, panel);
  const lag = row("tab and microphone: seconds behind, at most", "s", [Math.max(...lags)], {
    of: "median",
    atMost: MAX_LAG_S,
  });
  if (!CAN_READ_PROCESSES) return [lag];
  await setTimeout(UNLOADED_AFTER_MS, undefined, { signal });
  return [
    lag,
    row("memory of the extension with the model", "MB", [held], {
      of: "median",
      atMost: MAX_LOADED_MB,
    }),
    { figure: `${NAME}: the same, with its garbage`, unit: "MB", values: loaded },
    row("memory left after the model has gone", "MB", [(await readMb()) - before], {
      of: "median",
      atMost: MAX_LEFT_MB,
    }),
  ];
}

const row = (what: string, unit: string, values: readonly number[], goal: Goal): Row => ({
  figure: `${NAME}: ${what}`,
  unit,
  values,
  goal,
});

async function record({ page, panel }: MicrophoneScenario, source: SourceName): Promise<void> {
  await chooseSource(panel, source);
  await start(panel);
  await waitForStatus(panel, ["Recording", "Catching up"]);
  await play(page);
}

async function endRecording(page: Page, panel: Page): Promise<void> {
  await pause(page);
  await stop(panel);
  await waitForStatus(panel, ["Saved"]);
}
