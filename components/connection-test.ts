/** How a test of the Worker's address and access code stands. */

import type { Problem } from "../core/problem.ts";
import type { WorkerConfig } from "../core/protocol/worker-api.ts";

export type ConnectionTest =
  | { readonly state: "untested" | "running" }
  | { readonly state: "passed"; readonly config: WorkerConfig }
  | { readonly state: "failed"; readonly problem: Problem };
