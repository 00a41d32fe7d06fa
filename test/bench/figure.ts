/** What a benchmark is given and what it answers: the border between `bench.ts` and `figures/`. */

export interface BenchOptions {
  /** How often each thing is measured; things that are compared take turns. */
  readonly runs: number;
  /** Length of one measured stretch of sound. */
  readonly seconds: number;
  /** Length of the recording whose memory is watched. */
  readonly minutes: number;
  /** Aborted when the person has had enough; whatever was started is stopped all the same. */
  readonly signal: AbortSignal;
  /** Takes a word about the progress. */
  readonly say: (line: string) => void;
}

export interface Row {
  readonly figure: string;
  readonly unit: string;
  /** One value a run. */
  readonly values: readonly number[];
  /** To something measured in the same run, so that it means the same on another machine. */
  readonly ratio?: { readonly value: number; readonly to: string };
  readonly goal?: Goal;
}

/** As design.md §9 or the figure's own comment has it. */
export type Goal = { readonly of: "median" | "ratio" } & (
  | { readonly atMost: number }
  | { readonly atLeast: number }
);

/** Starts what it needs and stops it again; throws where what it was to measure did not happen. */
export type Figure = (options: BenchOptions) => Promise<readonly Row[]>;
