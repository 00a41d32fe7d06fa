/**
 * Introduces the known speakers of a channel to a new session: it first hears a short piece of each one's recorded speech, so that its
 * labels can be matched with theirs (docs/protocol.md#turns-and-speakers). The pieces are sent again, never stored again.
 */

import { msToSamples, samplesToMs } from "../audio/format.ts";
import type { Turn, Word } from "../meeting.ts";
import { isSpeakerLabel } from "../transcript/speaker.ts";

/** A piece of the recording in which one speaker is heard. */
export interface VoiceSample {
  /** Of the channel. */
  readonly label: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Less than a second of audio gets no label (docs/protocol.md#server-messages). */
const SHORTEST_MS = 1_500;
const LONGEST_MS = 2_500;
/** Live words wait until the introduction is heard, at 1.25 times real time. */
const MOST_SPEAKERS = 8;
/** One alone is recognised by the last words before the session, which it hears again anyway. */
const LEAST_SPEAKERS = 2;
/** Silence after each piece, so that words don't run together; after the last, so that padded edges don't either. */
const PAUSE_MS = 200;
const END_PAUSE_MS = 1_500;

/** The part of a turn's audio that certainly holds its speaker only: the edges of a turn are padded by up to a second. */
export function voiceSample(label: string | null, words: readonly Word[]): VoiceSample | null {
  const [first, last] = [words[1], words.at(-2)];
  if (!isSpeakerLabel(label) || !first || !last) return null;
  const toMs = Math.min(last.endMs, first.startMs + LONGEST_MS);
  return toMs - first.startMs < SHORTEST_MS ? null : { label, fromMs: first.startMs, toMs };
}

export interface Introduction {
  /** Mono audio that a session hears before its first sample of the recording. */
  readonly samples: number;
  readonly pieces: readonly IntroducedVoice[];
}

interface IntroducedVoice {
  readonly voice: VoiceSample;
  /** Place of its first sample in the introduction. */
  readonly atSample: number;
}

/**
 * Plans an introduction.
 *
 * @param voices one for each speaker, those heard last at the end
 * @returns null with fewer than two known speakers
 */
export function introductionOf(voices: readonly VoiceSample[]): Introduction | null {
  let samples = 0;
  const pieces = voices.slice(-MOST_SPEAKERS).map((voice): IntroducedVoice => {
    const atSample = samples;
    samples += msToSamples(voice.toMs - voice.fromMs + PAUSE_MS);
    return { voice, atSample };
  });
  return pieces.length < LEAST_SPEAKERS
    ? null
    : { pieces, samples: samples + msToSamples(END_PAUSE_MS) };
}

/** @param read reads the recording */
export function introductionAudio(
  { pieces, samples }: Introduction,
  read: (atSample: number, samples: number) => Int16Array<ArrayBuffer>,
): Int16Array<ArrayBuffer> {
  const audio = new Int16Array(samples);
  for (const { voice, atSample } of pieces) {
    const fromSample = msToSamples(voice.fromMs);
    audio.set(read(fromSample, msToSamples(voice.toMs) - fromSample), atSample);
  }
  return audio;
}

/**
 * The introduced speaker whom a word repeats.
 *
 * @param word in ms since the first sample of the session
 */
export function introducedLabel(introduction: Introduction, word: Word): string | null {
  const atMs = middleOf(word);
  const piece = introduction.pieces.find(({ voice, atSample }) => {
    const fromMs = samplesToMs(atSample);
    return atMs >= fromMs && atMs < fromMs + voice.toMs - voice.fromMs;
  });
  return piece?.voice.label ?? null;
}

/** Whether a word belongs to the introduction, and not to the recording after it. */
export const isIntroduction = ({ samples }: Introduction, word: Word): boolean =>
  middleOf(word) < samplesToMs(samples) - END_PAUSE_MS / 2;

const middleOf = ({ startMs, endMs }: Pick<Word, "startMs" | "endMs">): number =>
  (startMs + endMs) / 2;

/** The last sample of each speaker that is long enough, those heard last at the end. */
export function voicesIn(
  turns: readonly Pick<Turn, "speaker" | "words">[],
): readonly VoiceSample[] {
  return turns.reduce<readonly VoiceSample[]>(
    (voices, { speaker, words }) => withVoice(voices, voiceSample(speaker, words)),
    [],
  );
}

export const withVoice = (
  voices: readonly VoiceSample[],
  voice: VoiceSample | null,
): readonly VoiceSample[] =>
  voice ? [...voices.filter(({ label }) => label !== voice.label), voice] : voices;

/** Of labels that are one speaker's, the one heard last speaks for all. @param targetOf the label that stands for all of them */
export const onePerSpeaker = (
  voices: readonly VoiceSample[],
  targetOf: (label: string) => string,
): readonly VoiceSample[] =>
  voices.reduce<readonly VoiceSample[]>(
    (all, voice) => withVoice(all, { ...voice, label: targetOf(voice.label) }),
    [],
  );

/** Consecutive words of one speaker. */
export function runsOfSpeakers<Spoken extends Word & { readonly speaker: string | null }>(
  words: readonly Spoken[],
): readonly { readonly speaker: string | null; readonly words: readonly Spoken[] }[] {
  const starts = words.flatMap(({ speaker }, at) =>
    at === 0 || words[at - 1]?.speaker !== speaker ? [at] : [],
  );
  return starts.map((from, index) => ({
    speaker: words[from]?.speaker ?? null,
    words: words.slice(from, starts[index + 1]),
  }));
}
