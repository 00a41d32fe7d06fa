import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "puppeteer-core";
import { describe, expect, test } from "vitest";
import { SAMPLE_RATE } from "../../core/audio/format.ts";
import type { Meeting } from "../../core/meeting.ts";
import { openPanel, press, waitForProblem } from "../../local/browser/panel-driver.ts";
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

const MEETING = join(import.meta.dirname, "../../local/meeting/meeting.ogg");

/** The Meetings view in a browser, and a folder for the files of the test. */
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

/** Resolves when the file has become the only meeting. */
async function imported(panel: Page, path: string): Promise<Meeting> {
  await chooseFile(panel, path);
  await expect.poll(() => storedMeetings(panel), { timeout: 60_000 }).toHaveLength(1);
  const [meeting] = await storedMeetings(panel);
  if (!meeting) throw new Error("The meeting has gone again.");
  return meeting;
}

interface HeldPanel {
  goOn(): void;
}

/** Whatever is written from now on waits. @returns Lets it go on. */
async function holdWrites(panel: Page): Promise<() => Promise<void>> {
  await panel.evaluate(() => {
    const { promise, resolve } = Promise.withResolvers<void>();
    Object.assign(globalThis, { goOn: resolve } satisfies HeldPanel);
    const { write } = FileSystemWritableFileStream.prototype;
    FileSystemWritableFileStream.prototype.write = async function (chunk) {
      await promise;
      return write.call(this, chunk);
    };
  });
  return () => panel.evaluate(() => (globalThis as unknown as HeldPanel).goOn());
}

/** As if the database had been lost, and not the sound. */
const keepSoundAlone = (panel: Page, name: string): Promise<void> =>
  panel.evaluate(async (folder) => {
    const root = await navigator.storage.getDirectory();
    const meetings = await root.getDirectoryHandle("meetings", { create: true });
    const meeting = await meetings.getDirectoryHandle(folder, { create: true });
    const sound = await meeting.getFileHandle("tab.pcm", { create: true });
    const writable = await sound.createWritable();
    await writable.write(new Int16Array(1_000));
    await writable.close();
  }, name);

/** Of the sound as imported against the same sound as it should be; both −1…1. Edges of the file ring, and are left out. */
function worstError(samples: Int16Array, reference: Float64Array): number {
  const EDGE = 100;
  let worst = 0;
  for (let at = EDGE; at < samples.length - EDGE; at++)
    worst = Math.max(worst, Math.abs((samples[at] ?? 0) / 32_768 - (reference[at] ?? 0)));
  return worst;
}

describe("a WAV file becomes the sound of a meeting, every sample in its place", () => {
  const cases: readonly (MadeFormat & { readonly what: string; readonly error: number })[] = [
    { what: "44.1 kHz stereo", rate: 44_100, channels: 2, bits: 16, error: 1e-3 },
    { what: "48 kHz, 24 bit", rate: 48_000, channels: 1, bits: 24, error: 1e-3 },
    { what: "8 kHz, 8 bit", rate: 8_000, channels: 1, bits: 8, error: 2e-2 },
    { what: "192 kHz, 4 channels of 24 bit", rate: 192_000, channels: 4, bits: 24, error: 1e-3 },
    { what: "a rate of no standard", rate: 22_051, channels: 1, bits: 16, error: 1e-3 },
    { what: "16 kHz, as it is", rate: 16_000, channels: 1, bits: 16, error: 2 ** -16 + 1e-9 },
  ];
  test.each(cases)("$what", ({ what, error, ...format }) =>
    inMeetings(async (panel, folder) => {
      // Past two edges of blocks, and not a whole number of anything.
      const frames = Math.round(47.1234 * format.rate);
      const path = join(folder, `${what}.v2.wav`);
      await writeFile(path, madeWav(format, frames));

      const meeting = await imported(panel, path);
      const samples = await storedAudio(panel, meeting.id);
      const expected = (frames * SAMPLE_RATE) / format.rate;
      expect(Math.abs(samples.length - expected)).toBeLessThanOrEqual(1);
      expect(worstError(samples, madeReference(samples.length))).toBeLessThan(error);
      expect(meeting).toMatchObject({
        title: `${what}.v2`,
        pageUrl: null,
        state: "saved",
        durationMs: samples.length / 16,
        channels: [{ name: "tab" }],
        problem: null,
      });
    }),
  );
});

