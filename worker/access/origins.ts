/** Decides which web origins may read the Worker's replies. An allowed origin is echoed; no other origin is named. */

export type OriginPolicy =
  /** `ALLOWED_ORIGINS=*`, for local work only. */
  { readonly kind: "any" } | { readonly kind: "listed"; readonly origins: ReadonlySet<string> };

/** Chrome caches the reply to a preflight for two hours at most. */
const PREFLIGHT_SECONDS = 7200;

export function isAllowedOrigin(policy: OriginPolicy, origin: string): boolean {
  return policy.kind === "any" || policy.origins.has(origin);
}

/** For every response, refusals included: the extension must be able to read the reason. */
export function corsHeaders(policy: OriginPolicy, origin: string | null): Record<string, string> {
  if (origin === null || !isAllowedOrigin(policy, origin)) return { Vary: "Origin" };
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
