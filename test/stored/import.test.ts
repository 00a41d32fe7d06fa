import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "puppeteer-core";
import { describe, expect, test } from "vitest";
import { SAMPLE_RATE } from "../../core/audio/format.ts";
import type { Meeting } from "../../core/meeting.ts";
import { openPanel, press } from "../../local/browser/panel-driver.ts";
import {
  CAN_READ_PROCESSES,
  extensionRendererPid,
  forgetPeak,
  peakMb,
  residentMb,
} from "../processes/processes.ts";
import { decodeMeeting } from "../local/sample-meeting.ts";
import {
  audioFolders,
  storedMeetings,
  storedAudio,
  storedAudioBytes,
} from "../time-code/stored.ts";
import { killServiceWorker, wakeServiceWorker } from "../browser/chrome-api.ts";
import { windowDelays } from "../browser/delay.ts";
import { inBrowser, type Scenario, withoutWords } from "../browser/harness.ts";
import {
  type MadeFormat,
  madeHeader,
  madeReference,
  madeWav,
  writeSilentWav,
} from "../browser/made-audio.ts";
import { problemSentence } from "../browser/sentence.ts";
import { fillDiskAfter } from "./full-disk.ts";
import { waitForProblem } from "../browser/panel-view.ts";

const MEETING = join(import.meta.dirname, "../../local/meeting/meeting.ogg");

