/** `POST /v1/sessions`: reports sessions that are over, without asking for a token. */

import { ok } from "../../core/problem.ts";
import { SessionsReport } from "../../core/protocol/worker-api.ts";
import { ask } from "../budget/budget.ts";
import { json } from "../http.ts";
import type { Outcome } from "../refusal.ts";
import { readBody } from "../request-body.ts";
import type { UncheckedRequest } from "../request-context.ts";
import { endedIn, MAX_REPORT_BYTES, sessionPurses } from "./token.ts";

export async function sessions(unchecked: UncheckedRequest): Promise<Outcome<Response>> {
  const report = await readBody(unchecked, SessionsReport, MAX_REPORT_BYTES);
  if (!report.ok) return report;
  const settled = await ask(unchecked, (store, key) =>
    store.settleSessions(
      key,
      endedIn(report.value),
      sessionPurses(unchecked.deployment),
      unchecked.platform.now(),
    ),
  );
  return settled.ok ? ok(json({ settled: settled.value.value })) : settled;
}
