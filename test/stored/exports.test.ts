/** Every item of the Export menu, downloaded through the panel and read by other programs. */

import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { promisify } from "node:util";
import type { Browser, Page } from "puppeteer-core";
import { expect, test } from "vitest";
import { SAMPLE_RATE } from "../../core/audio/format.ts";
import { exportFileName } from "../../core/export/file-name.ts";
import type { ChannelName } from "../../core/meeting.ts";
import {
  download,
  chooseExport,
  type ExportItem,
  waitForStatus,
} from "../../local/browser/panel-driver.ts";
import { openKeeper, openPanelInTab, storeMeeting } from "../meetings/stored-meeting.ts";
import { readFrontMatter } from "../unit/export/front-matter-reader.ts";
import { SAMPLE } from "../unit/export/sample-meeting.ts";
import { readSrt, readVtt, shownText } from "../unit/export/subtitle-readers.ts";
import { inBrowser, type Scenario, withoutWords } from "../browser/harness.ts";
import { problemSentence, sentence } from "../browser/sentence.ts";
import { failReadsOfThread, fillDiskOfThread } from "./files-thread.ts";
import { waitForProblem } from "../browser/panel-view.ts";

const { meeting, turns } = SAMPLE;
// Channels of different lengths, quiet enough to be added.
const TAB = Int16Array.from({ length: 2 * SAMPLE_RATE }, (_, at) => ((at * 7) % 8_001) - 4_000);
const MIC = Int16Array.from({ length: 3 * SAMPLE_RATE }, (_, at) => ((at * 11) % 6_001) - 3_000);
const BOTH = MIC.map((sample, at) => sample + (TAB[at] ?? 0));

/** Opens the panel with the sample meeting and its audio. */
const inPanel = (act: (panel: Page, scenario: Scenario) => Promise<void>): Promise<void> =>
  inBrowser(withoutWords(), async (scenario) => {
    const { browser, extension } = scenario;
    const keeper = await openKeeper(browser, extension);
    await storeMeeting(keeper, meeting, turns);
    await storeSamples(keeper, "tab", TAB);
    await storeSamples(keeper, "mic", MIC);
    await keeper.close();
    const panel = await openPanelInTab({ browser, extension });
    await waitForStatus(panel, ["Ready"]);
    await panel.locator("article").wait();
    await act(panel, scenario);
  });

const storeSamples = (page: Page, channel: ChannelName, samples: Int16Array): Promise<void> =>
  page.evaluate(
    async (id, name, samples) => {
      const root = await navigator.storage.getDirectory();
      const meetings = await root.getDirectoryHandle("meetings", { create: true });
      const folder = await meetings.getDirectoryHandle(id, { create: true });
      const file = await folder.getFileHandle(name, { create: true });
      const writable = await file.createWritable();
      await writable.write(Int16Array.from(samples));
      await writable.close();
    },
    meeting.id,
    `${channel}.pcm`,
    [...samples],
  );

const save = (panel: Page, { downloads }: Scenario, item: ExportItem): Promise<string> =>
  download(downloads, () => chooseExport(panel, item));

/** Decodes a file with Chrome. */
async function decodedByChrome(page: Page, path: string): Promise<Int16Array> {
  const file = await readFile(path, "base64");
  const samples = await page.evaluate(async (file) => {
    const bytes = Uint8Array.from(atob(file), (character) => character.charCodeAt(0));
    const decoded = await new OfflineAudioContext(1, 1, 16_000).decodeAudioData(bytes.buffer);
    if (decoded.numberOfChannels !== 1) throw new Error("There is more than one channel.");
    return Array.from(decoded.getChannelData(0), (sample) => Math.round(sample * 32_768));
  }, file);
  return Int16Array.from(samples);
}

interface Shown {
  readonly startMs: number;
  readonly endMs: number;
  readonly voice: string | undefined;
  readonly text: string;
}

/** Reads a file of subtitles as a video in Chrome does. */
const shownByChrome = (page: Page, vtt: string): Promise<Shown[]> =>
  page.evaluate(async (vtt) => {
    const track = document.createElement("track");
    const video = document.createElement("video");
    video.append(track);
    document.body.append(video);
    track.track.mode = "hidden";
    const loaded = new Promise<void>((resolve, reject) => {
      track.onload = () => resolve();
      track.onerror = () => reject(new Error("Chrome can’t read these subtitles."));
    });
    track.src = URL.createObjectURL(new Blob([vtt], { type: "text/vtt" }));
    await loaded;
    const shown = Array.from(track.track.cues ?? [], (each) => {
      const cue = each as VTTCue;
      const html = cue.getCueAsHTML();
      return {
        startMs: Math.round(cue.startTime * 1000),
        endMs: Math.round(cue.endTime * 1000),
        voice: html.querySelector<HTMLElement>("[title]")?.title,
        text: html.textContent,
      };
    });
    video.remove();
    return shown;
  }, vtt);

