/**
 * Which words of a microphone turn are the tab's, heard again from the loudspeaker. Two things must be true of them: the tab
 * has the same words a moment earlier, and the sound of both is the same. In doubt a word is the user's own.
 */

import { msToSamples } from "../audio/format.ts";
import type { ChannelName, Word } from "../meeting.ts";
import { copiedShare, EARLIEST_MS, LATEST_MS, likeliestDelay, type Span } from "./copied-share.ts";
import { judgeWords } from "./judge-words.ts";
import { ANY_DELAY, repeatedWords, tabWordsFor } from "./same-words.ts";
import { type Spectra, spectraOf } from "./spectra.ts";

/** The sound of a channel from a sample on; short or empty where there is no more. */
export type AudioReader = (
  channel: ChannelName,
  fromSample: number,
  samples: number,
) => Promise<Int16Array>;

/** How far the words of tab and microphone may lie apart and still concern each other, paddings included. */
export const TAB_BEFORE_MS = 4_000;
export const TAB_AFTER_MS = 2_000;

/** Repeated words are looked at in stretches, each with a delay of its own: devices drop or insert sound now and then. */
const LONGEST_STRETCH_MS = 10_000;
const LONGEST_GAP_MS = 2_000;
/** Words this close to a stretch may belong to the copy, though they were not understood as the tab's were. */
const REACH_MS = 1_500;

/** In how many places of a stretch the delay is looked for, and how long each is. */
const PROBES = 3;
const PROBE_MS = 1_000;

/** Of a word whose edge is padded only this much is looked at. */
const LONGEST_WORD_MS = 800;

/**
 * The words of a turn of the microphone, with `isEcho` where it is so and nowhere else. Sound is read a stretch at a time, each
 * of which takes about 2 ms for a second; none is read where the tab has no word of the turn.
 *
 * @param tab the tab's words from `TAB_BEFORE_MS` before the turn to `TAB_AFTER_MS` behind it, in the order they were spoken
 */
export async function markEchoes(
  mic: readonly Word[],
  tab: readonly Word[],
  read: AudioReader,
): Promise<readonly Word[]> {
  const repeated = repeatedWords(mic, tab, ANY_DELAY);
  const candidates = [...mic.keys()].filter((index) => typeof repeated[index] === "number");
  const echoes = new Set<number>();
  for (const stretch of stretchesOf(mic, candidates))
    for (const index of await echoesIn(mic, stretch, tab, read)) echoes.add(index);
  return mic.map((word, index) => flagged(word, echoes.has(index)));
}

function flagged(word: Word, isEcho: boolean): Word {
  const { isEcho: wasEcho = false, ...plain } = word;
  if (isEcho === wasEcho) return word;
  return isEcho ? { ...plain, isEcho } : plain;
}

/** Indices of words that the tab has too. */
type Stretch = readonly number[];

function stretchesOf(mic: readonly Word[], candidates: readonly number[]): readonly Stretch[] {
  const stretches: number[][] = [];
  for (const index of candidates) {
    const stretch = stretches.at(-1);
    if (stretch && goesOn(mic, stretch, index)) stretch.push(index);
    else stretches.push([index]);
  }
  return stretches;
}

function goesOn(mic: readonly Word[], stretch: Stretch, index: number): boolean {
  const [first, last, next] = [stretch[0], stretch.at(-1), index].map((each) => mic[each ?? -1]);
  if (!first || !last || !next) return false;
  const isNear = next.startMs - last.endMs <= LONGEST_GAP_MS;
  return isNear && next.endMs - first.startMs <= LONGEST_STRETCH_MS;
}

/** Indices of the words in a stretch and close to it that are echo. */
async function echoesIn(
  mic: readonly Word[],
  stretch: Stretch,
  tab: readonly Word[],
  read: AudioReader,
): Promise<readonly number[]> {
  const fromMs = (mic[stretch[0] ?? -1]?.startMs ?? 0) - REACH_MS;
  const toMs = (mic[stretch.at(-1) ?? -1]?.endMs ?? 0) + REACH_MS;
  const zeroMs = Math.max(0, fromMs - LATEST_MS);
  const spectra = await readSpectra(read, zeroMs, toMs - EARLIEST_MS);
  const spans = mic.map((_, index) => spanOf(mic, index, zeroMs));
  const { delayMs } = likeliestDelay(spectra, probesOf(stretch, spans));

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

/** Both channels between two moments; what is not there is silence. */
async function readSpectra(read: AudioReader, fromMs: number, toMs: number): Promise<Spectra> {
  const from = msToSamples(fromMs);
  const samples = msToSamples(toMs) - from;
  const whole = async (channel: ChannelName): Promise<Int16Array> => {
    const sound = new Int16Array(samples);
    sound.set(await read(channel, from, samples));
    return sound;
  };
  return spectraOf(await whole("tab"), await whole("mic"));
}

const NOWHERE: Span = { fromMs: 0, toMs: 0 };

/** Where a word's sound is: the first may be padded at its beginning and the last at its end, a single one at both. */
function spanOf(mic: readonly Word[], index: number, zeroMs: number): Span {
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

/** Where to look for the delay: around words spread over the stretch. */
function probesOf(stretch: Stretch, spans: readonly Span[]): readonly Span[] {
  const count = Math.min(PROBES, stretch.length);
  return Array.from({ length: count }, (_, probe) => {
    const place = Math.floor(((probe + 0.5) * stretch.length) / count);
    const { fromMs, toMs } = spans[stretch[place] ?? -1] ?? NOWHERE;
    const missingMs = Math.max(0, PROBE_MS - (toMs - fromMs));
    return { fromMs: fromMs - missingMs / 2, toMs: toMs + missingMs / 2 };
  });
}
