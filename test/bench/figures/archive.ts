/**
 * Export and import of "Everything (ZIP)" for a meeting of three hours, two channels and 2,000 turns: 1 GB including the mix of
 * both channels. Out: from the choice in the menu to the finished file. In: from the choice of that file, in an Earshot without
 * meetings, until the meeting is shown. Both are accurate to about 0.1 s and compared with a plain copy of the archive by Node
 * in the same folder. On Linux also the peak of resident memory above its value before, of the panel's renderer and of the
 * whole browser.
 *
 * Goals: twice a copy, because the download itself is one and the disk is read once more, and what a thread with a few buffers needs.
 */

import { copyFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { msToSamples } from "../../../core/audio/format.ts";
import { download, press } from "../../../local/browser/panel-driver.ts";
import { inBrowser, type Scenario, withoutWords } from "../../browser/harness.ts";
import { storedAudioBytes } from "../../time-code/stored.ts";
import type { Figure, Row } from "../figure.ts";
import { type MemoryPeak, peakRows, watchMemory } from "../../processes/memory-peak.ts";
import { median } from "../statistics.ts";
import {
  forgetMeetings,
  meetingOf,
  openKeeper,
  openPanelInTab,
  openQuietPage,
  storeAudio,
  storeMeeting,
  turnsOf,
} from "../../meetings/stored-meeting.ts";

const AUDIO_SECONDS = 3 * 60 * 60;
const CHANNEL_BYTES = msToSamples(AUDIO_SECONDS * 1000) * 2;
const CHANNELS = ["tab", "mic"] as const;
const TURNS = 2_000;
const MAX_RATIO = 2;
const MAX_MB = 24;
const WITHIN_MS = 300_000;

interface Transfer {
  readonly seconds: number;
  readonly peak: MemoryPeak;
}

export const archive: Figure = async ({ runs, say, signal }) => {
  const exports: Transfer[] = [];
  const imports: Transfer[] = [];
  const copySeconds: number[] = [];
  await inBrowser(withoutWords(), async (scenario) => {
    await storeLongMeeting(scenario);
    for (let run = 0; run < runs; run++) {
      signal.throwIfAborted();
      const { file, ...exported } = await exportOnce(scenario);
      exports.push(exported);
      copySeconds.push(await copyOnce(file));
      const imported = await importOnce(scenario, file);
      imports.push(imported);
      await rm(file);
      say(
        `run ${run + 1}: out in ${exported.seconds.toFixed(1)} s, in in ${imported.seconds.toFixed(1)} s`,
      );
    }
  });
  return [
    ...rowsOf("Archive of 1 GB, out", exports, copySeconds),
    ...rowsOf("Archive of 1 GB, in", imports, copySeconds),
  ];
};

async function storeLongMeeting({ browser, extension }: Scenario): Promise<void> {
  const keeper = await openKeeper(browser, extension);
  const meeting = {
    ...meetingOf("long", AUDIO_SECONDS * 1000, 1),
    channels: CHANNELS.map((name) => ({ name, transcribedSamples: 0 })),
  };
  await storeMeeting(keeper, meeting, turnsOf("long", TURNS));
  for (const channel of CHANNELS) await storeAudio(keeper, "long", AUDIO_SECONDS, channel);
  await keeper.close();
}

async function exportOnce(scenario: Scenario): Promise<Transfer & { readonly file: string }> {
  const panel = await openPanelInTab(scenario);
  await press(panel, "button", "Export");
  const memoryPeak = await watchMemory(panel);
  let before = 0;
  const choose = (): Promise<void> => {
    before = performance.now();
    return press(panel, "menuitem", "Everything (ZIP)");
  };
  const file = await download(scenario.downloads, choose, WITHIN_MS);
  const seconds = (performance.now() - before) / 1000;
  const peak = await memoryPeak();
  // The mix is as long as either channel.
  if ((await stat(file)).size < (CHANNELS.length + 1) * CHANNEL_BYTES)
    throw new Error(`${file} does not contain all of the audio.`);
  await panel.close();
  return { file, seconds, peak };
}

async function copyOnce(file: string): Promise<number> {
  const copy = join(file, "..", "copy");
  const before = performance.now();
  await copyFile(file, copy);
  const seconds = (performance.now() - before) / 1000;
  await rm(copy);
  return seconds;
}

async function importOnce(scenario: Scenario, file: string): Promise<Transfer> {
  const { browser, extension } = scenario;
  const quiet = await openQuietPage(browser, extension);
  await forgetMeetings(quiet);
  const panel = await openPanelInTab(scenario);
  await press(panel, "button", "Meetings");
  const [chooser] = await Promise.all([
    panel.waitForFileChooser(),
    press(panel, "button", "Import…"),
  ]);
  const memoryPeak = await watchMemory(panel);
  const before = performance.now();
  await chooser.accept([file]);
  await panel
    .locator("::-p-xpath(//h1[normalize-space()='Meeting long'])")
    .setTimeout(WITHIN_MS)
    .wait();
  const seconds = (performance.now() - before) / 1000;
  const peak = await memoryPeak();
  for (const channel of CHANNELS)
    if ((await storedAudioBytes(quiet, "long", channel)) !== CHANNEL_BYTES)
      throw new Error(`Not all of ${channel} was imported.`);
  await panel.close();
  await quiet.close();
  return { seconds, peak };
}

const rowsOf = (
  name: string,
  transfers: readonly Transfer[],
  copySeconds: readonly number[],
): readonly Row[] => [
  {
    figure: name,
    unit: "s",
    values: transfers.map(({ seconds }) => seconds),
    ratio: {
      value: median(transfers.map(({ seconds }) => seconds)) / median(copySeconds),
      to: "a copy",
    },
    goal: { of: "ratio", atMost: MAX_RATIO },
  },
  ...peakRows(
    name,
    transfers.map(({ peak }) => peak),
    MAX_MB,
  ),
];
