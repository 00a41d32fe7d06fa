/** `npm start` without a window: records the meeting by itself, prints what comes, and leaves WAV and notes. */

import type { Page } from "puppeteer-core";
import { samplesToMs } from "../../core/audio/format.ts";
import { formatClock } from "../../core/clock-time.ts";
import { download } from "../browser/download.ts";
import { followLive } from "../browser/live-events.ts";
import { pause, play, playedUntil } from "../browser/meeting-page.ts";
import {
  chooseExport,
  openPanel,
  shownProblems,
  start,
  stop,
  summarize,
  waitForStatus,
} from "../browser/panel-driver.ts";
import { turnPrinter } from "./print-turns.ts";
import type { Stage } from "./stage.ts";
import { wavLengthMs } from "./wav-length.ts";

/** How long the last words and insights may take after Stop. */
const SAVED_WITHIN_MS = 120_000;
/**
 * How much shorter than what was played a recording may be: on a busy machine tab capture runs up to 1.5 % off pitch for a
 * moment, and the page plays on a little while it is being paused.
 */
const TOLERANCE = { share: 0.015, ms: 500 };

export interface HeadlessRun {
  /** How much of the meeting to play; null: all. */
  readonly seconds: number | null;
  /** Where the extension's downloads arrive. */
  readonly out: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Resolves when both files are there and the sound is as long as the meeting.
 * @throws {Error} With a sentence that says what is missing.
 */
export async function recordByItself(
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

  // Without notes the transcript is still worth having.
  const notes = await summarize(panel).then(
    () => null,
    (error: Error) => error,
  );
  const markdown = await download(out, () => chooseExport(panel, "Markdown notes"));
  say(`${markdown}\n    ${notes ? "" : "notes, "}${recorded.turns()} turns and their insights`);
  if (notes) throw new Error(`There are no notes: ${notes.message}`, { cause: notes });
}

/** Prints what the recorder tells, and remembers how much there was of it. */
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
