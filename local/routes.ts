/** HTTP routes of the local service. */

import type { IncomingMessage } from "node:http";
import type { Behaviour } from "./behaviour.ts";
import { pause, type Clock } from "./clock.ts";
import { answerChat } from "./gateway/chat-endpoint.ts";
import { answerModels } from "./gateway/model-list.ts";
import { checkKey, json, readBody, type Answer } from "./http-answers.ts";
import type { RandomBytes } from "./random.ts";
import type { FaultSchedule } from "./speech/faults.ts";
import type { GatewayAccess } from "./speech/insights.ts";
import { answerToken } from "./speech/token-endpoint.ts";
import type { TokenStore } from "./speech/tokens.ts";

export interface RouteContext extends GatewayAccess {
  readonly apiKey: string;
  readonly behaviour: Behaviour;
  readonly tokens: TokenStore;
  readonly faults: FaultSchedule;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Aborted when the service closes. */
  readonly signal: AbortSignal;
}

type Route = (request: IncomingMessage, address: URL) => Answer | Promise<Answer>;

/** @returns a function that answers a request, or returns `null` for an unknown path */
export function createRoutes(
  context: RouteContext,
): (request: IncomingMessage, address: URL) => Promise<Answer | null> {
  const { apiKey, behaviour, tokens, faults, clock, signal } = context;
  let tokenRequests = 0;

  const token: Route = async (request, address) => {
    tokenRequests += 1;
    const fault = faults.takeForToken(tokenRequests);
    if (fault?.type === "refuse-token") return json(fault.status, { error: "Refused by a fault" });
    if (fault?.type === "slow-token") await pause(clock, fault.delayMs, signal);
    const key = checkKey(request.headers.authorization, apiKey);
    return answerToken(address.searchParams, key, tokens, behaviour.token.errorForm);
  };

  const chat: Route = async (request) => {
    const body = await readBody(request);
    if (body === null) return json(413, { error: "Request body too large", status: "error" });
    const key = checkKey(request.headers.authorization, apiKey);
    return answerChat(body, key, { ...context, behaviour: behaviour.gateway });
  };

  const routes: Readonly<Record<string, { readonly method: string; readonly answer: Route }>> = {
    "/health": { method: "GET", answer: () => json(200, { status: "ok" }) },
    "/v3/token": { method: "GET", answer: token },
    "/v1/models": { method: "GET", answer: answerModels },
    "/v1/chat/completions": { method: "POST", answer: chat },
  };

  return async (request, address) => {
    const route = routes[address.pathname];
    if (route === undefined) return null;
    if (request.method !== route.method) {
      return json(405, { error: "Method not allowed" }, { allow: route.method });
    }
    return route.answer(request, address);
  };
}
