/** The gateway's three shapes of an error, protocol §6. */

import type { Behaviour } from "../behaviour.ts";
import { json, type Answer } from "../http.ts";

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

/** Before authentication there is only the string form. */
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