/** Reads a file with ffprobe; returns null if the machine has none. */
async function probed(path: string): Promise<Record<string, unknown> | null> {
  const entries = "stream=codec_name,sample_rate,channels,duration,nb_read_packets";
  const args = ["-v", "error", "-count_packets", "-show_entries", entries, "-of", "json", path];
  try {
    const { stdout } = await promisify(execFile)("ffprobe", args);
    const { streams } = JSON.parse(stdout) as { streams: Record<string, unknown>[] };
    return streams[0] ?? {};
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

const expectProbed = async (path: string, expected: object): Promise<void> =>
  expect([null, expect.objectContaining(expected)]).toContainEqual(await probed(path));

test.each<[ExportItem, string, Int16Array]>([
  ["WAV audio", "", BOTH],
  ["WAV, only Ruth: “R&D” <ruth@example.com>", "Ruth: “R&D” <ruth@example.com>", TAB],
  ["WAV, only You", "You", MIC],
])("%s contains every sample", (item, part, samples) =>
  inPanel(async (panel, scenario) => {
    const file = await save(panel, scenario, item);
    const { title, startedAt } = meeting;
    // Chrome does not change the name.
    expect(basename(file)).toBe(exportFileName(title, startedAt, "wav", { part }));
    expect(await decodedByChrome(panel, file)).toEqual(samples);
    await expectProbed(file, {
      codec_name: "pcm_s16le",
      sample_rate: "16000",
      channels: 1,
      duration: (samples.length / SAMPLE_RATE).toFixed(6),
    });
  }),
);

/** A voice, or what Opus takes for one: a tone with overtones that comes and goes. */
const VOICE = Int16Array.from({ length: 5.01 * SAMPLE_RATE }, (_, at) => {
  const tone = (hertz: number): number => Math.sin((2 * Math.PI * hertz * at) / SAMPLE_RATE);
  return 6_000 * (0.5 + 0.5 * tone(3)) * (tone(180) + tone(360) / 2 + tone(720) / 3);
});

test("small audio is the mix as Opus, as long and the same to the ear", () =>
  inPanel(async (panel, scenario) => {
    await storeSamples(panel, "tab", VOICE);
    await storeSamples(panel, "mic", new Int16Array(VOICE.length));
    const file = await save(panel, scenario, "Small audio (Opus, 0 MB)");
    expect(basename(file)).toBe(exportFileName(meeting.title, meeting.startedAt, "ogg"));
    const decoded = await decodedByChrome(panel, file);
    expect(decoded.length).toBe(VOICE.length);
    expect(likeness(decoded, VOICE)).toBeGreaterThan(0.9);
    expect((await stat(file)).size).toBeLessThan((VOICE.byteLength / 10) * 1.3);
    await expectProbed(file, { codec_name: "opus", channels: 1 });
  }));

/** @returns correlation of how loud both are every 20 ms: a codec for voices keeps no phases */
function likeness(one: Int16Array, other: Int16Array): number {
  const [a, b] = [loudness(one), loudness(other)];
  const product = (left: readonly number[], right: readonly number[]): number =>
    left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

/** Less its mean. */
function loudness(samples: Int16Array): readonly number[] {
  const length = SAMPLE_RATE / 50;
  const powers = Array.from({ length: Math.floor(samples.length / length) }, (_, index) =>
    Math.sqrt(
      samples
        .subarray(index * length, (index + 1) * length)
        .reduce((sum, sample) => sum + sample * sample, 0),
    ),
  );
  const mean = powers.reduce((sum, power) => sum + power, 0) / powers.length;
  return powers.map((power) => power - mean);
}

test("other programs read texts and subtitles", () =>
  inPanel(async (panel, scenario) => {
    const read = async (item: ExportItem, extension: string): Promise<[string, string]> => {
      const file = await save(panel, scenario, item);
      expect(basename(file)).toBe(exportFileName(meeting.title, meeting.startedAt, extension));
      return [await readFile(file, "utf8"), file];
    };
    const [markdown] = await read("Markdown notes", "md");
    expect(readFrontMatter(markdown)).toMatchObject({
      title: 'Q3: "numbers" --> #budget gnp.exe --- 会議 פגישה 👩‍💻',
      date: expect.toSatisfy((date: string) => Date.parse(date) === meeting.startedAt),
      speakers: ["Ruth: “R&D” <ruth@example.com>", "You"],
    });
    const [text] = await read("Plain text", "txt");
    expect(text).toContain("[1:00] You: So we agree.\n");

    const [srt, srtFile] = await read("SubRip subtitles (.srt)", "srt");
    const srtCues = await readSrt(srt);
    expect(srtCues.length).toBeGreaterThan(turns.length);
    await expectProbed(srtFile, { codec_name: "subrip", nb_read_packets: `${srtCues.length}` });

    const [vtt, vttFile] = await read("WebVTT subtitles (.vtt)", "vtt");
    const vttCues = await readVtt(vtt);
    const shown = await shownByChrome(panel, vtt);
    expect(shown.map(({ startMs, endMs, text }) => ({ startMs, endMs, text }))).toEqual(
      vttCues.map((cue) => ({ ...cue, text: shownText(cue.text) })),
    );
    expect(new Set(shown.map(({ voice }) => voice))).toEqual(
      new Set(["Ruth: “R&D” <ruth@example.com>", "You"]),
    );
    await expectProbed(vttFile, { codec_name: "webvtt", nb_read_packets: `${vttCues.length}` });
  }));

test("text is copied to the clipboard, and the panel says so", () =>
  inPanel(async (panel, { browser, extension }) => {
    await allowReading(browser, `chrome-extension://${extension.id}`);
    const copied = (): Promise<string> => panel.evaluate(() => navigator.clipboard.readText());
    const news = `::-p-xpath(//*[@aria-live="polite"][.=${JSON.stringify(await sentence("export_news_copied"))}])`;
    await chooseExport(panel, "Copy as Markdown");
    await panel.locator(news).wait();
    await expect
      .poll(copied)
      .toMatch(/^# Q3: "numbers" --\\>[^]*\*\*1:00 You:\*\* So we agree\.\n/);
    await chooseExport(panel, "Copy all");
    await expect.poll(copied).toMatch(/^Q3: "numbers" -->[^]*\n\nYou: So we agree\.\n/);
  }));

const allowReading = (browser: Browser, origin: string): Promise<void> =>
  browser.defaultBrowserContext().overridePermissions(origin, ["clipboard-read"]);

/** Returns the files in the folder in which exports are written. */
const unfinishedExports = (panel: Page): Promise<string[]> =>
  panel.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle("exports", { create: true });
    const names: string[] = [];
    for await (const name of folder.keys()) names.push(name);
    return names;
  });

test("an export to a full disk fails with the reason and leaves no file", () =>
  inPanel(async (panel) => {
    await fillDiskOfThread(panel, 1);
    await chooseExport(panel, "WAV audio");
    await waitForProblem(panel, await problemSentence("exportDiskFull"));
    expect(await unfinishedExports(panel)).toEqual([]);
  }));

const removeAudio = (panel: Page, name: string): Promise<void> =>
  panel.evaluate(
    async (id, name) => {
      const root = await navigator.storage.getDirectory();
      const meetings = await root.getDirectoryHandle("meetings");
      await (await meetings.getDirectoryHandle(id)).removeEntry(name);
    },
    meeting.id,
    name,
  );

/** Makes reading fail in the panel, which exports a single channel without a thread. */
const failReads = (panel: Page): Promise<void> =>
  panel.evaluate(() => {
    Blob.prototype.arrayBuffer = () =>
      Promise.reject(new DOMException("unreadable", "NotReadableError"));
  });

test.each<ExportItem>(["WAV audio", "WAV, only You"])(
  "%s of unreadable audio fails with the reason and leaves no file",
  (item) =>
    inPanel(async (panel) => {
      await (item === "WAV audio" ? failReadsOfThread : failReads)(panel);
      await chooseExport(panel, item);
      await waitForProblem(panel, await problemSentence("exportFailed"));
      expect(await unfinishedExports(panel)).toEqual([]);
    }),
);

test("an export of missing audio fails with the reason", () =>
  inPanel(async (panel) => {
    await removeAudio(panel, "mic.pcm");
    await chooseExport(panel, "WAV, only You");
    await waitForProblem(panel, await problemSentence("exportFailed"));
  }));
