/** Models that are declared to fail, and models the account may not use (protocol §6). */

import type { Behaviour } from "../behaviour.ts";
import type { GatewayError } from "./errors.ts";

const MESSAGES: Readonly<Record<number, string>> = {
  400: "invalid request body",
  404: "model not found",
  429: "Rate limit exceeded",
  500: "internal server error",
  502: "bad gateway",
  503: "service unavailable",
};

const RETRY_AFTER_SECONDS = 1;

/** Each question about a model counts towards the `times` it is to fail. */
export function createModelFailures({
  accessibleModels,
  failingModels,
}: Behaviour["gateway"]): (model: string) => GatewayError | null {
  const failures = new Map(Object.entries(failingModels));
  const asked = new Map<string, number>();
  return (model) => {
    if (accessibleModels !== "all" && !accessibleModels.includes(model)) {
      return {
        status: 400,
        message: "Your account does not have access to this LLM Gateway model",
      };
    }
    const failing = failures.get(model);
    const count = (asked.get(model) ?? 0) + 1;
    asked.set(model, count);
    if (failing === undefined || count > (failing.times ?? Infinity)) return null;
    return {
      status: failing.status,
      message: MESSAGES[failing.status] ?? "error",
      ...(failing.status === 400 ? { errors: [`model ${model} is not supported`] } : {}),
      ...(failing.status === 429
        ? { headers: { "retry-after": String(RETRY_AFTER_SECONDS) } }
        : {}),
    };
  };
}
