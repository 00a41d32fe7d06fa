/**
 * `npm start` without a window: records the meeting automatically, prints turns and insights, and writes WAV and notes.
 */

import type { Page } from "puppeteer-core";
import { samplesToMs, BYTES_PER_SAMPLE } from "../../core/audio/format.ts";
import { formatClock } from "../../core/clock-time.ts";
import {
  download,
  chooseExport,
  openPanel,
  shownProblems,
  start,
  stop,
  summarize,
  waitForStatus,
  followLive,
} from "../browser/panel-driver.ts";
import { pause, play, playedUntil } from "../browser/meeting-page.ts";
import type { Stage } from "./stage.ts";
import { type Turn, turnId } from "../../core/meeting.ts";
import { speakerOf, type SpeakerNames } from "../../core/transcript/speaker.ts";
import { open, readFile } from "node:fs/promises";
import { WAV_HEADER_BYTES } from "../../core/audio/wav.ts";
import { oneLine } from "../../core/export/one-line.ts";
import { insightLine, shownInsight } from "../../core/notes/insight.ts";
import { keyPointLabel } from "../../core/notes/key-point-lines.ts";

/** Limit for the last words and insights after Stop. */
const SAVED_WITHIN_MS = 120_000;
/**
 * Tolerated difference between played and recorded length: on a busy machine tab capture runs up to 1.5 % off pitch for
 * a moment, and the page plays on briefly while it is paused.
 */
const TOLERANCE = { share: 0.015, ms: 500 };

export interface HeadlessRun {
  /** Length to play; `null` plays all. */
  readonly seconds: number | null;
  /** Folder of the extension's downloads. */
  readonly out: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Resolves when both files exist and the audio is as long as the meeting.
 *
 * @throws {Error} With a sentence that says what is missing.
 */
export async function runHeadless(
  { browser, extension, page }: Stage,
  { seconds, out, say, signal }: HeadlessRun,
): Promise<void> {
  const panel = await openPanel(browser, extension, page);
  const recorded = await follow(panel, say);
  await start(panel);
  await waitForStatus(panel, ["Recording", "Catching up"]);

  const lengthSeconds = await play(page);
  const wanted = Math.min(seconds ?? Infinity, lengthSeconds);
  const playedMs = 1000 * (await playedUntil(page, wanted, signal));
  await pause(page);
  await stop(panel);
  await waitForStatus(panel, ["Saved"], SAVED_WITHIN_MS);

  const wav = await download(out, () => chooseExport(panel, "WAV audio"));
  const wavMs = await wavLengthMs(wav);
  say(`\n${wav}\n    ${formatClock(wavMs)} of sound, for ${formatClock(playedMs)} of meeting`);
  assertWhole(wavMs, playedMs, recorded.lengthMs());
  if (recorded.turns() === 0)
    throw new Error(["No word was transcribed.", ...(await shownProblems(panel))].join("\n"));

  // The transcript is exported even if notes failed.
  const notes = await summarize(panel).then(
    () => null,
    (error: Error) => error,
  );
  const markdown = await download(out, () => chooseExport(panel, "Markdown notes"));
  say(`${markdown}\n    ${notes ? "" : "notes, "}${recorded.turns()} turns`);
  say(highlights(await readFile(markdown, "utf8")));
  if (notes) throw new Error(`There are no notes: ${notes.message}`, { cause: notes });
}

/** Prints live events, and counts turns and recorded length. */
async function follow(panel: Page, say: (line: string) => void) {
  const print = turnPrinter(say);
  let lengthMs = 0;
  let turns = 0;
  await followLive(panel, (event) => {
    if (event.type === "turn" && print(event.turn)) turns++;
    if (event.type === "state")
      lengthMs = samplesToMs(Math.max(...event.state.channels.map((each) => each.recordedSamples)));
  });
  return { lengthMs: () => lengthMs, turns: () => turns };
}

function assertWhole(wavMs: number, playedMs: number, recordedMs: number): void {
  const least = playedMs * (1 - TOLERANCE.share) - TOLERANCE.ms;
  if (wavMs < least)
    throw new Error(
      `The WAV file holds ${seconds(wavMs)} of the ${seconds(playedMs)} that were played. Close other programs and try again; should it come back, it is a bug.`,
    );
  if (wavMs < recordedMs)
    throw new Error(
      `The WAV file holds ${seconds(wavMs)}, but ${seconds(recordedMs)} were recorded: a bug of the export.`,
    );
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const NAMES: SpeakerNames = {
  usual: { tab: "Them", mic: "You" },
  labelled: (label) => `Speaker ${label}`,
};
const INSIGHT_INDENT = " ".repeat(8);

/**
 * @returns a function that receives a turn whenever it changes, prints what is new, and returns whether the turn is new
 */
export function turnPrinter(writeLine: (line: string) => void): (turn: Turn) => boolean {
  const printedTurns = new Set<string>();
  const printedInsights = new Set<string>();
  let last = "";

  return (turn) => {
    const id = turnId(turn);
    const time = formatClock(turn.startMs);
    const isNew = !printedTurns.has(id);
    if (isNew) {
      printedTurns.add(id);
      last = id;
      writeLine(`${time.padStart(7)}  ${speakerOf(turn, NAMES)}: ${turn.text}`);
    }
    if (turn.insight !== null && !printedInsights.has(id)) {
      printedInsights.add(id);
      const insight = shownInsight(turn);
      if (insight === null) return isNew;
      // An insight that arrives after the next turn names its own turn.
      const whose = last === id ? "" : `(${time}) `;
      writeLine(`${INSIGHT_INDENT} ↳ ${whose}${oneLine(insightLine(insight, keyPointLabel))}`);
    }
    return isNew;
  };
}

/** Sections of the notes that are printed too. */
const HIGHLIGHTS = ["Decisions", "Action items"];

/** @returns decisions and tasks out of an exported meeting; empty if its notes have no such headings */
export function highlights(markdown: string): string {
  const sections = HIGHLIGHTS.flatMap((title) => {
    const body = new RegExp(`^#+ ${title}\n+((?:(?!#).*\n)*)`, "m").exec(markdown)?.[1] ?? "";
    const lines = body
      .replaceAll("**", "")
      .split("\n")
      .filter((line) => line.trim() !== "");
    return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];
  });
  return sections.join("\n");
}

/** @throws {Error} If the file is not a WAV file or is shorter than its header says. */
export async function wavLengthMs(path: string): Promise<number> {
  const file = await open(path);
  try {
    const header = Buffer.alloc(WAV_HEADER_BYTES);
    await file.read(header, 0, WAV_HEADER_BYTES, 0);
    if (header.toString("latin1", 0, 4) !== "RIFF") throw new Error(`${path} is no WAV file.`);
    const dataBytes = header.readUInt32LE(WAV_HEADER_BYTES - 4);
    const { size } = await file.stat();
    if (size !== WAV_HEADER_BYTES + dataBytes) throw new Error(`${path} is incomplete.`);
    return samplesToMs(dataBytes / BYTES_PER_SAMPLE);
  } finally {
    await file.close();
  }
}
