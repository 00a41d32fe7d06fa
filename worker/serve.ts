/**
 * Steps of every request: origin → route → method → configuration → access code → rate limits → route. Each step can
 * refuse. Every outcome is a `Response` that the extension can read; a thrown bug becomes a 500 without its message.
 */

import { ok } from "../core/problem.ts";
import { admit } from "./access/gate.ts";
import {
  corsHeaders,
  isAllowedOrigin,
  preflightHeaders,
  type OriginPolicy,
} from "./access/origins.ts";
import { environmentOf, type Environment } from "./environment.ts";
import { isThisMachine, withHeaders } from "./http.ts";
import { logRefusal, logUnexpected } from "./log.ts";
import type { Platform } from "./platform.ts";
import { refusalResponse } from "./refusal-reply.ts";
import { refuse, type Outcome, type Scheme } from "./refusal.ts";
import type { RequestContext } from "./request-context.ts";
import { chat } from "./routes/chat.ts";
import { config } from "./routes/config.ts";
import { deepHealth, health } from "./routes/health.ts";
import { token } from "./routes/token.ts";
import { usage, usagePage } from "./routes/usage.ts";

type Route =
  | { readonly method: string; readonly access: "open"; handle(environment: Environment): Response }
  | {
      readonly method: string;
      readonly access: Scheme;
      handle(context: RequestContext): Promise<Outcome<Response>> | Outcome<Response>;
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

/**
 * Never rejects.
 *
 * @param env The bindings as the runtime passes them. They are parsed, not trusted.
 */
export async function serve(request: Request, env: unknown, platform: Platform): Promise<Response> {
  const environment = environmentOf(env);
  const response = await respond(request, environment, platform);
  return withHeaders(response, corsHeaders(environment.origins, request.headers.get("Origin")));
}

async function respond(
  request: Request,
  environment: Environment,
  platform: Platform,
): Promise<Response> {
  const url = new URL(request.url);
  const path = ROUTES.has(url.pathname + url.search) ? url.pathname + url.search : url.pathname;
  const route = ROUTES.get(path);
  // An unknown path may hold anything, even an access code, so it is never logged.
  const loggedRoute = route ? path : "elsewhere";
  try {
    const outcome = await handle(request, url, route, environment, platform);
    if (outcome.ok) return outcome.value;
    logRefusal(loggedRoute, outcome.problem);
    return refusalResponse(outcome.problem);
  } catch (error) {
    logUnexpected(loggedRoute, error);
    return refusalResponse({ reason: "unexpected" });
  }
}

async function handle(
  request: Request,
  { hostname }: URL,
  route: Route | undefined,
  environment: Environment,
  platform: Platform,
): Promise<Outcome<Response>> {
  const { origins, setup } = environment;
  const origin = request.headers.get("Origin");
  if (isForeign(origins, origin)) return refuse({ reason: "origin-foreign", origin });

  if (!route) return refuse({ reason: "path-unknown" });
  if (request.method === "OPTIONS") {
    return ok(new Response(null, { status: 204, headers: preflightHeaders(route.method) }));
  }
  if (request.method !== route.method) {
    return refuse({ reason: "method-wrong", allow: route.method });
  }
  if (route.access === "open") return ok(route.handle(environment));

  if (!setup.ok) return refuse({ reason: "setup-incomplete", problems: setup.problems });
  if (origins.kind === "any" && !isThisMachine(hostname)) {
    return refuse({ reason: "setup-incomplete", problems: [WILDCARD] });
  }
  const { deployment } = setup;
  const caller = await admit(request.headers, route.access, deployment, platform.now());
  if (!caller.ok) return caller;
  return route.handle({ request, deployment, caller: caller.value, platform });
}

const WILDCARD = "ALLOWED_ORIGINS is *, which is for work on one machine only.";

/** A request without an `Origin` header comes from no web page; its access code alone decides. */
function isForeign(policy: OriginPolicy, origin: string | null): origin is string {
  return origin !== null && !isAllowedOrigin(policy, origin);
}
