/**
 * Typed bindings of the libvosk functions that the recogniser needs (https://github.com/alphacep/vosk-api,
 * `vosk_api.h`).
 *
 * The prebuilt library comes from npm `vosk`. The binding of that package is never loaded: it needs ffi-napi, which no
 * longer builds. Calls block their thread, so only the speech thread makes them.
 */

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import koffi from "koffi";

import { SpeechUnavailable } from "./thread-messages.ts";

declare const modelBrand: unique symbol;
declare const recognizerBrand: unique symbol;
export type ModelPointer = bigint & { readonly [modelBrand]: true };
export type RecognizerPointer = bigint & { readonly [recognizerBrand]: true };

export interface Vosk {
  /** @returns `null` if the folder is not a model; the library then writes the reason to stderr */
  openModel(folder: string): ModelPointer | null;
  freeModel(model: ModelPointer): void;
  openRecognizer(model: ModelPointer, sampleRate: number): RecognizerPointer | null;
  freeRecognizer(recognizer: RecognizerPointer): void;
  /** Adds times and confidences to results; 1 or 0. */
  setWords(recognizer: RecognizerPointer, on: number): void;
  /** @returns 1 at an end of speech: `result` holds a whole utterance; 0 to go on; -1 on failure */
  accept(recognizer: RecognizerPointer, samples: Int16Array, length: number): number;
  /** JSON, parsed by results.ts. */
  result(recognizer: RecognizerPointer): string;
  partialResult(recognizer: RecognizerPointer): string;
  /** Decodes what is buffered and ends the utterance. The recognizer can go on, and its clock continues. */
  finalResult(recognizer: RecognizerPointer): string;
}

export function loadVosk(): Vosk {
  const library = open(libraryPath(process.platform, process.arch));
  const setLogLevel: (level: number) => void = library.func("void vosk_set_log_level(int)");
  // Below 0 the library logs errors only.
  setLogLevel(-1);
  return {
    openModel: library.func("void *vosk_model_new(const char *)"),
    freeModel: library.func("void vosk_model_free(void *)"),
    openRecognizer: library.func("void *vosk_recognizer_new(void *, float)"),
    freeRecognizer: library.func("void vosk_recognizer_free(void *)"),
    setWords: library.func("void vosk_recognizer_set_words(void *, int)"),
    accept: library.func("int vosk_recognizer_accept_waveform_s(void *, const int16_t *, int)"),
    result: library.func("const char *vosk_recognizer_result(void *)"),
    partialResult: library.func("const char *vosk_recognizer_partial_result(void *)"),
    finalResult: library.func("const char *vosk_recognizer_final_result(void *)"),
  };
}

function open(path: string): ReturnType<typeof koffi.load> {
  try {
    return koffi.load(path);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new SpeechUnavailable(`The speech library ${path} does not load here: ${detail}`, {
      cause,
    });
  }
}

/** Path of the library in npm `vosk` 0.3.39. */
export function libraryPath(platform: NodeJS.Platform, arch: NodeJS.Architecture): string {
  const inside = libraryInPackage(platform, arch);
  if (inside === null) {
    throw new SpeechUnavailable(
      `The local recogniser has no library for ${platform} on ${arch}: it runs on Linux and Windows with x86-64 ` +
        "processors and on macOS. Set ASSEMBLYAI_API_KEY to use the cloud service instead.",
    );
  }
  const path = join(voskFolder(), "lib", inside);
  if (!existsSync(path)) {
    throw new SpeechUnavailable(`The speech library ${path} is missing. Run "npm install" again.`);
  }
  return path;
}

function libraryInPackage(platform: NodeJS.Platform, arch: NodeJS.Architecture): string | null {
  if (platform === "darwin") return join("osx-universal", "libvosk.dylib");
  if (arch !== "x64") return null;
  if (platform === "linux") return join("linux-x86_64", "libvosk.so");
  if (platform === "win32") return join("win-x86_64", "libvosk.dll");
  return null;
}

function voskFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve("vosk/package.json"));
  } catch (cause) {
    throw new SpeechUnavailable(
      'The package "vosk" with the speech library is not installed. Run "npm install".',
      { cause },
    );
  }
}
