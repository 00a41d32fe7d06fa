/** An import or an export of meetings, as it is shown. */

import type { Problem } from "../../core/problem.ts";

/** One that is under way. */
export interface Transfer {
  /** What it is, in words. */
  readonly label: string;
  /** 0–1; at 0 nobody can tell. */
  readonly share: number;
}

/** How one went: in one sentence, and why which meetings were refused. */
export interface TransferResult {
  readonly sentence: string;
  readonly refused: readonly { readonly name: string; readonly problem: Problem }[];
}
