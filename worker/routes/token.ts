/** `POST /v1/token`: a token for one speech session. `POST /v1/sessions`: reports sessions that are over, without asking for a token. */

import { ok } from "../../core/problem.ts";
import { TokenRequest, SessionsReport } from "../../core/protocol/worker-api.ts";
import { ask, askForSession, correct, pursesOf } from "../budget/budget.ts";
import { speechPricePerSecond } from "../budget/prices.ts";
import type { EndedSession } from "../budget/session-grants.ts";
import type { Purse } from "../budget/spending.ts";
import type { Deployment } from "../environment.ts";
import { json } from "../http.ts";
import type { Outcome } from "../refusal.ts";
import { readBody } from "../request-body.ts";
import type { UncheckedRequest } from "../request-context.ts";

/** Of a report of sessions. It is read before the access code is checked, so that one call to the usage store does both. */
export const MAX_REPORT_BYTES = 20_000;

/** Earlier versions of the extension name no duration and report no end. */
const UNREPORTED_SECONDS = 1_800;

/**
 * Settles the sessions that the request reports, and debits the longest duration of the new one before its token is minted. The last
 * session of a day gets the rest.
 */
export async function token(unchecked: UncheckedRequest): Promise<Outcome<Response>> {
  const { deployment, platform, request } = unchecked;
  const { service, baseUrl, defaultModel, sessionMaxSeconds, tokenWindowSeconds } =
    deployment.speech;
  const asked = await readRequest(unchecked);
  if (!asked.ok) return asked;
  const { max_session_duration_seconds: want = UNREPORTED_SECONDS } = asked.value;
  const { min } = service.sessionSeconds;
  const purses = sessionPurses(deployment);
  const granted = await askForSession(unchecked, {
    want: Math.min(Math.max(want, min), sessionMaxSeconds),
    least: min,
    purses,
    now: platform.now(),
    ended: endedIn(asked.value),
    id: asked.value.grant,
  });
  if (!granted.ok) return granted;
  const { context, value: session } = granted.value;
  const minted = await service.mintToken(
    { baseUrl, apiKey: deployment.apiKey },
    { sessionSeconds: session.seconds, windowSeconds: tokenWindowSeconds },
    { platform, signal: request.signal },
  );
  if (!minted.ok) {
    correct(context, (store) => store.revokeSession(context.key, session.id, purses));
    return minted;
  }
  const model = defaultModel === null ? {} : { speech_model: defaultModel };
  return ok(json({ ...minted.value, ...model, grant: session.id }));
}

const readRequest = async (unchecked: UncheckedRequest): Promise<Outcome<TokenRequest>> =>
  hasNoBody(unchecked.request) ? ok({}) : readBody(unchecked, TokenRequest, MAX_REPORT_BYTES);

const hasNoBody = ({ body, headers }: Request): boolean =>
  body === null || headers.get("Content-Length") === "0";

export const endedIn = ({ ended = [] }: Pick<TokenRequest, "ended">): EndedSession[] =>
  ended.map(({ grant, used_seconds }) => ({ grant, usedSeconds: used_seconds }));

export const sessionPurses = (deployment: Deployment): Purse[] =>
  pursesOf(deployment, { session_seconds: 1, money: speechPricePerSecond(deployment) });

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
