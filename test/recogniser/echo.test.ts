/**
 * Plays the tab's audio through a simulated loudspeaker into the microphone, and checks the words that a real
 * recogniser and the echo judge leave.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { msToSamples, SAMPLE_RATE } from "../../core/audio/format.ts";
import {
  markEchoes,
  type AudioReader,
  TAB_AFTER_MS,
  TAB_BEFORE_MS,
} from "../../core/echo/echo-words.ts";
import type { ChannelName, Word } from "../../core/meeting.ts";
import type { SpeechEngine } from "../../local/speech/engine.ts";
import { openOnDeviceEngine } from "../../local/speech/on-device/on-device-engine.ts";
import {
  delayed,
  heardFrom,
  hiss,
  type Loudspeaker,
  mixed,
  voiceOf,
} from "../local/loudspeaker.ts";
import { decodeMeeting, readScript, type SpokenTurn } from "../local/sample-meeting.ts";
import { wordErrors } from "../local/word-error-rate.ts";

const MINUTES = 60_000;
const FRAME = msToSamples(50);

/** A laptop's loudspeaker and its microphone in a small room. */
const LAPTOP: Loudspeaker = {
  delayMs: 183,
  gainDb: -12,
  highCutHz: 3_000,
  room: { lengthMs: 300, directDb: 4 },
};
/** Part of the meeting, to save time. */
const LENGTH_MS = 49_000;
/** Shift that makes the other voice speak at the same time as the tab instead of after it. */
const EARLIER_MS = -5_600;

type Turns = readonly (readonly Word[])[];

let engine: SpeechEngine;
let meeting: Int16Array;
let allTurns: readonly SpokenTurn[];
let script: readonly SpokenTurn[];
let tab: Int16Array;
let own: Int16Array;
let noise: Int16Array;
let played: Played;

beforeAll(async () => {
  [engine, meeting, allTurns] = await Promise.all([
    openOnDeviceEngine(),
    decodeMeeting(),
    readScript(),
  ]);
  script = allTurns.filter(({ endMs }) => endMs < LENGTH_MS);
  const sound = meeting.subarray(0, msToSamples(LENGTH_MS));
  tab = voiceOf(sound, script, "Laura");
  own = voiceOf(sound, script, "Michael");
  noise = hiss(sound.length, -65);
  played = await play(tab);
}, 2 * MINUTES);
afterAll(() => engine.close());

/** Turns of one voice within a part of the meeting. */
const excerpt = (fromMs: number, toMs: number, speaker: string): Int16Array =>
  voiceOf(meeting, allTurns, speaker).subarray(msToSamples(fromMs), msToSamples(toMs));

interface Played {
  readonly sound: Int16Array;
  readonly words: readonly Word[];
}

const play = async (sound: Int16Array): Promise<Played> => ({
  sound,
  words: (await recognise(sound)).flat(),
});

async function recognise(sound: Int16Array): Promise<Turns> {
  const turns: (readonly Word[])[] = [];
  const recognition = await engine.open(SAMPLE_RATE, (each) => {
    if (each.type === "final" && each.words.length > 0) turns.push(each.words);
  });
  for (let at = 0; at < sound.length; at += FRAME)
    recognition.accept(sound.subarray(at, at + FRAME));
  await recognition.finish();
  return turns;
}

/** Recognises the microphone's audio and judges each turn as the recorder does. */
async function judged(mic: Int16Array, playing = played): Promise<readonly Word[]> {
  const sounds: Record<ChannelName, Int16Array> = { tab: playing.sound, mic };
  const read: AudioReader = async (channel, from, samples) =>
    sounds[channel].subarray(from, from + samples);
  const turns = await Promise.all(
    (await recognise(mic)).map((words) => markEchoes(words, wordsNear(playing.words, words), read)),
  );
  return turns.flat();
}

function wordsNear(tab: readonly Word[], turn: readonly Word[]): readonly Word[] {
  const fromMs = (turn[0]?.startMs ?? 0) - TAB_BEFORE_MS;
  const toMs = (turn.at(-1)?.endMs ?? 0) + TAB_AFTER_MS;
  return tab.filter(({ startMs, endMs }) => endMs > fromMs && startMs < toMs);
}

