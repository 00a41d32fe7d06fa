/**
 * Import of four hours of speech through the panel: Opus in WebM that does not tell its length, as MediaRecorder writes it, and the
 * same packets in MP4. Time from the choice of the file to the meeting in the database, and on Linux the peak of resident memory
 * above its value before, of the panel's renderer with the import thread, and of the whole browser.
 *
 * Goal: 150 MB, whatever the length. Decoded as a whole, the WebM took 84 s and 3.15 GB, and failed.
 */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Mp4OutputFormat, type OutputFormat, WebMOutputFormat } from "mediabunny";
import type { Page } from "puppeteer-core";
import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import { press } from "../../../local/browser/panel-driver.ts";
import { madeSpeech } from "../../browser/made-media.ts";
import { inBrowser, withoutWords } from "../../browser/harness.ts";
import { openPanelInTab } from "../../meetings/stored-meeting.ts";
import { type MemoryPeak, peakRows, watchMemory } from "../../processes/memory-peak.ts";
import { storedAudioBytes, storedMeetings } from "../../time-code/stored.ts";
import type { BenchOptions, Figure, Row } from "../figure.ts";

const HOURS = 4;
const SECONDS = HOURS * 3_600;
const MOST_MB = 150;
const WAIT_MS = 100;
/** Where the speech begins again two packets are shorter than their audio, and Chrome's decoder puts out all of it: 1.95 s in four hours. */
const MOST_EXTRA_SECONDS = 5;

interface Import {
  readonly seconds: number;
  readonly peak: MemoryPeak;
}

export const mediaImport: Figure = async (options) => [
  ...(await importOf("WebM", "talk.webm", new WebMOutputFormat({ appendOnly: true }), options)),
  ...(await importOf("MP4", "talk.mp4", new Mp4OutputFormat(), options)),
];

async function importOf(
  kind: string,
  fileName: string,
  format: OutputFormat,
  { runs, say, signal }: BenchOptions,
): Promise<readonly Row[]> {
  const name = `Import of ${HOURS} h, ${kind}`;
  const folder = await mkdtemp(join(tmpdir(), "earshot-bench-import-"));
  const imports: Import[] = [];
  try {
    const path = join(folder, fileName);
    await writeFile(path, await madeSpeech(format, SECONDS));
    for (let run = 0; run < runs; run++) {
      signal.throwIfAborted();
      await inBrowser(withoutWords(), async (scenario) => {
        const measured = await importOnce(await openPanelInTab(scenario), path);
        imports.push(measured);
        say(
          `${name}, run ${run + 1}: ${measured.seconds.toFixed(1)} s, ${measured.peak.extensionMb.toFixed(0)} MB`,
        );
      });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return [
    { figure: name, unit: "s", values: imports.map(({ seconds }) => seconds) },
    ...peakRows(
      name,
      imports.map(({ peak }) => peak),
      MOST_MB,
    ),
  ];
}

async function importOnce(panel: Page, path: string): Promise<Import> {
  await press(panel, "button", "Meetings");
  const memoryPeak = await watchMemory(panel);
  const begin = performance.now();
  const [chooser] = await Promise.all([
    panel.waitForFileChooser(),
    press(panel, "button", "Import…"),
  ]);
  await chooser.accept([path]);
  let meetings = await storedMeetings(panel);
  while (meetings.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    meetings = await storedMeetings(panel);
  }
  const seconds = (performance.now() - begin) / 1000;
  const measured = { seconds, peak: await memoryPeak() };
  const bytes = await storedAudioBytes(panel, meetings[0]?.id ?? "");
  if (Math.abs(bytes / 2 / SAMPLE_RATE - SECONDS) > MOST_EXTRA_SECONDS)
    throw new Error(`${bytes} bytes are not ${HOURS} hours.`);
  return measured;
}
