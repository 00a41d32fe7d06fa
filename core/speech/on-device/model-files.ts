/**
 * Files of the engine: which pinned package each comes from, and its hash. They are never committed. The local service reads them
 * from node_modules; docs/licences.md has the licences that go with them.
 */

/** The files of one package have the hashes of one version: a new version needs new ones here. */
export interface ModelFile {
  /** Below node_modules. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
}

export const MODEL_FILES = {
  voice: {
    path: "@ricky0123/vad-web/dist/silero_vad_v6.onnx",
    bytes: 2_327_524,
    sha256: "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3",
  },
  encoder: {
    path: "@usefulsensors/moonshine-js/dist/model/tiny/quantized/encoder_model.onnx",
    bytes: 7_937_661,
    sha256: "c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a",
  },
  decoder: {
    path: "@usefulsensors/moonshine-js/dist/model/tiny/quantized/decoder_model_merged.onnx",
    bytes: 20_243_286,
    sha256: "eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367",
  },
  /** Program that holds the vocabulary as text; `encodedVocabulary` finds it. */
  vocabulary: {
    path: "llama-tokenizer-js/llama-tokenizer.js",
    bytes: 676_487,
    sha256: "34a7b9f7579d40486444590c37cba6564ef40c3dd98ecdfc2f7c886ae72c898d",
  },
} as const satisfies Readonly<Record<string, ModelFile>>;

/** @returns the encoded table of pieces in the source of llama-tokenizer-js, as Base64 of lines; `null` if it has none */
export const encodedVocabulary = (source: string): string | null =>
  /\bllama_vocab_base64 = "([A-Za-z0-9+/=]+)"/.exec(source)?.[1] ?? null;

/** Folder of the extension's package with the files of the engine and of its runtime. */
export const ENGINE_FOLDER = "engine";

/** Files in the package, and the SHA-256 of each, which is checked again when it is loaded. The vocabulary is its lines alone. */
export const PACKAGED_FILES = {
  voice: { file: "voice.onnx", sha256: MODEL_FILES.voice.sha256 },
  encoder: { file: "encoder.onnx", sha256: MODEL_FILES.encoder.sha256 },
  decoder: { file: "decoder.onnx", sha256: MODEL_FILES.decoder.sha256 },
  vocabulary: {
    file: "vocabulary.txt",
    sha256: "0f97b4337921e6e7e9b4620fc73338ee570aecd3c16038bc23870a887e995045",
  },
} as const satisfies Readonly<Record<keyof typeof MODEL_FILES, object>>;

/** Files of onnxruntime-web in the package. They keep their names, by which one loads the other. */
export const RUNTIME_FILES: readonly ModelFile[] = [
  {
    path: "onnxruntime-web/dist/ort-wasm-simd-threaded.mjs",
    bytes: 24_381,
    sha256: "e13f7f94fc51b4ca72b12faeb1ee95f4ace6dfbc8939bc718aabdc0a27c4299b",
  },
  {
    path: "onnxruntime-web/dist/ort-wasm-simd-threaded.wasm",
    bytes: 14_239_897,
    sha256: "3398c10d07d229bd91b364548e130e0e51a8e5704b88c7c083ebbeb78842dee2",
  },
];
