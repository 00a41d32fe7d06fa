/** What the operator's logs may hold: routes, reasons and places in the code. Never content, never a secret. */

import { answerTo } from "./answer-to.ts";
import type { Refusal } from "./refusal.ts";

/** Only what whoever deployed the Worker can act on: failures on this side or behind it. */
export function noteRefusal(path: string, refusal: Refusal): void {
  const { status } = answerTo(refusal);
  if (status < 500) return;
  const service = "service" in refusal ? refusal.service : undefined;
  const upstreamStatus = "status" in refusal ? refusal.status : undefined;
  console.warn(JSON.stringify({ path, reason: refusal.reason, service, upstreamStatus }));
}

/** A bug. Its message may quote whatever it tripped over, so only its kind and its places are kept. */
export function noteSurprise(path: string, error: unknown): void {
  const kind = error instanceof Error ? error.name : typeof error;
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const places = stack.split("\n").filter((line) => /^\s+at /.test(line));
  console.error(JSON.stringify({ path, reason: "unexpected", kind, places }));
}
