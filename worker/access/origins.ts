/**
 * Decides which web origins may read the Worker's replies. An allowed origin is echoed, and that of an extension so that it
 * can read why it is refused; no other origin is named.
 */

export type OriginPolicy =
  /** `ALLOWED_ORIGINS=*`, for local work only. */
  { readonly kind: "any" } | { readonly kind: "listed"; readonly origins: ReadonlySet<string> };

/** Chrome caches the reply to a preflight for two hours at most. */
const PREFLIGHT_SECONDS = 7200;

export function isAllowedOrigin(policy: OriginPolicy, origin: string): boolean {
  return policy.kind === "any" || policy.origins.has(origin);
}

/** @returns the id of an extension of Chrome or Edge, `undefined` for other origins */
export const extensionIdOf = (origin: string): string | undefined =>
  /^chrome-extension:\/\/([a-p]{32})$/.exec(origin)?.[1];

/**
 * For every response, refusals included: an extension must be able to read the reason, also one that is not admitted, for
 * which every response is a refusal.
 */
export function corsHeaders(policy: OriginPolicy, origin: string | null): Record<string, string> {
  const isReader =
    origin !== null && (isAllowedOrigin(policy, origin) || extensionIdOf(origin) !== undefined);
  if (!isReader) return { Vary: "Origin" };
  return {
    Vary: "Origin",
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Expose-Headers": "Retry-After, Earshot-Version",
  };
}

/** @param methods Comma-separated. */
export function preflightHeaders(methods: string): Record<string, string> {
  return {
    Allow: `${methods}, OPTIONS`,
    "Access-Control-Allow-Methods": methods,
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": String(PREFLIGHT_SECONDS),
  };
}
