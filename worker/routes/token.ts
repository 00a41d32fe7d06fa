/** `POST /v1/token`: a token for one speech session. */

import { ok } from "../../core/problem.ts";
import { debit, settle } from "../budget/budget.ts";
import { json } from "../http.ts";
import type { Outcome } from "../refusal.ts";
import type { RequestContext } from "../request-context.ts";

/** Debits the longest duration of the session before its token is minted. The last session of a day gets the rest. */
export async function token(context: RequestContext): Promise<Outcome<Response>> {
  const { deployment, platform, request } = context;
  const { service, baseUrl, defaultModel, sessionMaxSeconds, tokenWindowSeconds } =
    deployment.speech;
  const reservation = await debit(context, "session_seconds", {
    want: sessionMaxSeconds,
    least: service.sessionSeconds.min,
  });
  if (!reservation.ok) return reservation;
  const grant = await service.mintToken(
    { baseUrl, apiKey: deployment.apiKey },
    { sessionSeconds: reservation.value.amount, windowSeconds: tokenWindowSeconds },
    { platform, signal: request.signal },
  );
  if (grant.ok) {
    const { value } = grant;
    return ok(json(defaultModel === null ? value : { ...value, speech_model: defaultModel }));
  }
  settle(context, reservation.value, 0);
  return grant;
}
