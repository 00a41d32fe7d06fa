/** Error shapes of the gateway, and errors that a test declares for models (docs/protocol.md#llm-gateway). */

import type { Behaviour } from "../behaviour.ts";
import { json, type Answer } from "../http-answers.ts";

export interface GatewayError {
  readonly status: number;
  readonly message: string;
  readonly errors?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

export function errorAnswer(
  { status, message, errors, headers }: GatewayError,
  envelope: Behaviour["gateway"]["errorEnvelope"],
  requestId: string,
): Answer {
  const metadata = errors === undefined ? {} : { errors };
  switch (envelope) {
    case "flat":
      return json(status, { code: status, message, metadata, request_id: requestId }, headers);
    case "nested":
      return json(status, { error: { code: status, message, metadata } }, headers);
    case "string":
      return json(status, { error: message, status: "error", request_id: requestId }, headers);
  }
}

/** Errors before authentication have the string form only. */
export const unauthenticated = (requestId: string): Answer =>
  errorAnswer(
    { status: 401, message: "Authentication error, API token missing/invalid" },
    "string",
    requestId,
  );

export const invalidBody = (errors: readonly string[]): GatewayError => ({
  status: 400,
  message: "invalid request body",
  errors,
});

const MESSAGES: Readonly<Record<number, string>> = {
  400: "invalid request body",
  404: "model not found",
  429: "Rate limit exceeded",
  500: "internal server error",
  502: "bad gateway",
  503: "service unavailable",
};

const RETRY_AFTER_SECONDS = 1;

/** @returns a function that gives the error of a model, or `null`. Each call counts towards `times`. */
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
