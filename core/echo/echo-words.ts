/**
 * Finds the echoes in a turn of the microphone: words of the tab that came from the loudspeaker. A word is an echo if the tab has
 * the same word shortly before and if the audio of both is the same; in doubt it counts as the user's own.
 */

import { msToSamples } from "../audio/format.ts";
import type { ChannelName, Word } from "../meeting.ts";
import {
  copiedShare,
  EARLIEST_MS,
  LATEST_MS,
  likeliestDelay,
  type AudioSpan,
} from "./copied-share.ts";
import { judgeWords } from "./judge-words.ts";
import { ANY_DELAY, repeatedWords, tabWordsFor } from "./same-words.ts";
import { type Spectra, spectraOf } from "./spectra.ts";

/** Reads audio of a channel. The result is shorter than asked for, or empty, at the end of the channel. */
export type AudioReader = (
  channel: ChannelName,
  fromSample: number,
  samples: number,
) => Promise<Int16Array>;

/** Largest distance at which words of tab and microphone are compared, with the padding of their times. */
export const TAB_BEFORE_MS = 4_000;
export const TAB_AFTER_MS = 2_000;

/** Repeated words are judged in runs with a delay of their own, because devices drop or insert audio now and then. */
const LONGEST_RUN_MS = 10_000;
const LONGEST_GAP_MS = 2_000;
/** Words this close to a run may be misheard words of the copy. */
const REACH_MS = 1_500;

/** Places in a run at which the delay is measured, and the length of each. */
const PROBES = 3;
const PROBE_MS = 1_000;

/** Longer words have a padded edge and are compared only up to this length. */
const LONGEST_WORD_MS = 800;

/**
 * Sets `isEcho` on the echoes among the words of a microphone turn and removes it from all others. Audio is read run by run; a
 * second of it takes about 2 ms. Nothing is read if no word of the turn is repeated.
 *
 * @param tab words from `TAB_BEFORE_MS` before the turn to `TAB_AFTER_MS` after it, in the order they were spoken
 */
export async function markEchoes(
  mic: readonly Word[],
  tab: readonly Word[],
  read: AudioReader,
): Promise<readonly Word[]> {
  const repeated = repeatedWords(mic, tab, ANY_DELAY);
  const candidates = [...mic.keys()].filter((index) => typeof repeated[index] === "number");
  const echoes = new Set<number>();
  for (const run of runsOf(mic, candidates))
    for (const index of await echoesIn(mic, run, tab, read)) echoes.add(index);
  return mic.map((word, index) => flagged(word, echoes.has(index)));
}

function flagged(word: Word, isEcho: boolean): Word {
  const { isEcho: wasEcho = false, ...plain } = word;
  if (isEcho === wasEcho) return word;
  return isEcho ? { ...plain, isEcho } : plain;
}

/** Indices of consecutive words that the tab has too. */
type RepeatedRun = readonly number[];

function runsOf(mic: readonly Word[], candidates: readonly number[]): readonly RepeatedRun[] {
  const runs: number[][] = [];
  for (const index of candidates) {
    const run = runs.at(-1);
    if (run && continues(mic, run, index)) run.push(index);
    else runs.push([index]);
  }
  return runs;
}

function continues(mic: readonly Word[], run: RepeatedRun, index: number): boolean {
  const [first, last, next] = [run[0], run.at(-1), index].map((each) => mic[each ?? -1]);
  if (!first || !last || !next) return false;
  const isNear = next.startMs - last.endMs <= LONGEST_GAP_MS;
  return isNear && next.endMs - first.startMs <= LONGEST_RUN_MS;
}

/** Indices of the echoes in a run and close to it. */
async function echoesIn(
  mic: readonly Word[],
  run: RepeatedRun,
  tab: readonly Word[],
  read: AudioReader,
): Promise<readonly number[]> {
  const fromMs = (mic[run[0] ?? -1]?.startMs ?? 0) - REACH_MS;
  const toMs = (mic[run.at(-1) ?? -1]?.endMs ?? 0) + REACH_MS;
  const zeroMs = Math.max(0, fromMs - LATEST_MS);
  const spectra = await readSpectra(read, zeroMs, toMs - EARLIEST_MS);
  const spans = mic.map((_, index) => spanOf(mic, index, zeroMs));
  const { delayMs } = likeliestDelay(spectra, probesOf(run, spans));

  const near = [...mic.keys()].filter((index) => isWithin(mic[index], fromMs, toMs));
  const words = near.flatMap((index) => mic[index] ?? []);
  const isEcho = judgeWords(
    tabWordsFor(words, tab, delayMs).map((tabWord, place) => {
      const span = spans[near[place] ?? -1] ?? NOWHERE;
      return { tabWord, share: copiedShare(spectra, span, delayMs) };
    }),
  );
  return near.filter((_, place) => isEcho[place]);
}

const isWithin = (word: Word | undefined, fromMs: number, toMs: number): boolean =>
  word !== undefined && word.endMs > fromMs && word.startMs < toMs;

/** Spectra of both channels; missing audio counts as silence. */
async function readSpectra(read: AudioReader, fromMs: number, toMs: number): Promise<Spectra> {
  const from = msToSamples(fromMs);
  const samples = msToSamples(toMs) - from;
  const whole = async (channel: ChannelName): Promise<Int16Array> => {
    const audio = new Int16Array(samples);
    audio.set(await read(channel, from, samples));
    return audio;
  };
  return spectraOf(await whole("tab"), await whole("mic"));
}

const NOWHERE: AudioSpan = { fromMs: 0, toMs: 0 };

/** Time of a word without padding, which the first word has before it and the last word after it. A single word may have both. */
function spanOf(mic: readonly Word[], index: number, zeroMs: number): AudioSpan {
  const { startMs = 0, endMs = 0 } = mic[index] ?? {};
  const isFirst = index === 0;
  const isLast = index === mic.length - 1;
  const shortEndMs = Math.min(endMs, startMs + LONGEST_WORD_MS);
  const lateStartMs = Math.max(startMs, endMs - LONGEST_WORD_MS);
  return {
    fromMs: (isFirst && !isLast ? lateStartMs : startMs) - zeroMs,
    toMs: (isLast && !isFirst ? shortEndMs : endMs) - zeroMs,
  };
}

/** Spans around words spread over the run, for measuring the delay. */
function probesOf(run: RepeatedRun, spans: readonly AudioSpan[]): readonly AudioSpan[] {
  const count = Math.min(PROBES, run.length);
  return Array.from({ length: count }, (_, probe) => {
    const place = Math.floor(((probe + 0.5) * run.length) / count);
    const { fromMs, toMs } = spans[run[place] ?? -1] ?? NOWHERE;
    const missingMs = Math.max(0, PROBE_MS - (toMs - fromMs));
    return { fromMs: fromMs - missingMs / 2, toMs: toMs + missingMs / 2 };
  });
}
