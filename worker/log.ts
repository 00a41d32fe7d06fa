/** Lines in the operator's logs: routes, reasons, names of access codes, places in the code. Never content or a secret. */

import { replyTo } from "./refusal-reply.ts";
import type { Refusal } from "./refusal.ts";

/** Refusals alone are logged; the usage store has what was granted. */
export function logRefusal(route: string, refusal: Refusal): void {
  const { status } = replyTo(refusal);
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

/** Logs a bug by kind and stack frames. Its message may quote content, so the message is dropped. */
export function logUnexpected(route: string, error: unknown): void {
  const kind = error instanceof Error ? error.name : typeof error;
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const places = stack.split("\n").filter((line) => /^\s+at /.test(line));
  console.error(JSON.stringify({ route, reason: "unexpected", kind, places }));
}
