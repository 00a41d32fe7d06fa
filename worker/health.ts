/** `GET /health`: for monitors and for whoever deploys. */

import { version } from "../package.json";
import type { Health } from "../core/protocol/worker-api.ts";
import { entriesOfToday } from "./budget.ts";
import { answerTo } from "./answer-to.ts";
import type { Environment } from "./deployment.ts";
import { json } from "./http.ts";
import { done, refuse, type Outcome } from "./refusal.ts";
import type { Visit } from "./serve.ts";
import { mint } from "./token.ts";
import { ask } from "./upstream.ts";

const TIMEOUT_MS = 4_000;

/**
 * Without an access code, therefore without a secret or the name of a model. Always 200: the Worker itself runs.
 * `configured: false` comes with the sentences that say what is missing.
 */
export function health({ setup }: Environment): Response {
  const problems = setup.ok ? [] : [...setup.problems];
  const answer: Health = { ok: true, version, configured: setup.ok, problems };
  return json(answer);
}

/**
 * `GET /health?deep=1`: whether that which is configured works. Mints the shortest token there is, which nobody gets; asks
 * the LLM Gateway for its models, which costs nothing and therefore does not tell whether the key may use them; and reads
 * the ledger. `working: false` comes with a sentence for each that fails.
 */
export async function deepHealth(visit: Visit): Promise<Outcome<Response>> {
  const { deployment, outside, caller } = visit;
  const outcomes = await Promise.all([
    mint(deployment, outside, { sessionSeconds: 60, windowSeconds: 1 }),
    listModels(visit),
    entriesOfToday(visit, caller),
  ]);
  const problems = outcomes.flatMap((outcome) =>
    outcome.ok ? [] : [answerTo(outcome.refusal).message],
  );
  const answer: Health = {
    ok: true,
    version,
    configured: true,
    working: problems.length === 0,
    problems,
  };
  return done(json(answer));
}

async function listModels({ deployment, outside }: Visit): Promise<Outcome<void>> {
  const service = "language";
  const reply = await ask(outside, {
    service,
    url: `${deployment.chat.baseUrl}/v1/models`,
    init: { method: "GET", headers: {} },
    timeoutMs: TIMEOUT_MS,
    retries: 0,
  });
  if (!reply.ok) return reply;
  const { status, body } = reply.value;
  if (status >= 500) return refuse({ reason: "upstream-broken", service, status });
  if (status !== 200 || body === undefined)
    return refuse({ reason: "upstream-unreadable", service });
  return done(undefined);
}
