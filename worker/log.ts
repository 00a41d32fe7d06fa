/** What the operator's logs may hold: routes, reasons, names of access codes and places in the code. Never content, never a secret. */

import { answerTo } from "./answer-to.ts";
import type { Outcome } from "./refusal.ts";

/** One line for every answer that somebody may want to act on: refusals. What was granted stands in the ledger. */
export function noteAnswer(route: string, outcome: Outcome<Response>): void {
  if (outcome.ok) return;
  const { refusal } = outcome;
  const { status } = answerTo(refusal);
  const line = JSON.stringify({
    route,
    status,
    reason: refusal.reason,
    name: "name" in refusal ? refusal.name : undefined,
    service: "service" in refusal ? refusal.service : undefined,
    upstreamStatus: "status" in refusal ? refusal.status : undefined,
  });
  if (status >= 500) console.warn(line);
  else console.info(line);
}

/** A bug. Its message may quote whatever it tripped over, so only its kind and its places are kept. */
export function logUnexpected(route: string, error: unknown): void {
  const kind = error instanceof Error ? error.name : typeof error;
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const places = stack.split("\n").filter((line) => /^\s+at /.test(line));
  console.error(JSON.stringify({ route, reason: "unexpected", kind, places }));
}
