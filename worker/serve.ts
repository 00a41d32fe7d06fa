/**
 * Steps of every request: origin → route → method → configuration → access code → rate limits → route. A route behind the
 * access code has the usage store check it first. Each step can refuse. Every outcome is a `Response` that the extension can read; a thrown bug becomes a 500 without its message.
 */

import { ok } from "../core/problem.ts";
import { admit } from "./access/gate.ts";
import {
  corsHeaders,
  extensionIdOf,
  isAllowedOrigin,
  preflightHeaders,
  type OriginPolicy,
} from "./access/origins.ts";
import { checked } from "./budget/budget.ts";
import { environmentOf, type Environment } from "./environment.ts";
import { isThisMachine, withHeaders } from "./http.ts";
import { logRefusal, logUnexpected } from "./log.ts";
import type { Platform } from "./platform.ts";
import type { UncheckedRequest } from "./request-context.ts";
import { refusalResponse } from "./refusal-reply.ts";
import { refuse, type Outcome, type Scheme } from "./refusal.ts";
import { chat } from "./routes/chat.ts";
import { codes, endedCode, newCode } from "./routes/codes.ts";
import { config } from "./routes/config.ts";
import { deepHealth, health } from "./routes/health.ts";
import { joinPage } from "./routes/join.ts";
import { sessions, token } from "./routes/token.ts";
import { usage, usageForm, usagePage } from "./routes/usage.ts";

type Route =
  | {
      readonly access: "open";
      handle(environment: Environment): Promise<Response> | Response;
    }
  | {
      readonly access: Scheme;
      /** Asks the usage store whether the access code is valid, before anything else. */
      handle(unchecked: UncheckedRequest): Promise<Outcome<Response>>;
    };

/** By method. */
type Routes = Readonly<Record<string, Route>>;

const ROUTES: ReadonlyMap<string, Routes> = new Map<string, Routes>([
  ["/health", { GET: { access: "open", handle: health } }],
  ["/health?deep=1", { GET: { access: "Bearer", handle: checked(deepHealth) } }],
  ["/join", { GET: { access: "open", handle: joinPage } }],
  [
    "/usage",
    {
      GET: { access: "Basic", handle: usagePage },
      POST: { access: "Basic", handle: checked(usageForm) },
    },
  ],
  [
    "/v1/codes",
    {
      GET: { access: "Bearer", handle: checked(codes) },
      POST: { access: "Bearer", handle: checked(newCode) },
    },
  ],
  ["/v1/codes/end", { POST: { access: "Bearer", handle: checked(endedCode) } }],
  ["/v1/config", { GET: { access: "Bearer", handle: checked(config) } }],
  ["/v1/usage", { GET: { access: "Bearer", handle: usage } }],
  ["/v1/sessions", { POST: { access: "Bearer", handle: sessions } }],
  ["/v1/token", { POST: { access: "Bearer", handle: token } }],
  ["/v1/chat", { POST: { access: "Bearer", handle: checked(chat) } }],
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
  const routes = ROUTES.get(path);
  // An unknown path may hold anything, even an access code, so it is never logged.
  const loggedRoute = routes ? path : "elsewhere";
  try {
    const outcome = await handle(request, url, routes, environment, platform);
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
  { hostname, origin: ownOrigin }: URL,
  routes: Routes | undefined,
  environment: Environment,
  platform: Platform,
): Promise<Outcome<Response>> {
  const { origins, setup } = environment;
  const origin = request.headers.get("Origin");
  const isPreflight = request.method === "OPTIONS";
  // A form of a page comes with the Worker's own origin.
  const isOwnForm = origin === ownOrigin && routes?.POST?.access === "Basic";
  const isExempt = (origin: string): boolean =>
    isOwnForm || (isPreflight && extensionIdOf(origin) !== undefined);
  if (isForeign(origins, origin) && !isExempt(origin)) {
    return refuse({ reason: "origin-foreign", origin });
  }

  if (!routes) return refuse({ reason: "path-unknown" });
  const methods = Object.keys(routes).join(", ");
  if (isPreflight) {
    return ok(new Response(null, { status: 204, headers: preflightHeaders(methods) }));
  }
  const route = Object.hasOwn(routes, request.method) ? routes[request.method] : undefined;
  if (!route) return refuse({ reason: "method-wrong", allow: methods });
  if (route.access === "open") return ok(await route.handle(environment));

  if (!setup.ok) return refuse({ reason: "setup-incomplete", problems: setup.problems });
  if (origins.kind === "any" && !isThisMachine(hostname)) {
    return refuse({ reason: "setup-incomplete", problems: [WILDCARD] });
  }
  const { deployment } = setup;
  const unchecked = await admit(request, route.access, { deployment, platform });
  return unchecked.ok ? route.handle(unchecked.value) : unchecked;
}

const WILDCARD = "ALLOWED_ORIGINS is *, which is for work on one machine only.";

/** A request without an `Origin` header comes from no web page; its access code alone decides. */
function isForeign(policy: OriginPolicy, origin: string | null): origin is string {
  return origin !== null && !isAllowedOrigin(policy, origin);
}
