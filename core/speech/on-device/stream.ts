/**
 * One audio stream through the engine: audio → voice activity → segments → words. Its work is divided into steps, so that the
 * engine can share one model fairly between streams.
 */

import { msToSamples, samplesToMs } from "../../audio/format.ts";
import { createAudioBuffer, FULL_SCALE } from "./audio-buffer.ts";
import { createLanguageWatch } from "./language-watch.ts";
import { createPartials } from "./partials.ts";
import type { SegmentReader } from "./read-segment.ts";
import { createSegmenter, type Segment } from "./segmenter.ts";
import { type VoiceActivity, WINDOW_SAMPLES } from "./voice-activity.ts";
import { spreadWords, type TimedWord, voicedSamples } from "./word-times.ts";

export type StreamEvent =
  /** Comes once per turn, before its first partial. */
  | { readonly type: "speech-started"; readonly atMs: number }
  /** The open turn as understood so far; may rewrite all earlier words. */
  | { readonly type: "partial"; readonly words: readonly TimedWord[] }
  /** The turn has ended. Without words it was a noise. */
  | { readonly type: "final"; readonly words: readonly TimedWord[] }
  /** The words are nonsense, because the speech is not English. Comes at most once. */
  | { readonly type: "other-language" };

export interface Stream {
  accept(samples: Int16Array): void;
  /** Ends the open turn after the audio accepted so far. */
  endTurn(): void;
  /** Resolves when everything accepted before is recognised. */
  finish(): Promise<void>;
  /** Whether `step` has something to do. */
  hasWork(): boolean;
  /** Does the next piece of work: one second of voice activity, or the words of one segment. */
  step(): Promise<void>;
  /** Whether a partial is due. Only asked while no stream has work. */
  isPartialDue(): boolean;
  partial(): Promise<void>;
  /** Audio that was accepted and is not yet recognised. */
  lagMs(): number;
  /** @param reason rejects `finish`; resolves it if absent */
  close(reason?: unknown): void;
}

/** Voice activity done in one step. */
const STEP_SAMPLES = msToSamples(1_000);

interface Order {
  readonly atSample: number;
  /** Absent: end the turn. */
  readonly finished?: PromiseWithResolvers<void>;
}

export interface StreamContext {
  readonly voice: VoiceActivity;
  readonly reader: SegmentReader;
  /** Milliseconds of any clock that never goes back. */
  readonly now: () => number;
  readonly onEvent: (event: StreamEvent) => void;
}

export function createStream({ voice, reader, now, onEvent }: StreamContext): Stream {
  const audio = createAudioBuffer();
  const segmenter = createSegmenter();
  const language = createLanguageWatch();
  const partials = createPartials({ audio, segmenter, reader, now });
  const orders: Order[] = [];
  /** Segments that are over and not yet read. */
  const ended: Segment[] = [];
  let heard = 0;
  let isTurnOpen = false;
  let isClosed = false;

  /** First sample that is not yet to be heard: the end of the audio, or the next order. */
  const hearableTo = (): number => orders[0]?.atSample ?? audio.end();
  const isOrderDue = (): boolean => orders.length > 0;
  const hasWindow = (): boolean => hearableTo() - heard >= WINDOW_SAMPLES;

  function emit(event: StreamEvent): void {
    if (!isClosed) onEvent(event);
  }

  async function hearWindow(to: number): Promise<void> {
    const window = audio.read(heard, to);
    const samples = window.length;
    const level = levelOf(window);
    const probability = await voice.probability(window);
    heard += samples;
    ended.push(...segmenter.push({ samples, probability, level }));
    const open = segmenter.open();
    if (open !== null && ended.length === 0) beginTurn(open);
    if (ended.length === 0) audio.drop(segmenter.neededFrom());
  }

  function beginTurn({ voiced, from }: Segment): void {
    if (isTurnOpen) return;
    isTurnOpen = true;
    emit({ type: "speech-started", atMs: Math.round(samplesToMs(voiced[0]?.from ?? from)) });
  }

  async function hear(): Promise<void> {
    const stepEnd = heard + STEP_SAMPLES;
    while (hasWindow() && heard < stepEnd && ended.length === 0 && !isClosed)
      await hearWindow(heard + WINDOW_SAMPLES);
  }

  async function obey(): Promise<void> {
    if (heard < hearableTo()) await hearWindow(hearableTo());
    ended.push(...segmenter.flush());
    const order = orders.shift();
    if (!order?.finished) return;
    // The words of the last segment come first.
    while (ended.length > 0 && !isClosed) await readEnded();
    order.finished.resolve();
  }

  async function readEnded(): Promise<void> {
    const segment = ended.shift();
    if (!segment) return;
    beginTurn(segment);
    const voiced = voicedSamples(segment.voiced);
    const reading = await reader.read(audio.floats(segment), voiced, partials.readingOf(segment));
    isTurnOpen = false;
    partials.reset();
    emit({ type: "final", words: spreadWords(reading.words, segment) });
    if (language.hear(reading, voiced)) emit({ type: "other-language" });
    if (ended.length === 0) audio.drop(segmenter.neededFrom());
    const open = segmenter.open();
    if (open !== null) beginTurn(open);
  }

  return {
    accept: (samples) => audio.append(samples),
    endTurn: () => void orders.push({ atSample: audio.end() }),
    finish() {
      const finished = Promise.withResolvers<void>();
      if (isClosed) return Promise.resolve();
      orders.push({ atSample: audio.end(), finished });
      return finished.promise;
    },
    hasWork: () => !isClosed && (ended.length > 0 || hasWindow() || isOrderDue()),
    async step() {
      if (ended.length > 0) await readEnded();
      else if (hasWindow()) await hear();
      else await obey();
    },
    isPartialDue: () => !isClosed && partials.areDue(heard),
    async partial() {
      const words = await partials.read(heard);
      if (words) emit({ type: "partial", words });
    },
    lagMs: () => samplesToMs(audio.end() - (ended[0]?.from ?? heard)),
    close(reason) {
      isClosed = true;
      for (const { finished } of orders)
        if (reason === undefined) finished?.resolve();
        else finished?.reject(reason);
      orders.length = 0;
    },
  };
}

/** Root mean square, 0–1. */
function levelOf(window: Int16Array): number {
  let sum = 0;
  for (const sample of window) sum += sample * sample;
  return window.length === 0 ? 0 : Math.sqrt(sum / window.length) / FULL_SCALE;
}
