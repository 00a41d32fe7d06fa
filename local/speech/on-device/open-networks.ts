/** Loads the engine's networks and vocabulary from node_modules. The files are checked by their hashes. */

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, sep } from "node:path";
import {
  encodedVocabulary,
  MODEL_FILES,
  type ModelFile,
} from "../../../core/speech/on-device/model-files.ts";
import {
  type OnnxRuntime,
  type OnnxRuntimeWeb,
  openRuntime,
} from "../../../core/speech/on-device/runtime.ts";
import { VOCABULARY_SIZE } from "../../../core/speech/on-device/vocabulary.ts";
import { SpeechUnavailable } from "./thread-messages.ts";

export interface Networks {
  readonly runtime: OnnxRuntime;
  readonly vocabulary: readonly string[];
}

/** @throws {SpeechUnavailable} */
export async function openNetworks(): Promise<Networks> {
  const [ort, voice, encoder, decoder, vocabulary] = await Promise.all([
    importRuntime(),
    readModelFile(MODEL_FILES.voice),
    readModelFile(MODEL_FILES.encoder),
    readModelFile(MODEL_FILES.decoder),
    readVocabulary(),
  ]);
  return { runtime: await openRuntime(ort, { voice, encoder, decoder }), vocabulary };
}

/**
 * The WebAssembly build runs on every system and processor that Node runs on. One thread is enough: several processes of a test run
 * share the processor anyway.
 */
async function importRuntime(): Promise<OnnxRuntimeWeb> {
  const name = "onnxruntime-web";
  const ort = (await import(name).catch((cause: unknown) => {
    throw new SpeechUnavailable(`The package "${name}" is missing. Run "npm install".`, { cause });
  })) as OnnxRuntimeWeb & { readonly env: { readonly wasm: { numThreads: number } } };
  ort.env.wasm.numThreads = 1;
  return ort;
}

/** @throws {SpeechUnavailable} */
export async function readModelFile({ path, sha256 }: ModelFile): Promise<Uint8Array> {
  for (const folder of createRequire(import.meta.url).resolve.paths(path) ?? []) {
    const content = await readFile(join(folder, ...path.split("/"))).catch(() => null);
    if (content === null) continue;
    if (createHash("sha256").update(content).digest("hex") === sha256) return content;
    throw new SpeechUnavailable(
      `The speech model is damaged: ${join(folder, path)}. Delete node_modules${sep} and run "npm install".`,
    );
  }
  throw new SpeechUnavailable(`The speech model ${path} is not installed. Run "npm install".`);
}

async function readVocabulary(): Promise<readonly string[]> {
  const source = await readModelFile(MODEL_FILES.vocabulary);
  const encoded = encodedVocabulary(Buffer.from(source).toString("utf8"));
  const pieces = Buffer.from(encoded ?? "", "base64")
    .toString("utf8")
    .split("\n");
  if (pieces.length !== VOCABULARY_SIZE) throw new Error("llama-tokenizer-js holds no vocabulary.");
  return pieces;
}
