/** `GET /health`, for monitors and for the team's admin. */

import { version } from "../../package.json";
import { ok } from "../../core/problem.ts";
import type { Health } from "../../core/protocol/worker-api.ts";
import type { Deployment, Environment } from "../environment.ts";
import { json } from "../http.ts";
import { replyTo } from "../refusal-reply.ts";
import type { Outcome } from "../refusal.ts";
import type { RequestContext } from "../request-context.ts";

/**
 * Needs no access code, so it reveals no secret and no model name. Always 200: the Worker runs. With `configured: false`,
 * `problems` names what is missing.
 */
export function health({ setup }: Environment): Response {
  const problems = setup.ok ? [] : [...setup.problems];
  const body: Health = { ok: true, version, configured: setup.ok, problems };
  return json(body);
}

/**
 * `GET /health?deep=1`: checks that everything behind the Worker works. Mints the shortest token there is and discards
 * it, and checks the language service; at most once a minute, because a token costs the account a request. With `working: false`, `problems` has a sentence for each
 * failure.
 */
export async function deepHealth(context: RequestContext): Promise<Outcome<Response>> {
  const { deployment, platform } = context;
  const now = platform.now();
  const before = checks.get(deployment);
  if (before && now < before.untilMs) return ok(json(before.body));
  const { apiKey, speech, chat } = deployment;
  const outcomes = await Promise.all([
    speech.service.mintToken(
      { baseUrl: speech.baseUrl, apiKey },
      {
        sessionSeconds: speech.service.sessionSeconds.min,
        windowSeconds: speech.service.windowSeconds.min,
      },
      { platform },
    ),
    chat.service.models({ baseUrl: chat.baseUrl, apiKey }, { platform }),
  ]);
  const problems = outcomes.flatMap((outcome) =>
    outcome.ok ? [] : [replyTo(outcome.problem).message],
  );
  const body: Health = {
    ok: true,
    version,
    configured: true,
    working: problems.length === 0,
    problems,
  };
  checks.set(deployment, { body, untilMs: now + CHECKED_MS });
  return ok(json(body));
}

const CHECKED_MS = 60_000;

/** The last check, as long as this isolate runs. */
const checks = new WeakMap<Deployment, { readonly body: Health; readonly untilMs: number }>();
