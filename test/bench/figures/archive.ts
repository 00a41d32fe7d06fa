/**
 * "Everything (ZIP)" of a meeting of three hours, two channels and 2,000 turns: 1 GB with the sound of both together. Out: from
 * the choice in the menu to the finished file. In: from the choice of that file, in an Earshot that has no meetings, to the
 * meeting on show; both to about 0.1 s, beside a plain copy of the archive by Node in the same folder. On Linux also how much
 * resident memory the renderer with the panel and the whole browser took at most above what they had before.
 *
 * Goals of our own, of the kind of design.md §9: half a minute, and a tenth of the archive as the sign that it was never in
 * memory.
 */

import { copyFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "puppeteer-core";
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
  openPanelTab,
  openQuietPage,
  panelAddress,
  storeMeeting,
  storeAudio,
  turnsOf,
} from "../../meetings/stored-meeting.ts";

const SOUND_SECONDS = 3 * 60 * 60;
const CHANNEL_BYTES = msToSamples(SOUND_SECONDS * 1000) * 2;
const CHANNELS = ["tab", "mic"] as const;
const TURNS = 2_000;
const MOST_SECONDS = 30;
const MOST_MB = 104;
const WITHIN_MS = 300_000;

interface Way {
  readonly seconds: number;
  readonly peak: MemoryPeak;
}

export const archive: Figure = async ({ runs, say, signal }) => {
  const out: Way[] = [];
  const back: Way[] = [];
  const copySeconds: number[] = [];
  await inBrowser(withoutWords(), async (scenario) => {
    await storeLongMeeting(scenario);
    for (let run = 0; run < runs; run++) {
      signal.throwIfAborted();
      const { file, ...exported } = await exportOnce(scenario);
      out.push(exported);
      copySeconds.push(await copyOnce(file));
      back.push(await importOnce(scenario, file));
      await rm(file);
      say(
        `run ${run + 1}: out in ${exported.seconds.toFixed(1)} s, in in ${back.at(-1)?.seconds.toFixed(1)} s`,
      );
    }
  });
  return [
    ...rowsOf("Archive of 1 GB, out", out, copySeconds),
    ...rowsOf("Archive of 1 GB, in", back, copySeconds),
  ];
};

async function storeLongMeeting({ browser, extension }: Scenario): Promise<void> {
  const keeper = await openKeeper(browser, extension);
  const meeting = {
    ...meetingOf("long", SOUND_SECONDS * 1000, 1),
    channels: CHANNELS.map((name) => ({ name, transcribedSamples: 0 })),
  };
  await storeMeeting(keeper, meeting, turnsOf("long", TURNS));
  for (const channel of CHANNELS) await storeAudio(keeper, "long", SOUND_SECONDS, channel);
  await keeper.close();
}

async function openPanel({ browser, extension }: Scenario): Promise<Page> {
  const panel = await openPanelTab(browser);
  await panel.goto(panelAddress(extension));
  return panel;
}

async function exportOnce(scenario: Scenario): Promise<Way & { readonly file: string }> {
  const panel = await openPanel(scenario);
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
  // The sound of both together is as long as either.
  if ((await stat(file)).size < (CHANNELS.length + 1) * CHANNEL_BYTES)
    throw new Error(`${file} does not hold all of the sound.`);
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

async function importOnce(scenario: Scenario, file: string): Promise<Way> {
  const { browser, extension } = scenario;
  const quiet = await openQuietPage(browser, extension);
  await forgetMeetings(quiet);
  const panel = await openPanel(scenario);
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
      throw new Error(`Not all of ${channel} came in.`);
  await panel.close();
  await quiet.close();
  return { seconds, peak };
}

const rowsOf = (
  name: string,
  ways: readonly Way[],
  copySeconds: readonly number[],
): readonly Row[] => [
  {
    figure: name,
    unit: "s",
    values: ways.map(({ seconds }) => seconds),
    ratio: {
      value: median(ways.map(({ seconds }) => seconds)) / median(copySeconds),
      to: "a copy",
    },
    goal: { of: "median", atMost: MOST_SECONDS },
  },
  ...peakRows(
    name,
    ways.map(({ peak }) => peak),
    MOST_MB,
  ),
];
