/**
 * Border between the engine and the library that runs its neural networks: tensors in, tensors out. `openRuntime` implements it with
 * onnxruntime-web, which the extension and Node each load in their own way.
 */

export interface Tensor {
  readonly type: string;
  readonly data: ArrayLike<unknown>;
  readonly dims: readonly number[];
}

export type Tensors = Readonly<Record<string, Tensor>>;

/** The networks: voice activity (Silero), and the two halves of the speech model (Moonshine). */
export type NetworkName = (typeof NETWORK_NAMES)[number];
const NETWORK_NAMES = ["voice", "encoder", "decoder"] as const;

export interface OnnxRuntime {
  /** Runs one network. Calls must not overlap. */
  run(network: NetworkName, feeds: Tensors): Promise<Tensors>;
  /** Frees all memory of the networks. */
  release(): Promise<void>;
}

export const floats = (data: Float32Array, dims: readonly number[]): Tensor => ({
  type: "float32",
  data,
  dims,
});

export const integers = (values: readonly number[], dims: readonly number[]): Tensor => ({
  type: "int64",
  data: BigInt64Array.from(values, BigInt),
  dims,
});

export const truth = (value: boolean): Tensor => ({
  type: "bool",
  data: Uint8Array.of(value ? 1 : 0),
  dims: [1],
});

/** @throws {Error} if the network did not output it as 32-bit floats, which means that the model file is another one */
export function floatsOf(outputs: Tensors, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new Error(`The network has no output "${name}" of floats.`);
}

interface Session {
  run(feeds: Tensors): Promise<Tensors>;
  release(): Promise<void>;
}

/** The part of the module `onnxruntime-web` that the engine needs. */
export interface OnnxRuntimeWeb {
  readonly Tensor: new (
    type: string,
    data: Tensor["data"],
    dims: readonly number[],
  ) => Tensor & { dispose(): void };
  readonly InferenceSession: {
    create(model: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<Session>;
  };
}

/**
 * Loads the networks. The number of threads is set before, in `ort.env`.
 *
 * @param files contents of the model files (`model-files.ts`)
 */
export async function openRuntime(
  ort: OnnxRuntimeWeb,
  files: Readonly<Record<NetworkName, Uint8Array>>,
): Promise<OnnxRuntime> {
  const sessions = new Map<NetworkName, Session>();
  for (const name of NETWORK_NAMES)
    sessions.set(name, await ort.InferenceSession.create(files[name], { logSeverityLevel: 3 }));

  const native = (tensor: Tensor): Tensor =>
    tensor instanceof ort.Tensor ? tensor : new ort.Tensor(tensor.type, tensor.data, tensor.dims);

  return {
    async run(network, feeds) {
      const session = sessions.get(network);
      if (!session) throw new Error(`The network "${network}" is released.`);
      return session.run(
        Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, native(tensor)])),
      );
    },
    async release() {
      const open = [...sessions.values()];
      sessions.clear();
      for (const session of open) await session.release();
    },
  };
}