const textOf = (words: readonly Word[]): string => words.map(({ text }) => text).join(" ");
const shown = (words: readonly Word[]): string => textOf(words.filter(({ isEcho }) => !isEcho));
const hidden = (words: readonly Word[]): string => textOf(words.filter(({ isEcho }) => isEcho));
const count = (text: string): number => text.split(" ").filter((word) => word !== "").length;
const said = (speaker: string): string =>
  script.flatMap((turn) => (turn.speaker === speaker ? [turn.text] : [])).join(" ");

/** Counts recognised words that were not spoken in this order. */
function foreignWords(heard: string, said: string): number {
  const missing = Math.max(0, count(said) - count(heard));
  return wordErrors(said, heard).errors - missing;
}

// The measured value is in brackets. The margin allows for processors whose arithmetic rounds differently.
describe("with loudspeakers, the microphone's channel", { timeout: 2 * MINUTES }, () => {
  it("shows nothing if the user only listens", async () => {
    const words = await judged(mixed(heardFrom(tab, LAPTOP), noise));
    // [63]
    expect(words.length).toBeGreaterThan(55);
    // [0]
    expect(count(shown(words))).toBeLessThanOrEqual(4);
  });

  it("shows the user's words if both sides take turns", async () => {
    const words = await judged(mixed(heardFrom(tab, LAPTOP), own, noise));
    // [110 %, the same as without a judge]
    expect(wordErrors(said("Michael"), textOf(words)).rate).toBeGreaterThan(0.9);
    // [8 %]
    expect(wordErrors(said("Michael"), shown(words)).rate).toBeLessThan(0.15);
    // [0 of 63]
    expect(count(hidden(words))).toBeGreaterThan(50);
    expect(foreignWords(hidden(words), said("Laura"))).toBeLessThan(6);
  });

  it("shows the user's words if both sides speak at the same time", async () => {
    const over = delayed(own, EARLIER_MS);
    const words = await judged(mixed(heardFrom(tab, LAPTOP), over, noise));
    const all = wordErrors(said("Michael"), textOf(words)).rate;
    const left = wordErrors(said("Michael"), shown(words)).rate;
    // [69 % → 24 %: the recogniser understands neither voice well while both speak]
    expect(left).toBeLessThan(0.4);
    expect(left).toBeLessThan(all - 0.2);
    // [29, of which 2 were misheard]
    expect(count(hidden(words))).toBeGreaterThan(12);
    expect(foreignWords(hidden(words), said("Laura"))).toBeLessThan(6);
  });

  it("shows words of the tab that the user repeats", async () => {
    const { question, answer } = repetition();
    const words = await judged(mixed(heardFrom(question, LAPTOP), answer), await play(question));
    expect(shown(words)).toMatch(/^so far\W+we have used sixty per ?cent/i);
    expect(hidden(words)).toMatch(/people have \w+ it so far\W?$/i);
  });
});

describe("with headphones, the microphone's channel", { timeout: 2 * MINUTES }, () => {
  it("shows all words of the user, also while both sides speak", async () => {
    const words = await judged(mixed(delayed(own, EARLIER_MS), noise));
    expect(hidden(words)).toBe("");
    // [5 %]
    expect(wordErrors(said("Michael"), shown(words)).rate).toBeLessThan(0.1);
  });

  it("shows words of the tab that the user repeats", async () => {
    const { question, answer } = repetition();
    const words = await judged(answer, await play(question));
    expect(hidden(words)).toBe("");
    expect(shown(words)).toMatch(/^so far\W+we have used sixty per ?cent/i);
  });
});

/** Tab: "How many people have tried it so far?" Half a second later the user: "So far we have used sixty percent…" */
function repetition(): { readonly question: Int16Array; readonly answer: Int16Array } {
  const question = excerpt(17_000, 26_000, "Laura");
  const answer = delayed(excerpt(64_000, 73_000, "Michael"), 3_300);
  return { question, answer: mixed(answer, noise) };
}
