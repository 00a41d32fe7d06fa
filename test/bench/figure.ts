/** Types shared by `bench.ts` and the benchmarks in `figures/`. */

export interface BenchOptions {
  /** Number of measurements; subjects that are compared alternate. */
  readonly runs: number;
  /** Length of one measured stretch of audio. */
  readonly seconds: number;
  /** Length of the recording whose memory is measured. */
  readonly minutes: number;
  /** Stops the benchmark early and in order. */
  readonly signal: AbortSignal;
  /** Reports progress. */
  readonly say: (line: string) => void;
}

export interface Row {
  readonly figure: string;
  readonly unit: string;
  /** One value per run. */
  readonly values: readonly number[];
  /** Ratio to something measured in the same run, which is comparable across machines. */
  readonly ratio?: { readonly value: number; readonly to: string };
  readonly goal?: Goal;
}

/** The figure's comment gives the reason. */
export type Goal = { readonly of: "median" | "ratio" } & (
  | { readonly atMost: number }
  | { readonly atLeast: number }
);

/** A benchmark; it throws if the operation to be measured did not happen. */
export type Figure = (options: BenchOptions) => Promise<readonly Row[]>;
