import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AdtsOutputFormat,
  MkvOutputFormat,
  MovOutputFormat,
  Mp4OutputFormat,
  MpegTsOutputFormat,
  OggOutputFormat,
  type OutputFormat,
  WebMOutputFormat,
} from "mediabunny";
import type { Page, WebWorker } from "puppeteer-core";
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
import {
  madeSilentAac,
  madeSilentMp3,
  madeSpeech,
  madeTracks,
  madeVideoOnly,
} from "../browser/made-media.ts";
import { problemSentence } from "../browser/sentence.ts";
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

/** Runs in the import thread before it gets its file. */
type Prepare = (thread: WebWorker) => Promise<void>;

interface HeldPanel {
  sendToThread(): void;
}

/** Chooses a file, and prepares the thread that imports it. */
async function chooseAndPrepare(panel: Page, path: string, prepare: Prepare): Promise<void> {
  await panel.evaluate(() => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { postMessage } = Worker.prototype;
    Object.assign(globalThis, { sendToThread: resolve } satisfies HeldPanel);
    Worker.prototype.postMessage = function (message: unknown) {
      void promise.then(() => postMessage.call(this, message));
    };
  });
  await chooseFile(panel, path);
  const threads = (): WebWorker[] =>
    panel.workers().filter((each) => each.url().includes("import.worker"));
  await expect.poll(threads).toHaveLength(1);
  const [thread] = threads();
  if (thread) await prepare(thread);
  await panel.evaluate(() => (globalThis as unknown as HeldPanel).sendToThread());
}

interface HeldThread {
  releaseReads(): void;
}

/** Makes the import thread wait in each read of its file but the first `reads`. */
const holdReadsAfter =
  (reads: number): Prepare =>
  (thread) =>
    thread.evaluate((limit) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      Object.assign(globalThis, { releaseReads: resolve } satisfies HeldThread);
      const { arrayBuffer } = Blob.prototype;
      let count = 0;
      Blob.prototype.arrayBuffer = async function () {
        if (count++ >= limit) await promise;
        return arrayBuffer.call(this);
      };
    }, reads);

async function releaseReads(panel: Page): Promise<void> {
  for (const thread of panel.workers())
    await thread.evaluate(() => (globalThis as unknown as Partial<HeldThread>).releaseReads?.());
}

/** What TypeScript has for threads only. */
interface ThreadScope {
  readonly FileSystemSyncAccessHandle: {
    readonly prototype: { write(this: unknown, ...given: unknown[]): number };
  };
}

/** Makes later writes of the import thread fail as on a full disk. */
const fillThreadsDiskAfter =
  (writes: number): Prepare =>
  (thread) =>
    thread.evaluate((limit) => {
      const { prototype } = (globalThis as unknown as ThreadScope).FileSystemSyncAccessHandle;
      const { write } = prototype;
      let count = 0;
      prototype.write = function (...given) {
        if (count++ >= limit) throw new DOMException("full", "QuotaExceededError");
        return write.apply(this, given);
      };
    }, writes);

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

/** Returns how far the only import that is under way or was cut off is, by its record; 0 without one. */
const importedSamples = (panel: Page): Promise<number> =>
  panel.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const imports = await root.getDirectoryHandle("imports", { create: true });
    for await (const entry of imports.values()) {
      if (entry.kind !== "file") continue;
      const { samples } = JSON.parse(await (await entry.getFile()).text()) as { samples: number };
      return samples;
    }
    return 0;
  });

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

/** Expects these samples to be the speech of the sample meeting, without a shift. */
async function expectSpeech(samples: Int16Array, seconds: number): Promise<void> {
  const reference = (await decodeMeeting()).subarray(0, Math.round(seconds * SAMPLE_RATE));
  const windows = windowDelays(reference, samples, {
    windowSamples: SAMPLE_RATE,
    hopSamples: SAMPLE_RATE,
    firstSearchSamples: 800,
    nextSearchSamples: 16,
  });
  expect(windows.length).toBeGreaterThan(seconds / 2);
  // The mean, because half a sample's delay between two decoders weighs heavily in a second of mere hiss.
  const likeness = windows.reduce((sum, each) => sum + each.likeness, 0) / windows.length;
  expect(likeness).toBeGreaterThan(0.99);
  const delays = windows.map(({ delaySamples }) => delaySamples);
  expect(Math.max(...delays) - Math.min(...delays)).toBeLessThanOrEqual(1);
}

test("the whole of a file that Chrome can decode, such as Opus in Ogg, becomes a meeting", () =>
  inMeetings(async (panel) => {
    const meeting = await imported(panel, MEETING);
    expect(meeting.title).toBe("meeting");
    const samples = await storedAudio(panel, meeting.id);
    const { length } = await decodeMeeting();
    expect(Math.abs(samples.length - length)).toBeLessThanOrEqual(1);
    await expectSpeech(samples, length / SAMPLE_RATE);
  }));

