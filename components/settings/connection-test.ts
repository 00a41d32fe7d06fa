/** How a test of the Worker's address and access code stands. */

import type { Problem, Result } from "../../core/problem.ts";
import type { Prices, Usage, WorkerConfig } from "../../core/protocol/worker-api.ts";

export type ConnectionTest =
  | { readonly state: "untested" | "running" }
  | {
      readonly state: "passed";
      readonly config: WorkerConfig;
      /** What is left today, or why that is not known. */
      readonly usage: Result<Usage>;
    }
  | { readonly state: "failed"; readonly problem: Problem };

/** Null where they are not known. */
export const pricesIn = (test: ConnectionTest): Prices | null =>
  (test.state === "passed" && test.config.prices) || null;
