/**
 * Speech engine for this computer: several streams share one model and one thread
 * (docs/decisions/0014-one-engine-on-this-computer.md). Runs in any thread; the caller gives it the networks, a clock and a way to
 * let events in.
 */

import type { OnnxRuntime } from "./runtime.ts";
import { createSegmentReader } from "./read-segment.ts";
import { createStream, type Stream, type StreamEvent } from "./stream.ts";
import { createVoiceActivity } from "./voice-activity.ts";

export interface EngineDependencies {
  readonly runtime: OnnxRuntime;
  /** Pieces of text by token, `VOCABULARY_SIZE` of them. */
  readonly vocabulary: readonly string[];
  /** Milliseconds of any clock that never goes back. */
  readonly now: () => number;
  /** Resolves in a later task, so that messages are received between two pieces of work. */
  readonly nextTask: () => Promise<void>;
  /** Called at most once, when a network fails; all streams end then. */
  readonly onFailure: (reason: unknown) => void;
}

/** Recognition of one audio stream. Events arrive in order; none arrives after `finish` has resolved. */
export interface Recognition {
  /** @param samples 16 kHz, mono; copied */
  accept(samples: Int16Array): void;
  /** Ends the open turn after the audio accepted so far. */
  endTurn(): void;
  /** Ends the stream. Resolves when every event is delivered; rejects if the engine has failed. */
  finish(): Promise<void>;
  /** Drops the stream without further events. May be called at any time and more than once. */
  close(): void;
  /** Audio that was accepted and is not yet recognised. A caller who reads from disk waits while it is long. */
  lagMs(): number;
}

export interface Engine {
  open(onEvent: (event: StreamEvent) => void): Recognition;
}

interface Served {
  readonly stream: Stream;
  /** Time spent on this stream, and time to which it has lost its claim. */
  costMs: number;
}

/** Time that a stream did not use and may use later at once. */
const CREDIT_MS = 1_000;

export function createEngine(dependencies: EngineDependencies): Engine {
  const { runtime, vocabulary, now, nextTask } = dependencies;
  const reader = createSegmentReader(runtime, vocabulary);
  const open = new Set<Served>();
  let isWorking = false;
  let failure: { readonly reason: unknown } | null = null;

  function fail(reason: unknown): void {
    failure = { reason };
    for (const { stream } of open) stream.close(reason);
    open.clear();
    dependencies.onFailure(reason);
  }

  /** A live stream costs less than real time, so it goes before one that works off a backlog. */
  const leastServed = (): Served | undefined =>
    leastOf([...open].filter(({ stream }) => stream.hasWork()));

  /** Limits the claim of a stream that had nothing to do for long. */
  function limitCredit(served: Served): void {
    const least = leastServed()?.costMs ?? 0;
    if (!served.stream.hasWork()) served.costMs = Math.max(served.costMs, least - CREDIT_MS);
  }

  async function serve(served: Served, work: () => Promise<void>): Promise<void> {
    const begin = now();
    await work();
    served.costMs += now() - begin;
  }

  /** Recognition comes first; partials are for the time that is left. */
  async function workOne(): Promise<boolean> {
    const busy = leastServed();
    if (busy) {
      await serve(busy, () => busy.stream.step());
      return true;
    }
    const due = leastOf([...open].filter(({ stream }) => stream.isPartialDue()));
    if (!due) return false;
    await serve(due, () => due.stream.partial());
    return true;
  }

  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    try {
      do await nextTask();
      while (await workOne());
    } catch (error) {
      fail(error);
    } finally {
      isWorking = false;
    }
  }

  return {
    open(onEvent) {
      if (failure !== null) throw failure.reason;
      const stream = createStream({ voice: createVoiceActivity(runtime), reader, now, onEvent });
      const served: Served = { stream, costMs: 0 };
      open.add(served);

      const close = (): void => {
        open.delete(served);
        stream.close();
      };
      return {
        accept(samples) {
          if (!open.has(served)) return;
          limitCredit(served);
          stream.accept(samples);
          void work();
        },
        endTurn() {
          stream.endTurn();
          void work();
        },
        async finish() {
          if (failure !== null) throw failure.reason;
          const finished = stream.finish();
          void work();
          await finished;
          close();
        },
        close,
        lagMs: () => stream.lagMs(),
      };
    },
  };
}

const leastOf = (all: readonly Served[]): Served | undefined =>
  all.reduce<Served | undefined>(
    (least, each) => (least && least.costMs <= each.costMs ? least : each),
    undefined,
  );