describe("speech is imported in its place from", () => {
  const SECONDS = 20;
  test.each<[string, string, OutputFormat]>([
    ["MP4", "talk.m4a", new Mp4OutputFormat()],
    ["MP4 in fragments", "talk.mp4", new Mp4OutputFormat({ fastStart: "fragmented" })],
    ["Matroska", "talk.mkv", new MkvOutputFormat()],
    ["WebM without a length", "talk.webm", new WebMOutputFormat({ appendOnly: true })],
    ["Ogg", "talk.opus", new OggOutputFormat()],
  ])("%s", (_kind, name, format) =>
    inMeetings(async (panel, folder) => {
      const path = join(folder, name);
      await writeFile(path, await madeSpeech(format, SECONDS));
      const meeting = await imported(panel, path);
      const samples = await storedAudio(panel, meeting.id);
      expect(Math.abs(samples.length / SAMPLE_RATE - SECONDS)).toBeLessThan(0.05);
      await expectSpeech(samples, SECONDS);
    }),
  );
});

describe("a file is imported in its whole length from", () => {
  const SECONDS = 5;
  test.each<[string, string, () => Promise<Buffer>]>([
    ["MP3", "talk.mp3", async () => madeSilentMp3(SECONDS)],
    ["AAC", "talk.aac", () => madeSilentAac(new AdtsOutputFormat(), SECONDS)],
    ["AAC in MP4", "talk.m4a", () => madeSilentAac(new Mp4OutputFormat(), SECONDS)],
    [
      "AAC in a transport stream",
      "talk.ts",
      () => madeSilentAac(new MpegTsOutputFormat(), SECONDS),
    ],
    [
      "a QuickTime film",
      "talk.mov",
      () => madeTracks(new MovOutputFormat(), 44_100, [tone(220, 44_100, SECONDS)]),
    ],
  ])("%s", (_kind, name, make) =>
    inMeetings(async (panel, folder) => {
      const path = join(folder, name);
      await writeFile(path, await make());
      const { durationMs } = await imported(panel, path);
      expect(Math.abs(durationMs / 1000 - SECONDS)).toBeLessThan(0.1);
    }),
  );
});

/** @param isOn in which seconds it sounds */
const tone = (
  hz: number,
  rate: number,
  seconds: number,
  isOn: (second: number) => boolean = () => true,
) =>
  Int16Array.from({ length: rate * seconds }, (_, i) =>
    isOn(Math.floor(i / rate)) ? 8_000 * Math.sin((2 * Math.PI * hz * i) / rate) : 0,
  );

const loudness = (samples: Int16Array, second: number): number => {
  const part = samples.subarray((second + 0.2) * SAMPLE_RATE, (second + 0.8) * SAMPLE_RATE);
  return Math.sqrt(part.reduce((sum, sample) => sum + sample ** 2, 0) / part.length);
};

describe("two people", () => {
  const RATE = 48_000;
  const first = tone(300, RATE, 8, (second) => second % 2 === 0);
  const second = tone(500, RATE, 8, (second) => second % 2 === 1);
  const sides = (left: Int16Array, right: Int16Array): Buffer => {
    const frames = Int16Array.from(
      { length: 2 * left.length },
      (_, i) => (i % 2 === 0 ? left : right)[i >> 1] ?? 0,
    );
    const data = Buffer.from(frames.buffer);
    return Buffer.concat([madeHeader({ rate: RATE, channels: 2, bits: 16 }, data.length), data]);
  };

  test.each<[string, string, () => Promise<Buffer>]>([
    ["on two sides", "sides.wav", async () => sides(first, second)],
    ["on two tracks", "tracks.mkv", () => madeTracks(new MkvOutputFormat(), RATE, [first, second])],
  ])("%s become two channels", (_kind, name, make) =>
    inMeetings(async (panel, folder) => {
      const path = join(folder, name);
      await writeFile(path, await make());
      const { id, channels } = await imported(panel, path);
      expect(channels.map(({ name }) => name)).toEqual(["tab", "mic"]);
      const [tab, mic] = [await storedAudio(panel, id, "tab"), await storedAudio(panel, id, "mic")];
      expect(tab.length).toBe(mic.length);
      for (let at = 0; at < 8; at++) {
        const [speaking, silent] = at % 2 === 0 ? [tab, mic] : [mic, tab];
        expect(loudness(speaking, at)).toBeGreaterThan(5_500);
        expect(loudness(silent, at)).toBeLessThan(20);
      }
    }),
  );

  test("on one side, or cancelling each other, become one channel that is as loud", () =>
    inMeetings(async (panel, folder) => {
      const both = first.map((sample, i) => sample + (second[i] ?? 0));
      const cases = [
        sides(
          both,
          both.map((sample) => -sample),
        ),
        sides(
          both,
          both.map(() => 0),
        ),
      ];
      for (const [index, bytes] of cases.entries()) {
        const path = join(folder, `${index}.wav`);
        await writeFile(path, bytes);
        await chooseFile(panel, path);
        await expect.poll(() => storedMeetings(panel), { timeout: 60_000 }).toHaveLength(index + 1);
        await press(panel, "button", "Meetings");
      }
      for (const { id, channels } of await storedMeetings(panel)) {
        expect(channels).toHaveLength(1);
        const samples = await storedAudio(panel, id);
        for (let at = 0; at < 8; at++) expect(loudness(samples, at)).toBeGreaterThan(5_500);
      }
    }));
});