/** Opens the Meetings view, and a folder for the files of the test. */
const inMeetings = (
  act: (panel: Page, folder: string, scenario: Scenario) => Promise<void>,
): Promise<void> =>
  inBrowser(withoutWords(), async (scenario) => {
    const folder = await mkdtemp(join(tmpdir(), "earshot-import-"));
    try {
      const panel = await openPanel(scenario.browser, scenario.extension, scenario.page);
      await press(panel, "button", "Meetings");
      await act(panel, folder, scenario);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

async function chooseFile(panel: Page, path: string): Promise<void> {
  const [chooser] = await Promise.all([
    panel.waitForFileChooser(),
    press(panel, "button", "Import…"),
  ]);
  await chooser.accept([path]);
}

/** Imports a file and waits until it is the only meeting. */
async function imported(panel: Page, path: string): Promise<Meeting> {
  await chooseFile(panel, path);
  await expect.poll(() => storedMeetings(panel), { timeout: 60_000 }).toHaveLength(1);
  const [meeting] = await storedMeetings(panel);
  if (!meeting) throw new Error("The meeting has gone again.");
  return meeting;
}

interface HeldPanel {
  releaseWrites(): void;
}

/**
 * Makes writes to disk wait.
 * @returns A function that lets them continue
 */
async function holdWrites(panel: Page): Promise<() => Promise<void>> {
  await panel.evaluate(() => {
    const { promise, resolve } = Promise.withResolvers<void>();
    Object.assign(globalThis, { releaseWrites: resolve } satisfies HeldPanel);
    const { write } = FileSystemWritableFileStream.prototype;
    FileSystemWritableFileStream.prototype.write = async function (chunk) {
      await promise;
      return write.call(this, chunk);
    };
  });
  return () => panel.evaluate(() => (globalThis as unknown as HeldPanel).releaseWrites());
}

/** Stores audio without a meeting, as if the database had been lost. */
const storeOrphanedAudio = (panel: Page, name: string): Promise<void> =>
  panel.evaluate(async (folder) => {
    const root = await navigator.storage.getDirectory();
    const meetings = await root.getDirectoryHandle("meetings", { create: true });
    const meeting = await meetings.getDirectoryHandle(folder, { create: true });
    const file = await meeting.getFileHandle("tab.pcm", { create: true });
    const writable = await file.createWritable();
    await writable.write(new Int16Array(1_000));
    await writable.close();
  }, name);

/** Returns the largest error of the imported samples, −1…1. The edges of the file ring, so they are excluded. */
function worstError(samples: Int16Array, reference: Float64Array): number {
  const EDGE = 100;
  let worst = 0;
  for (let at = EDGE; at < samples.length - EDGE; at++)
    worst = Math.max(worst, Math.abs((samples[at] ?? 0) / 32_768 - (reference[at] ?? 0)));
  return worst;
}

describe("every sample is imported in its place from a WAV file of", () => {
  const cases: readonly (MadeFormat & { readonly kind: string; readonly error: number })[] = [
    { kind: "44.1 kHz stereo", rate: 44_100, channels: 2, bits: 16, error: 1e-3 },
    { kind: "48 kHz, 24 bit", rate: 48_000, channels: 1, bits: 24, error: 1e-3 },
    { kind: "8 kHz, 8 bit", rate: 8_000, channels: 1, bits: 8, error: 2e-2 },
    { kind: "192 kHz, 4 channels of 24 bit", rate: 192_000, channels: 4, bits: 24, error: 1e-3 },
    { kind: "a non-standard rate", rate: 22_051, channels: 1, bits: 16, error: 1e-3 },
    { kind: "16 kHz", rate: 16_000, channels: 1, bits: 16, error: 2 ** -16 + 1e-9 },
  ];
  test.each(cases)("$kind", ({ kind, error, ...format }) =>
    inMeetings(async (panel, folder) => {
      // Crosses two edges of blocks, and is not a multiple of any size.
      const frames = Math.round(47.1234 * format.rate);
      const path = join(folder, `${kind}.v2.wav`);
      await writeFile(path, madeWav(format, frames));

      const meeting = await imported(panel, path);
      const samples = await storedAudio(panel, meeting.id);
      const expected = (frames * SAMPLE_RATE) / format.rate;
      expect(Math.abs(samples.length - expected)).toBeLessThanOrEqual(1);
      expect(worstError(samples, madeReference(samples.length))).toBeLessThan(error);
      expect(meeting).toMatchObject({
        title: `${kind}.v2`,
        pageUrl: null,
        state: "saved",
        durationMs: samples.length / 16,
        channels: [{ name: "tab" }],
        problem: null,
      });
    }),
  );
});

test("a file that Chrome can decode, such as Opus in Ogg, becomes a meeting", () =>
  inMeetings(async (panel) => {
    const meeting = await imported(panel, MEETING);
    expect(meeting.title).toBe("meeting");
    const samples = await storedAudio(panel, meeting.id);
    const reference = await decodeMeeting();
    expect(Math.abs(samples.length - reference.length)).toBeLessThanOrEqual(1);
    const windows = windowDelays(reference, samples, {
      windowSamples: SAMPLE_RATE,
      hopSamples: SAMPLE_RATE,
      firstSearchSamples: 800,
      nextSearchSamples: 16,
    });
    expect(windows.length).toBeGreaterThan(reference.length / SAMPLE_RATE / 2);
    // The mean, because half a sample's delay between two decoders weighs heavily in a second of mere hiss.
    const likeness = windows.reduce((sum, each) => sum + each.likeness, 0) / windows.length;
    expect(likeness).toBeGreaterThan(0.99);
    const delays = windows.map(({ delaySamples }) => delaySamples);
    expect(Math.max(...delays) - Math.min(...delays)).toBeLessThanOrEqual(1);
  }));

describe("invalid files:", () => {
  const format: MadeFormat = { rate: 44_100, channels: 1, bits: 16 };
  const second = madeWav(format, 44_100);

  test.each([
    ["not a WAV file", "letter.wav", Buffer.from("Dear Sir or Madam, ".repeat(100))],
    ["an empty file", "empty.wav", Buffer.alloc(0)],
    ["a WAV file cut short in its header", "short.wav", second.subarray(0, 40)],
    ["a WAV file without audio", "silent.wav", madeHeader(format, 0)],
    ["a file without audio", "noise.mp3", Buffer.alloc(5_000, "meeting")],
  ])("%s is refused with the reason and changes nothing", (_kind, name, bytes) =>
    inMeetings(async (panel, folder) => {
      const path = join(folder, name);
      await writeFile(path, bytes);
      await chooseFile(panel, path);
      await waitForProblem(panel, await problemSentence("importedFileRefused"));
      expect(await storedMeetings(panel)).toEqual([]);
      expect(await audioFolders(panel)).toEqual([]);
    }),
  );

  test.each([
    ["cut short in its audio", second.subarray(0, 44 + 22_051)],
    [
      "with a claim of 4 GB",
      Buffer.concat([madeHeader(format, 0xffff_ff00), second.subarray(44, 22_094)]),
    ],
    ["with no length at all", Buffer.concat([madeHeader(format, 0), second.subarray(44, 22_094)])],
  ])("a WAV file %s is imported up to its end", (_kind, bytes) =>
    inMeetings(async (panel, folder) => {
      const path = join(folder, "part.wav");
      await writeFile(path, bytes);
      const meeting = await imported(panel, path);
      expect(await storedAudioBytes(panel, meeting.id)).toBe(2 * 4_000);
    }),
  );
});

describe("a file of 40 minutes of 48 kHz stereo", () => {
  const format: MadeFormat = { rate: 48_000, channels: 2, bits: 16 };
  const SECONDS = 2_400;
  const FILE_MB = (SECONDS * 48_000 * 4) / 1e6;

  test.runIf(CAN_READ_PROCESSES)("is not loaded into memory as a whole", () =>
    inMeetings(async (panel, folder, { browser }) => {
      const path = join(folder, "long.wav");
      await writeSilentWav(path, format, FILE_MB * 1e6);
      const pid = await extensionRendererPid(browser);
      await forgetPeak(pid);
      const before = await residentMb(pid);
      const meeting = await imported(panel, path);
      const peak = await peakMb(pid);
      expect(peak - before).toBeLessThan(FILE_MB / 2);
      expect(await storedAudioBytes(panel, meeting.id)).toBe(SECONDS * SAMPLE_RATE * 2);
    }),
  );

  test("leaves no audio if the disk is full", () =>
    inMeetings(async (panel, folder) => {
      const path = join(folder, "long.wav");
      await writeSilentWav(path, format, FILE_MB * 1e6);
      await fillDiskAfter(panel, 3);
      await chooseFile(panel, path);
      await waitForProblem(panel, await problemSentence("importDiskFull"));
      expect(await audioFolders(panel)).toEqual([]);
      expect(await storedMeetings(panel)).toEqual([]);
    }));

  test("leaves no audio if the import is cancelled", () =>
    inMeetings(async (panel, folder) => {
      const path = join(folder, "long.wav");
      await writeSilentWav(path, format, FILE_MB * 1e6);
      // Otherwise the import may finish before the click.
      const releaseWrites = await holdWrites(panel);
      await chooseFile(panel, path);
      await expect.poll(() => audioFolders(panel)).toHaveLength(1);
      await press(panel, "button", "Cancel");
      await releaseWrites();
      await expect.poll(() => audioFolders(panel)).toEqual([]);
      expect(await storedMeetings(panel)).toEqual([]);
    }));
});

test("startup removes an interrupted import, but neither a running one nor audio without a meeting", () =>
  inMeetings(async (first, folder, { browser, extension, page }) => {
    const path = join(folder, "talk.wav");
    await writeSilentWav(path, { rate: 16_000, channels: 1, bits: 16 }, 2 * SAMPLE_RATE);
    await holdWrites(first);
    await chooseFile(first, path);
    await expect.poll(() => audioFolders(first)).toHaveLength(1);
    const [cutOff] = await audioFolders(first);
    await first.close();

    const panel = await openPanel(browser, extension, page);
    await press(panel, "button", "Meetings");
    await storeOrphanedAudio(panel, "lost");
    const releaseWrites = await holdWrites(panel);
    await chooseFile(panel, path);
    await expect.poll(() => audioFolders(panel)).toHaveLength(3);
    expect(await audioFolders(panel)).toContain(cutOff);
    await killServiceWorker(browser, extension);
    await wakeServiceWorker(panel);
    await expect.poll(() => audioFolders(panel)).not.toContain(cutOff);

    await releaseWrites();
    await expect.poll(() => storedMeetings(panel)).toHaveLength(1);
    const [meeting] = await storedMeetings(panel);
    expect(new Set(await audioFolders(panel))).toEqual(new Set(["lost", meeting?.id]));
    expect(await storedAudioBytes(panel, meeting?.id ?? "")).toBe(2 * SAMPLE_RATE);
    expect(await storedAudioBytes(panel, "lost")).toBe(2_000);
  }));
