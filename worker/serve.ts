/**
 * The way of every request: origin → route → method → configuration → access code → the route's own work. Each step can
 * refuse; whatever comes out is a `Response` the extension can read, and a thrown bug never leaves as anything else.
 */

import { recogniseCaller } from "./access.ts";
import { refusalResponse } from "./answer-to.ts";
import { chat } from "./chat.ts";
import { config } from "./config.ts";
import { corsHeaders, isAllowedOrigin, preflightHeaders, type OriginPolicy } from "./cors.ts";
import { parseEnvironment, type Deployment, type Environment } from "./environment.ts";
import { health } from "./health.ts";
import { withHeaders } from "./http.ts";
import { noteRefusal, noteSurprise } from "./log.ts";
import type { Outside } from "./outside.ts";
import { done, refuse, type Outcome } from "./refusal.ts";
import { token } from "./token.ts";

/** What a route behind the access code may rely on. */
export interface Visit {
  readonly request: Request;
  readonly deployment: Deployment;
  /** Name of the access code that asks. */
  readonly caller: string;
  readonly outside: Outside;
}

type Route =
  | { readonly method: string; readonly access: "open"; handle(environment: Environment): Response }
  | {
      readonly method: string;
      readonly access: "code";
      handle(visit: Visit): Promise<Outcome<Response>> | Outcome<Response>;
    };

const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ["/health", { method: "GET", access: "open", handle: health }],
  ["/v1/config", { method: "GET", access: "code", handle: config }],
  ["/v1/token", { method: "POST", access: "code", handle: token }],
  ["/v1/chat", { method: "POST", access: "code", handle: chat }],
]);

/** @param env The bindings as the runtime hands them over; nothing about them is trusted. Never rejects. */
export async function serve(request: Request, env: unknown, outside: Outside): Promise<Response> {
  const environment = parseEnvironment(env);
  const { pathname } = new URL(request.url);
  const origin = request.headers.get("Origin");
  const response = await answer(request, pathname, origin, environment, outside);
  return withHeaders(response, corsHeaders(environment.origins, origin));
}

async function answer(
  request: Request,
  pathname: string,
  origin: string | null,
  environment: Environment,
  outside: Outside,
): Promise<Response> {
  try {
    const outcome = await walk(request, pathname, origin, environment, outside);
    if (outcome.ok) return outcome.value;
    noteRefusal(pathname, outcome.refusal);
    return refusalResponse(outcome.refusal);
  } catch (error) {
    noteSurprise(pathname, error);
    return refusalResponse({ reason: "unexpected" });
  }
}

async function walk(
  request: Request,
  pathname: string,
  origin: string | null,
  environment: Environment,
  outside: Outside,
): Promise<Outcome<Response>> {
  if (isForeign(environment.origins, origin)) return refuse({ reason: "origin-foreign", origin });

  const route = ROUTES.get(pathname);
  if (!route) return refuse({ reason: "path-unknown" });
  if (request.method === "OPTIONS") {
    return done(new Response(null, { status: 204, headers: preflightHeaders(route.method) }));
  }
  if (request.method !== route.method) {
    return refuse({ reason: "method-wrong", allow: route.method });
  }
  if (route.access === "open") return done(route.handle(environment));

  const { setup } = environment;
  if (!setup.ok) return refuse({ reason: "setup-incomplete", problems: setup.problems });
  const { deployment } = setup;
  const caller = await recogniseCaller(
    request.headers.get("Authorization"),
    deployment.accessCodes,
  );
  if (!caller.ok) return caller;
  return route.handle({ request, deployment, caller: caller.value, outside });
}

/** A request without an `Origin` header comes from no web page and is judged by its access code alone. */
function isForeign(policy: OriginPolicy, origin: string | null): origin is string {
  return origin !== null && !isAllowedOrigin(policy, origin);
}
