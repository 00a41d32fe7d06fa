/** The words in an error of AssemblyAI, whichever of its shapes it has (protocol §1 and §6). */

import * as v from "valibot";

export interface UpstreamError {
  /** All that the body says, joined. Empty: nothing this Worker can read. */
  readonly words: string;
  /**
   * It says that the key is missing or wrong, whatever its status says: the speech service answered 422 where the
   * `Authorization` header was missing (protocol §1).
   */
  readonly isAboutKey: boolean;
}

/** FastAPI, as seen from `/v3/token`: `{"detail":[{"loc":["query","expires_in_seconds"],"msg":"…"}]}`. */
const ValidationDetails = v.object({
  detail: v.array(v.object({ loc: v.array(v.union([v.string(), v.number()])), msg: v.string() })),
});
const PlainDetail = v.object({ detail: v.string() });
/** `/v3/token` as specified, and the gateway before it knows the account: `{"error":"…"}`. */
const PlainError = v.object({ error: v.string() });
const Failure = v.object({
  message: v.string(),
  metadata: v.optional(v.nullable(v.object({ errors: v.optional(v.array(v.string())) }))),
});
/** The gateway's older form: `{"error":{"code":400,"message":"…","metadata":{}}}`. */
const WrappedFailure = v.object({ error: Failure });

const ABOUT_KEY =
  /authentication error|not authenticated|unauthorized|(invalid|missing) api (key|token)|api (key|token).*(invalid|missing)/i;

export function parseUpstreamError(body: unknown): UpstreamError {
  const validation = v.safeParse(ValidationDetails, body);
  if (validation.success) {
    const { detail } = validation.output;
    return {
      words: detail.map(({ loc, msg }) => `${loc.at(-1) ?? "request"}: ${msg}`).join("; "),
      isAboutKey: detail.some(({ loc }) => isAuthorizationHeader(loc)),
    };
  }
  const words = wordsOf(body);
  return { words, isAboutKey: ABOUT_KEY.test(words) };
}

function wordsOf(body: unknown): string {
  if (v.is(PlainError, body)) return body.error;
  if (v.is(PlainDetail, body)) return body.detail;
  if (v.is(WrappedFailure, body)) return failureInWords(body.error);
  if (v.is(Failure, body)) return failureInWords(body);
  return "";
}

function failureInWords({ message, metadata }: v.InferOutput<typeof Failure>): string {
  const errors = metadata?.errors ?? [];
  return errors.length === 0 ? message : `${message}: ${errors.join("; ")}`;
}

function isAuthorizationHeader(loc: readonly (string | number)[]): boolean {
  return loc[0] === "header" && String(loc[1]).toLowerCase() === "authorization";
}