test("the start of a recording is that of its name", () =>
  inMeetings(async (panel, folder) => {
    const path = join(folder, "Dr. Smith 2024-11-05 10.00.12.mp3");
    await writeFile(path, madeSilentMp3(2));
    expect(await imported(panel, path)).toMatchObject({
      title: "Dr. Smith 2024-11-05 10.00.12",
      startedAt: new Date(2024, 10, 5, 10, 0, 12).getTime(),
    });
  }));

describe("invalid files:", () => {
  const format: MadeFormat = { rate: 44_100, channels: 1, bits: 16 };
  const second = madeWav(format, 44_100);

  const withoutIndex = async (): Promise<Buffer> => {
    const whole = await madeSpeech(new Mp4OutputFormat({ fastStart: false }), 5);
    return whole.subarray(0, whole.indexOf("moov") - 4);
  };
  test.each<[string, string, Parameters<typeof problemSentence>[0], () => Promise<Buffer>]>([
    ["an empty file", "empty.wav", "importedFileEmpty", async () => Buffer.alloc(0)],
    [
      "a WAV file without audio",
      "silent.wav",
      "importedFileEmpty",
      async () => madeHeader(format, 0),
    ],
    [
      "a letter",
      "letter.wav",
      "transcriptNotFound",
      async () => Buffer.from("Dear Sir or Madam, ".repeat(100)),
    ],
    [
      "what only its name calls MP3",
      "noise.mp3",
      "importedFormatUnknown",
      async () => Buffer.alloc(5_000, "\0meeting"),
    ],
    [
      "a WAV file cut short in its header",
      "short.wav",
      "importedFileDamaged",
      async () => second.subarray(0, 40),
    ],
    ["an M4A file without its index", "voice.m4a", "importedFileDamaged", withoutIndex],
    [
      "a film without sound",
      "mute.webm",
      "importedNoAudioTrack",
      () => madeVideoOnly(new WebMOutputFormat()),
    ],
    [
      "AMR",
      "call.amr",
      "importedCodecUnsupported",
      async () => Buffer.from("#!AMR\n\x3c".padEnd(400, "\0")),
    ],
  ])("%s is refused with the reason and changes nothing", (_kind, name, key, make) =>
    inMeetings(async (panel, folder) => {
      const path = join(folder, name);
      await writeFile(path, await make());
      await chooseFile(panel, path);
      await waitForProblem(panel, await problemSentence(key, "AMR"));
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
      await chooseAndPrepare(panel, path, fillThreadsDiskAfter(3));
      await waitForProblem(panel, await problemSentence("importDiskFull"));
      expect(await audioFolders(panel)).toEqual([]);
      expect(await storedMeetings(panel)).toEqual([]);
    }));

  test("leaves no audio if the import is cancelled", () =>
    inMeetings(async (panel, folder) => {
      const path = join(folder, "long.wav");
      await writeSilentWav(path, format, FILE_MB * 1e6);
      // Otherwise the import may finish before the click.
      await chooseAndPrepare(panel, path, holdReadsAfter(2));
      await expect.poll(() => audioFolders(panel)).toHaveLength(1);
      await press(panel, "button", "Cancel");
      await releaseReads(panel);
      await expect.poll(() => audioFolders(panel)).toEqual([]);
      expect(await storedMeetings(panel)).toEqual([]);
    }));
});

test("an import that was cut off goes on where it was, and startup keeps it", () =>
  inMeetings(async (first, folder, { browser, extension, page }) => {
    const format: MadeFormat = { rate: 48_000, channels: 1, bits: 16 };
    const frames = 120 * format.rate;
    const path = join(folder, "talk.wav");
    await writeFile(path, madeWav(format, frames));
    await chooseAndPrepare(first, path, async (thread) => {
      // The head, and some of the pieces of a mebibyte.
      await holdReadsAfter(6)(thread);
      // So that the progress is stored after every piece.
      await thread.evaluate(() => {
        let now = 0;
        performance.now = () => (now += 60_000);
      });
    });
    await expect.poll(() => importedSamples(first), { timeout: 60_000 }).toBeGreaterThan(0);
    const [cutOff] = await audioFolders(first);
    const written = await importedSamples(first);
    await first.close();

    const panel = await openPanel(browser, extension, page);
    await press(panel, "button", "Meetings");
    await storeOrphanedAudio(panel, "lost");
    await killServiceWorker(browser, extension);
    await wakeServiceWorker(panel);
    expect(new Set(await audioFolders(panel))).toEqual(new Set(["lost", cutOff]));
    const meeting = await imported(panel, path);
    expect(meeting.id).toBe(cutOff);
    expect(await importedSamples(panel)).toBe(0);
    const samples = await storedAudio(panel, meeting.id);
    expect(samples.length).toBe((frames * SAMPLE_RATE) / format.rate);
    expect(written).toBeLessThan(samples.length);
    expect(worstError(samples, madeReference(samples.length))).toBeLessThan(1e-3);
    expect(new Set(await audioFolders(panel))).toEqual(new Set(["lost", meeting.id]));
  }));
