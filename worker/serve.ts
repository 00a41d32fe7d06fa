/**
 * The way of every request: origin → route → method → configuration → access code → rate limits → the route's own work. Each
 * step can refuse; whatever comes out is a `Response` the extension can read, and a thrown bug never leaves as anything else.
 */

import type { Scheme } from "./access.ts";
import { refusalResponse } from "./answer-to.ts";
import { chat } from "./chat.ts";
import { config } from "./config.ts";
import { corsHeaders, isAllowedOrigin, preflightHeaders, type OriginPolicy } from "./cors.ts";
import type { Deployment, Environment } from "./deployment.ts";
import { environmentOf } from "./environment.ts";
import { admit } from "./gate.ts";
import { deepHealth, health } from "./health.ts";
import { isThisMachine } from "./hosts.ts";
import { withHeaders } from "./http.ts";
import { noteAnswer, logUnexpected } from "./log.ts";
import type { Outside } from "./outside.ts";
import { done, refuse, type Outcome } from "./refusal.ts";
import { token } from "./token.ts";
import { usage } from "./usage.ts";
import { usagePage } from "./usage-page.ts";

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
      readonly access: Scheme;
      handle(visit: Visit): Promise<Outcome<Response>> | Outcome<Response>;
    };

const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ["/health", { method: "GET", access: "open", handle: health }],
  ["/health?deep=1", { method: "GET", access: "Bearer", handle: deepHealth }],
  ["/usage", { method: "GET", access: "Basic", handle: usagePage }],
  ["/v1/config", { method: "GET", access: "Bearer", handle: config }],
  ["/v1/usage", { method: "GET", access: "Bearer", handle: usage }],
  ["/v1/token", { method: "POST", access: "Bearer", handle: token }],
  ["/v1/chat", { method: "POST", access: "Bearer", handle: chat }],
]);

/** @param env The bindings as the runtime hands them over; nothing about them is trusted. Never rejects. */
export async function serve(request: Request, env: unknown, outside: Outside): Promise<Response> {
  const environment = environmentOf(env);
  const response = await answer(request, environment, outside);
  return withHeaders(response, corsHeaders(environment.origins, request.headers.get("Origin")));
}

async function answer(
  request: Request,
  environment: Environment,
  outside: Outside,
): Promise<Response> {
  const url = new URL(request.url);
  const path = ROUTES.has(url.pathname + url.search) ? url.pathname + url.search : url.pathname;
  const route = ROUTES.get(path);
  try {
    const outcome = await walk(request, url, route, environment, outside);
    // Anything may stand in an unknown path, even an access code; it is not repeated.
    noteAnswer(route ? path : "elsewhere", outcome);
    return outcome.ok ? outcome.value : refusalResponse(outcome.refusal);
  } catch (error) {
    logUnexpected(route ? path : "elsewhere", error);
    return refusalResponse({ reason: "unexpected" });
  }
}

async function walk(
  request: Request,
  { hostname }: URL,
  route: Route | undefined,
  environment: Environment,
  outside: Outside,
): Promise<Outcome<Response>> {
  const { origins, setup } = environment;
  const origin = request.headers.get("Origin");
  if (isForeign(origins, origin)) return refuse({ reason: "origin-foreign", origin });

  if (!route) return refuse({ reason: "path-unknown" });
  if (request.method === "OPTIONS") {
    return done(new Response(null, { status: 204, headers: preflightHeaders(route.method) }));
  }
  if (request.method !== route.method) {
    return refuse({ reason: "method-wrong", allow: route.method });
  }
  if (route.access === "open") return done(route.handle(environment));

  if (!setup.ok) return refuse({ reason: "setup-incomplete", problems: setup.problems });
  if (origins.kind === "any" && !isThisMachine(hostname)) {
    return refuse({ reason: "setup-incomplete", problems: [WILDCARD] });
  }
  const { deployment } = setup;
  const caller = await admit(request.headers, route.access, deployment, outside.now());
  if (!caller.ok) return caller;
  return route.handle({ request, deployment, caller: caller.value, outside });
}

const WILDCARD = "ALLOWED_ORIGINS is *, which is for work on one machine only.";

/** A request without an `Origin` header comes from no web page and is judged by its access code alone. */
function isForeign(policy: OriginPolicy, origin: string | null): origin is string {
  return origin !== null && !isAllowedOrigin(policy, origin);
}
