/**
 * The speech engine of core/ on a thread of its own, so that decoding never blocks the server. It writes English with case and
 * punctuation; docs/benchmarks.md has its share of wrong words.
 *
 * Finals depend only on the audio, not on how calls of `accept` cut it. Partials depend on the time that is left for them.
 */

import { Worker } from "node:worker_threads";

import { assertNever } from "../../../core/assert-never.ts";
import type { Hypothesis, Recognition, SpeechEngine } from "../engine.ts";
import { type FromThread, type ToThread, SpeechUnavailable } from "./thread-messages.ts";

interface OpenStream {
  readonly onHypothesis: (hypothesis: Hypothesis) => void;
  readonly finished: PromiseWithResolvers<void>;
}

/**
 * Resolves when the model is loaded (about two seconds).
 *
 * @throws {SpeechUnavailable}
 */
export async function openOnDeviceEngine(): Promise<SpeechEngine> {
  const thread = new Worker(new URL("./speech-thread.ts", import.meta.url));
  const send = (message: ToThread, transfer: ArrayBuffer[] = []): void =>
    thread.postMessage(message, transfer);

  const streams = new Map<number, OpenStream>();
  const ready = Promise.withResolvers<void>();
  const exited = new Promise<void>((resolve) => thread.once("exit", () => resolve()));
  let opened = 0;
  let end: Error | null = null;

  function endAll(reason: Error): void {
    end ??= reason;
    ready.reject(end);
    for (const { finished } of streams.values()) finished.reject(end);
    streams.clear();
  }

  thread.on("error", (cause) => endAll(new Error("The speech thread failed", { cause })));
  thread.once("exit", () => endAll(new Error("The speech engine is closed")));
  thread.on("message", (message: FromThread) => {
    switch (message.type) {
      case "ready":
        ready.resolve();
        break;
      case "unavailable":
        ready.reject(new SpeechUnavailable(message.message));
        break;
      case "hypothesis":
        streams.get(message.stream)?.onHypothesis(message.hypothesis);
        break;
      case "finished":
        streams.get(message.stream)?.finished.resolve();
        streams.delete(message.stream);
        break;
      default:
        assertNever(message);
    }
  });

  function open(sampleRate: number, onHypothesis: (hypothesis: Hypothesis) => void): Recognition {
    if (end !== null) throw end;
    const stream = opened++;
    const finished = Promise.withResolvers<void>();
    // Callers of `finish` receive the failure; without one it must not become an unhandled rejection.
    finished.promise.catch(() => undefined);
    streams.set(stream, { onHypothesis, finished });
    send({ type: "open", stream, sampleRate });
    let finishing = false;

    return {
      accept(samples) {
        if (end !== null) throw end;
        const copy = samples.slice();
        send({ type: "samples", stream, samples: copy }, [copy.buffer]);
      },
      endTurn: () => send({ type: "end-turn", stream }),
      finish() {
        if (!finishing && streams.has(stream)) send({ type: "finish", stream });
        finishing = true;
        return finished.promise;
      },
      close() {
        if (streams.delete(stream)) send({ type: "close", stream });
        finished.resolve();
      },
    };
  }

  await ready.promise;
  return {
    open: async (sampleRate, onHypothesis) => open(sampleRate, onHypothesis),
    async close() {
      send({ type: "shut-down" });
      await exited;
    },
  };
}
