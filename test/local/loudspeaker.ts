/** Simulates a loudspeaker in a room as a microphone hears it, for tests of echo. */

import { msToSamples, SAMPLE_RATE } from "../../core/audio/format.ts";
import { toInt16 } from "../../core/audio/pcm.ts";
import { seededRandom } from "../soak/random.ts";
import type { SpokenTurn } from "./sample-meeting.ts";

export interface Loudspeaker {
  readonly delayMs: number;
  readonly gainDb: number;
  /** Corner frequencies of first-order slopes: a small loudspeaker has no lows, a cheap one no highs. */
  readonly lowCutHz?: number;
  readonly highCutHz?: number;
  readonly room?: Room;
}

export interface Room {
  /** Time until the sound has fallen by 60 dB. */
  readonly lengthMs: number;
  /** Level of the direct path above all reflections together. */
  readonly directDb: number;
}

type Sound = Float32Array;

/** Returns the sound at the microphone, of the same length and the same in every run. */
export function heardFrom(played: Int16Array, loudspeaker: Loudspeaker): Int16Array {
  const { delayMs, gainDb, lowCutHz, highCutHz, room } = loudspeaker;
  let sound: Sound = Float32Array.from(played, (sample) => (sample / 32_768) * factorOf(gainDb));
  if (highCutHz) sound = lowPassed(sound, highCutHz);
  if (lowCutHz) sound = withoutLows(sound, lowCutHz);
  if (room) sound = inRoom(sound, room);
  return delayed(Int16Array.from(sound, toInt16), delayMs);
}

/** Shifts audio later, or earlier if negative; the length stays. */
export function delayed(sound: Int16Array, delayMs: number): Int16Array {
  const late = new Int16Array(sound.length);
  const samples = Math.round((delayMs * SAMPLE_RATE) / 1000);
  if (samples < 0) late.set(sound.subarray(-samples));
  else late.set(sound.subarray(0, sound.length - samples), samples);
  return late;
}

/** Mixes audio; the length is that of the first. */
export const mixed = (first: Int16Array, ...others: readonly Int16Array[]): Int16Array =>
  first.map((sample, index) =>
    clipped(others.reduce((sum, other) => sum + (other[index] ?? 0), sample)),
  );

/** Noise of a microphone, at a level below full scale. */
export function hiss(samples: number, levelDb: number): Int16Array {
  const random = seededRandom(7);
  const peak = factorOf(levelDb) * Math.sqrt(3);
  return Int16Array.from({ length: samples }, () => toInt16(peak * (2 * random() - 1)));
}

/** One speaker's turns at their times, with silence between them. */
export function voiceOf(
  sound: Int16Array,
  script: readonly SpokenTurn[],
  speaker: string,
): Int16Array {
  const alone = new Int16Array(sound.length);
  for (const turn of script) {
    if (turn.speaker !== speaker) continue;
    const from = msToSamples(turn.startMs);
    alone.set(sound.subarray(from, msToSamples(turn.endMs)), from);
  }
  return alone;
}

const factorOf = (db: number): number => 10 ** (db / 20);
const clipped = (sample: number): number => Math.max(-32_768, Math.min(32_767, sample));

function lowPassed(sound: Sound, hz: number): Sound {
  const step = 1 - Math.exp((-2 * Math.PI * hz) / SAMPLE_RATE);
  let level = 0;
  return sound.map((sample) => (level += step * (sample - level)));
}

function withoutLows(sound: Sound, hz: number): Sound {
  const lows = lowPassed(sound, hz);
  return sound.map((sample, index) => sample - (lows[index] ?? 0));
}

/** Two hundred reflections at random times, weaker the later they come. */
function inRoom(sound: Sound, { lengthMs, directDb }: Room): Sound {
  const random = seededRandom(11);
  const reflections = Array.from({ length: 200 }, () => {
    const part = random();
    const level = (random() < 0.5 ? -1 : 1) * factorOf(-60 * part);
    return { late: 1 + Math.round(part * msToSamples(lengthMs)), level };
  });
  const power = reflections.reduce((sum, { level }) => sum + level * level, 0);
  const scale = factorOf(-directDb) / Math.sqrt(power);
  const heard = sound.slice();
  for (const { late, level } of reflections)
    for (let i = late; i < sound.length; i++)
      heard[i] = (heard[i] ?? 0) + scale * level * (sound[i - late] ?? 0);
  return heard;
}
