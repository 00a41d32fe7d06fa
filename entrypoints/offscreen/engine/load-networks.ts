/** Loads the engine's networks and vocabulary from the package, and checks the files. */

import * as ort from "onnxruntime-web/wasm";
import { ENGINE_FOLDER, PACKAGED_FILES } from "../../../core/speech/on-device/model-files.ts";
import { type OnnxRuntime, openRuntime } from "../../../core/speech/on-device/runtime.ts";
import type { EngineFailure } from "../../../core/speech/on-device/service.ts";
import { sha256 } from "../../shared/sha256.ts";

/** Networks and threads need about 370 MB; Chrome states memory in steps of powers of two. */
const LEAST_MEMORY_GB = 2;

class EngineError extends Error {
  readonly failure: EngineFailure;
  constructor(failure: EngineFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}

/** Why loading has failed; emscripten and V8 both name memory in their messages only. */
export function failureOf(error: unknown): EngineFailure {
  if (error instanceof EngineError) return error.failure;
  return /memory|allocat/i.test(String(error)) ? "memory" : "crashed";
}

export interface Networks {
  readonly runtime: OnnxRuntime;
  readonly vocabulary: readonly string[];
}

export async function loadNetworks(): Promise<Networks> {
  if (typeof WebAssembly === "undefined")
    throw new EngineError("no-wasm", "This browser runs no WebAssembly.");
  const { deviceMemory = LEAST_MEMORY_GB } = navigator as { readonly deviceMemory?: number };
  if (deviceMemory < LEAST_MEMORY_GB)
    throw new EngineError("memory", `This computer has ${deviceMemory} GB of memory.`);
  ort.env.wasm.wasmPaths = `/${ENGINE_FOLDER}/`;
  // More need an isolated page, which Chrome refuses to capture a tab (docs/platform.md#webassembly).
  ort.env.wasm.numThreads = 1;
  const [voice, encoder, decoder, vocabulary] = await Promise.all([
    readFile("voice"),
    readFile("encoder"),
    readFile("decoder"),
    readFile("vocabulary"),
  ]);
  const runtime = await openRuntime(ort, { voice, encoder, decoder });
  return { runtime, vocabulary: new TextDecoder().decode(vocabulary).split("\n") };
}

async function readFile(name: keyof typeof PACKAGED_FILES): Promise<Uint8Array<ArrayBuffer>> {
  const { file, sha256: expected } = PACKAGED_FILES[name];
  const response = await fetch(`/${ENGINE_FOLDER}/${file}`);
  const content = new Uint8Array(await response.arrayBuffer());
  if ((await sha256(content)) === expected) return content;
  throw new EngineError("damaged", `The file ${file} of the speech model is damaged.`);
}
