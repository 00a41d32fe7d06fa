/** A note that there is not: it is being made, or could not be. */

import type { Problem } from "../../core/problem.ts";
import type { NoteJob } from "../../core/protocol/live.ts";

export interface ShownJob extends NoteJob {
  /** Why it could not be made; it can be wished again. Null while it is being made. */
  readonly problem: Problem | null;
  /** Unix time in ms; null while it is being made. */
  readonly failedAt: number | null;
}
