/** `GET /v3/token` (docs/protocol.md#temporary-token). */

import type { Behaviour } from "../behaviour.ts";
import { json, type Answer, type KeyCheck } from "../http-answers.ts";
import { MAX_SESSION_SECONDS, type TokenStore } from "./tokens.ts";

interface Range {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** Default value; a parameter without one is required. */
  readonly fallback?: number;
}

const EXPIRES_IN: Range = { name: "expires_in_seconds", low: 1, high: 600 };
const MAX_SESSION: Range = {
  name: "max_session_duration_seconds",
  low: 60,
  high: MAX_SESSION_SECONDS,
  fallback: MAX_SESSION_SECONDS,
};

/** One entry of FastAPI's `detail[]`. */
interface Complaint {
  readonly type: string;
  readonly loc: readonly string[];
  readonly msg: string;
  readonly input: string | null;
  readonly ctx?: Readonly<Record<string, number>>;
}

export function answerToken(
  query: URLSearchParams,
  key: KeyCheck,
  tokens: TokenStore,
  errorForm: Behaviour["token"]["errorForm"],
): Answer {
  const keyComplaint = complainAboutKey(key);
  // The body for a wrong key was never recorded; the status is the specification's.
  if (key === "wrong") return refuse(401, [keyComplaint], errorForm);

  const expiresIn = readRange(query, EXPIRES_IN);
  const maxSession = readRange(query, MAX_SESSION);
  const complaints = [keyComplaint, expiresIn, maxSession].filter(isComplaint);
  if (typeof expiresIn !== "number" || typeof maxSession !== "number" || complaints.length > 0) {
    const status = errorForm === "validation" ? 422 : key === "missing" ? 401 : 400;
    return refuse(status, complaints, errorForm);
  }
  return json(200, {
    token: tokens.mint(expiresIn, maxSession),
    expires_in_seconds: expiresIn,
  });
}

function complainAboutKey(key: KeyCheck): Complaint | null {
  const loc = ["header", "authorization"];
  switch (key) {
    case "valid":
      return null;
    case "missing":
      return { type: "missing", loc, msg: "Field required", input: null };
    case "wrong":
      return { type: "value_error", loc, msg: "Invalid API key", input: null };
  }
}

function readRange(query: URLSearchParams, range: Range): number | Complaint {
  const loc = ["query", range.name];
  const input = query.get(range.name);
  if (input === null) {
    return range.fallback ?? { type: "missing", loc, msg: "Field required", input };
  }
  if (!/^-?\d+$/.test(input)) {
    return { type: "int_parsing", loc, msg: "Input should be a valid integer", input };
  }
  const value = Number(input);
  if (value < range.low) {
    const msg = `Input should be greater than or equal to ${range.low}`;
    return { type: "greater_than_equal", loc, msg, input, ctx: { ge: range.low } };
  }
  if (value > range.high) {
    const msg = `Input should be less than or equal to ${range.high}`;
    return { type: "less_than_equal", loc, msg, input, ctx: { le: range.high } };
  }
  return value;
}

const isComplaint = (entry: number | Complaint | null): entry is Complaint =>
  entry !== null && typeof entry !== "number";

function refuse(
  status: number,
  complaints: readonly (Complaint | null)[],
  errorForm: Behaviour["token"]["errorForm"],
): Answer {
  if (errorForm === "validation") return json(status, { detail: complaints });
  const first = complaints[0];
  return json(status, {
    error: `${first?.loc.at(-1)}: ${first?.msg}`,
    code: first?.type,
    details: { count: complaints.length },
  });
}
