/** Speech thread: owns the model, which all streams share, and handles the messages of thread-messages.ts in order. */

import { setImmediate } from "node:timers/promises";
import { parentPort, type MessagePort } from "node:worker_threads";
import { assertNever } from "../../../core/assert-never.ts";
import {
  createEngine,
  type Engine,
  type Recognition,
} from "../../../core/speech/on-device/engine.ts";
import type { OnnxRuntime } from "../../../core/speech/on-device/runtime.ts";
import { openNetworks } from "./open-networks.ts";
import { type FromThread, type ToThread, SpeechUnavailable } from "./thread-messages.ts";
import { createDownsampler } from "../../../core/audio/downsampler.ts";
import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import { toInt16 } from "../../../core/audio/pcm.ts";

const FULL_SCALE = 32_768;

/** The output does not depend on how the input is cut. */
export type Resampler = (samples: Int16Array) => Int16Array;

export function createResampler(sampleRate: number): Resampler {
  if (sampleRate === SAMPLE_RATE) return (samples) => samples;
  return sampleRate > SAMPLE_RATE ? downwards(sampleRate) : upwards(sampleRate);
}

function downwards(sampleRate: number): Resampler {
  let output: number[] = [];
  let at = 0;
  const downsampler = createDownsampler(sampleRate, (block, length) => {
    for (let index = 0; index < length; index++) output.push(toInt16(block?.[index] ?? 0));
  });
  return (samples) => {
    output = [];
    downsampler.push(
      Float32Array.from(samples, (sample) => sample / FULL_SCALE),
      samples.length,
      at,
    );
    downsampler.flush();
    at += samples.length;
    return Int16Array.from(output);
  };
}

/** Straight lines between the samples. */
function upwards(sampleRate: number): Resampler {
  let last = 0;
  /** Samples taken before this call, and samples put out. */
  let taken = 0;
  let given = 0;
  return (samples) => {
    const output: number[] = [];
    for (const sample of samples) {
      taken++;
      for (; given * sampleRate < taken * SAMPLE_RATE; given++) {
        const share = (given * sampleRate) / SAMPLE_RATE - (taken - 1);
        output.push(Math.round(last + (sample - last) * share));
      }
      last = sample;
    }
    return Int16Array.from(output);
  };
}

if (parentPort === null) throw new Error("speech-thread.ts is the start of a worker thread");
await start(parentPort);

async function start(port: MessagePort): Promise<void> {
  const send = (message: FromThread): void => port.postMessage(message);
  try {
    const { runtime, vocabulary } = await openNetworks();
    const engine = createEngine({
      runtime,
      vocabulary,
      now: () => performance.now(),
      nextTask: () => setImmediate(),
      onFailure: (reason) => {
        // Ends the thread, which the service reports.
        queueMicrotask(() => {
          throw reason;
        });
      },
    });
    serve(port, send, engine, runtime);
    send({ type: "ready" });
  } catch (error) {
    if (!(error instanceof SpeechUnavailable)) throw error;
    send({ type: "unavailable", message: error.message });
  }
}

interface OpenStream {
  readonly recognition: Recognition;
  readonly resample: Resampler;
}

function serve(
  port: MessagePort,
  send: (message: FromThread) => void,
  engine: Engine,
  runtime: OnnxRuntime,
): void {
  const streams = new Map<number, OpenStream>();

  function open(stream: number, sampleRate: number): void {
    const recognition = engine.open((event) => {
      // The service that this one stands in for recognises many languages.
      if (event.type !== "other-language") send({ type: "hypothesis", stream, hypothesis: event });
    });
    streams.set(stream, { recognition, resample: createResampler(sampleRate) });
  }

  async function finish(stream: number): Promise<void> {
    await streams.get(stream)?.recognition.finish();
    if (streams.delete(stream)) send({ type: "finished", stream });
  }

  function close(stream: number): void {
    streams.get(stream)?.recognition.close();
    streams.delete(stream);
  }

  port.on("message", (message: ToThread) => {
    switch (message.type) {
      case "open":
        open(message.stream, message.sampleRate);
        break;
      case "samples": {
        const stream = streams.get(message.stream);
        stream?.recognition.accept(stream.resample(message.samples));
        break;
      }
      case "end-turn":
        streams.get(message.stream)?.recognition.endTurn();
        break;
      case "finish":
        // A failure of the engine ends the thread.
        finish(message.stream).catch(() => undefined);
        break;
      case "close":
        close(message.stream);
        break;
      case "shut-down":
        for (const stream of streams.keys()) close(stream);
        port.close();
        void runtime.release();
        break;
      default:
        assertNever(message);
    }
  });
}
