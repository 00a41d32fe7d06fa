/**
 * Export of a three-hour recording as WAV through the panel's menu, of one channel (345 MB) and of two mixed channels: time
 * from the choice of "WAV audio" to the finished file, accurate to about 0.1 s and compared with a plain copy of the file by
 * Node in the same folder. On Linux also the peak of resident memory above its value before, of the panel's renderer and of the
 * whole browser.
 *
 * Goals: 10 s, and a tenth of the file, which shows that it was never in memory as a whole. Mixing reads twice as much, writes
 * a second time and leaves garbage that is collected later: 20 s, and a sixth of what is read.
 */

import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "puppeteer-core";
import { download, press } from "../../../local/browser/panel-driver.ts";
import { wavLengthMs } from "../../../local/launcher/headless.ts";
import { meetingPages } from "../../../local/meeting/meeting-pages.ts";
import { createScriptedEngine } from "../../meetings/scripted-engine.ts";
import { inBrowser, type Scenario } from "../../browser/harness.ts";
import type { BenchOptions, Figure, Row } from "../figure.ts";
import { type MemoryPeak, peakRows, watchMemory } from "../../processes/memory-peak.ts";
import { briefModel } from "../../meetings/meeting-script.ts";
import { median } from "../statistics.ts";
import {
  meetingOf,
  openKeeper,
  openPanelInTab,
  storeAudio,
  storeMeeting,
  turnsOf,
} from "../../meetings/stored-meeting.ts";

const AUDIO_SECONDS = 3 * 60 * 60;
const ONE_CHANNEL = { name: "WAV export", channels: ["tab"], mostSeconds: 10, mostMb: 35 } as const;
const MIXED = {
  name: "WAV export, mixed",
  channels: ["tab", "mic"],
  mostSeconds: 20,
  mostMb: 115,
} as const;

interface Export {
  readonly seconds: number;
  readonly copySeconds: number;
  readonly peak: MemoryPeak;
}

export const wavExport: Figure = async (options) => [
  ...(await exportOf(ONE_CHANNEL, options)),
  ...(await exportOf(MIXED, options)),
];

async function exportOf(
  { name, channels, mostSeconds, mostMb }: typeof ONE_CHANNEL | typeof MIXED,
  { runs, say, signal }: BenchOptions,
): Promise<readonly Row[]> {
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
    for (const channel of channels) await storeAudio(keeper, "long", AUDIO_SECONDS, channel);
    await keeper.close();
    for (let run = 0; run < runs; run++) {
      signal.throwIfAborted();
      const panel = await openPanelInTab({ browser, extension });
      const measured = await exportOnce(scenario, panel);
      exports.push(measured);
      say(`${name}, run ${run + 1}: ${measured.seconds.toFixed(2)} s`);
      await panel.close();
    }
  });

  const seconds = exports.map((each) => each.seconds);
  const copySeconds = exports.map((each) => each.copySeconds);
  const time = {
    figure: `${name}, 3 h`,
    unit: "s",
    values: seconds,
    ratio: { value: median(seconds) / median(copySeconds), to: "a copy" },
    goal: { of: "median", atMost: mostSeconds },
  } as const;
  return [
    time,
    ...peakRows(
      name,
      exports.map(({ peak }) => peak),
      mostMb,
    ),
  ];
}

async function exportOnce({ downloads }: Scenario, panel: Page): Promise<Export> {
  await press(panel, "button", "Export");
  const memoryPeak = await watchMemory(panel);
  let before = 0;
  const file = await download(downloads, () => {
    before = performance.now();
    return press(panel, "menuitem", "WAV audio");
  });
  const seconds = (performance.now() - before) / 1000;
  const measured = { seconds, peak: await memoryPeak() };
  if ((await wavLengthMs(file)) !== AUDIO_SECONDS * 1000)
    throw new Error(`${file} does not contain all of the audio.`);

  const copy = join(downloads, "copy");
  const beforeCopy = performance.now();
  await copyFile(file, copy);
  const copySeconds = (performance.now() - beforeCopy) / 1000;
  await Promise.all([rm(file), rm(copy)]);
  return { ...measured, copySeconds };
}
