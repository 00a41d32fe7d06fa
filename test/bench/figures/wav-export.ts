/**
 * Export of a three-hour recording as audio through the panel's menu: as WAV of one channel (345 MB) and of two mixed channels, and as
 * Opus: time from the choice in the menu to the finished file, accurate to about 0.1 s and compared with a plain copy of the file by
 * Node in the same folder. On Linux also the peak of resident memory above its value before, of the panel's renderer and of the
 * whole browser.
 *
 * Goals: 10 s, and a tenth of the file, which shows that it was never in memory as a whole. Mixing reads twice as much and writes
 * a second time: 2.5 × a copy, and what a thread with a few buffers needs. Opus: a minute, and a tenth of WAV.
 */

import { copyFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "puppeteer-core";
import type { ChannelName } from "../../../core/meeting.ts";
import { download, type ExportItem, press } from "../../../local/browser/panel-driver.ts";
import { wavLengthMs } from "../../../local/launcher/headless.ts";
import { meetingPages } from "../../../local/meeting/meeting-pages.ts";
import { createScriptedEngine } from "../../meetings/scripted-engine.ts";
import { inBrowser, type Scenario } from "../../browser/harness.ts";
import type { BenchOptions, Figure, Goal, Row } from "../figure.ts";
import { type MemoryPeak, peakRows, watchMemory } from "../../processes/memory-peak.ts";
import { briefModel } from "../../meetings/meeting-script.ts";
import { median } from "../statistics.ts";
import {
  meetingOf,
  openKeeper,
  openPanelInTab,
  storeAudio,
  storeMeeting,
  storeSpeech,
  turnsOf,
} from "../../meetings/stored-meeting.ts";

const AUDIO_SECONDS = 3 * 60 * 60;
const MAX_OPUS_MB = 35;

interface Subject {
  readonly name: string;
  readonly item: ExportItem;
  readonly channels: readonly ChannelName[];
  readonly store: typeof storeAudio;
  readonly goal: Goal;
  readonly mostMb: number;
}

const SUBJECTS: readonly Subject[] = [
  {
    name: "WAV export",
    item: "WAV audio",
    channels: ["tab"],
    store: storeAudio,
    goal: { of: "median", atMost: 10 },
    mostMb: 35,
  },
  {
    name: "WAV export, mixed",
    item: "WAV audio",
    channels: ["tab", "mic"],
    store: storeAudio,
    goal: { of: "ratio", atMost: 2.5 },
    mostMb: 24,
  },
  {
    name: "Opus export, mixed",
    item: "Small audio (Opus, 32 MB)",
    channels: ["tab", "mic"],
    store: storeSpeech,
    goal: { of: "median", atMost: 60 },
    mostMb: 24,
  },
];

interface Export {
  readonly seconds: number;
  readonly copySeconds: number;
  readonly mb: number;
  readonly peak: MemoryPeak;
}

export const wavExport: Figure = async (options) => {
  const rows: Row[] = [];
  for (const subject of SUBJECTS) rows.push(...rowsOf(subject, await exportsOf(subject, options)));
  return rows;
};

async function exportsOf(
  { name, item, channels, store }: Subject,
  { runs, say, signal }: BenchOptions,
): Promise<readonly Export[]> {
  const exports: Export[] = [];
  const scene = {
    engine: createScriptedEngine([]),
    languageModel: briefModel,
    pages: meetingPages,
  };
  await inBrowser(scene, async (scenario) => {
    const { browser, extension } = scenario;
    const keeper = await openKeeper(browser, extension);
    const meeting = {
      ...meetingOf("long", AUDIO_SECONDS * 1000, 1),
      channels: channels.map((name) => ({ name, transcribedSamples: 0 })),
    };
    await storeMeeting(keeper, meeting, turnsOf("long", 1));
    for (const channel of channels) await store(keeper, "long", AUDIO_SECONDS, channel);
    await keeper.close();
    for (let run = 0; run < runs; run++) {
      signal.throwIfAborted();
      const panel = await openPanelInTab({ browser, extension });
      const measured = await exportOnce(scenario, panel, item);
      exports.push(measured);
      say(`${name}, run ${run + 1}: ${measured.seconds.toFixed(2)} s`);
      await panel.close();
    }
  });
  return exports;
}

function rowsOf({ name, item, goal, mostMb }: Subject, exports: readonly Export[]): Row[] {
  const seconds = exports.map((each) => each.seconds);
  const copySeconds = exports.map((each) => each.copySeconds);
  const rows: Row[] = [
    {
      figure: `${name}, 3 h`,
      unit: "s",
      values: seconds,
      ratio: { value: median(seconds) / median(copySeconds), to: "a copy" },
      goal,
    },
  ];
  if (!isWav(item))
    rows.push({
      figure: `${name}, 3 h: size`,
      unit: "MB",
      values: exports.map(({ mb }) => mb),
      goal: { of: "median", atMost: MAX_OPUS_MB },
    });
  const peaks = exports.map(({ peak }) => peak);
  return [...rows, ...peakRows(name, peaks, mostMb)];
}

const isWav = (item: ExportItem): boolean => item === "WAV audio";

async function exportOnce({ downloads }: Scenario, panel: Page, item: ExportItem): Promise<Export> {
  await press(panel, "button", "Export");
  const memoryPeak = await watchMemory(panel);
  let before = 0;
  const choose = (): Promise<void> => {
    before = performance.now();
    return press(panel, "menuitem", item);
  };
  const file = await download(downloads, choose, 300_000);
  const seconds = (performance.now() - before) / 1000;
  const measured = { seconds, peak: await memoryPeak(), mb: (await stat(file)).size / 1e6 };
  if (isWav(item) && (await wavLengthMs(file)) !== AUDIO_SECONDS * 1000)
    throw new Error(`${file} does not contain all of the audio.`);

  const copy = join(downloads, "copy");
  const beforeCopy = performance.now();
  await copyFile(file, copy);
  const copySeconds = (performance.now() - beforeCopy) / 1000;
  await Promise.all([rm(file), rm(copy)]);
  return { ...measured, copySeconds };
}