test("what Chrome can decode becomes a meeting: Opus in Ogg", () =>
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
    // Not the least of them: in a second of hiss alone, half a sample's delay between two decoders counts for much.
    const likeness = windows.reduce((sum, each) => sum + each.likeness, 0) / windows.length;
    expect(likeness).toBeGreaterThan(0.99);
    const delays = windows.map(({ delaySamples }) => delaySamples);
    expect(Math.max(...delays) - Math.min(...delays)).toBeLessThanOrEqual(1);
  }));

describe("a file that is not what it should be", () => {
  const format: MadeFormat = { rate: 44_100, channels: 1, bits: 16 };
  const second = madeWav(format, 44_100);

  test.each([
    ["not a WAV file", "letter.wav", Buffer.from("Dear Sir or Madam, ".repeat(100))],
    ["an empty file", "empty.wav", Buffer.alloc(0)],
    ["a WAV file cut short in its header", "short.wav", second.subarray(0, 40)],
    ["a WAV file without sound", "silent.wav", madeHeader(format, 0)],
    ["something that is no sound", "noise.mp3", Buffer.alloc(5_000, "meeting")],
  ])("%s is refused with a sentence, and nothing else changes", (_what, name, bytes) =>
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
    ["cut short in its sound", second.subarray(0, 44 + 22_051)],
    [
      "with a claim of 4 GB",
      Buffer.concat([madeHeader(format, 0xffff_ff00), second.subarray(44, 22_094)]),
    ],
    ["with no length at all", Buffer.concat([madeHeader(format, 0), second.subarray(44, 22_094)])],
  ])("a WAV file %s is read as far as it goes", (_what, bytes) =>
    inMeetings(async (panel, folder) => {
      const path = join(folder, "part.wav");
      await writeFile(path, bytes);
      const meeting = await imported(panel, path);
      expect(await storedAudioBytes(panel, meeting.id)).toBe(2 * 4_000);
    }),
  );
});

describe("a long file: 40 minutes of 48 kHz stereo", () => {
  const format: MadeFormat = { rate: 48_000, channels: 2, bits: 16 };
  const SECONDS = 2_400;
  const FILE_MB = (SECONDS * 48_000 * 4) / 1e6;

  test.runIf(CAN_READ_PROCESSES)("does not have to fit into memory", () =>
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

  test("that the disk does not take leaves nothing behind", () =>
    inMeetings(async (panel, folder) => {
      const path = join(folder, "long.wav");
      await writeSilentWav(path, format, FILE_MB * 1e6);
      await fillDiskAfter(panel, 3);
      await chooseFile(panel, path);
      await waitForProblem(panel, await problemSentence("importDiskFailed"));
      expect(await audioFolders(panel)).toEqual([]);
      expect(await storedMeetings(panel)).toEqual([]);
    }));

  test("leaves nothing behind when it is cancelled", () =>
    inMeetings(async (panel, folder) => {
      const path = join(folder, "long.wav");
      await writeSilentWav(path, format, FILE_MB * 1e6);
      // Else it may all be there before the button is pressed.
      const goOn = await holdWrites(panel);
      await chooseFile(panel, path);
      await expect.poll(() => audioFolders(panel)).toHaveLength(1);
      await press(panel, "button", "Cancel");
      await goOn();
      await expect.poll(() => audioFolders(panel)).toEqual([]);
      expect(await storedMeetings(panel)).toEqual([]);
    }));
});

test("an import that was cut off is swept away, but neither one that runs nor sound whose meeting is missing", () =>
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
    await keepSoundAlone(panel, "lost");
    const goOn = await holdWrites(panel);
    await chooseFile(panel, path);
    await expect.poll(() => audioFolders(panel)).toHaveLength(3);
    expect(await audioFolders(panel)).toContain(cutOff);
    await killServiceWorker(browser, extension);
    await wakeServiceWorker(panel);
    await expect.poll(() => audioFolders(panel)).not.toContain(cutOff);

    await goOn();
    await expect.poll(() => storedMeetings(panel)).toHaveLength(1);
    const [meeting] = await storedMeetings(panel);
    expect(new Set(await audioFolders(panel))).toEqual(new Set(["lost", meeting?.id]));
    expect(await storedAudioBytes(panel, meeting?.id ?? "")).toBe(2 * SAMPLE_RATE);
    expect(await storedAudioBytes(panel, "lost")).toBe(2_000);
  }));
