/** Which web origins may read this Worker's answers. Exact: an allowed origin is echoed, no other is ever named. */

export type OriginPolicy =
  /** Local work only: `ALLOWED_ORIGINS=*`. */
  { readonly kind: "any" } | { readonly kind: "listed"; readonly origins: ReadonlySet<string> };

/** Chrome keeps a preflight's answer for two hours at most. */
const PREFLIGHT_SECONDS = 7200;

export function isAllowedOrigin(policy: OriginPolicy, origin: string): boolean {
  return policy.kind === "any" || policy.origins.has(origin);
}

/** For every answer, errors included: the extension has to be able to read why it was refused. */
export function corsHeaders(policy: OriginPolicy, origin: string | null): Record<string, string> {
  if (origin === null || !isAllowedOrigin(policy, origin)) return { Vary: "Origin" };
  return {
    Vary: "Origin",
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Expose-Headers": "Retry-After, Earshot-Version",
  };
}

export function preflightHeaders(method: string): Record<string, string> {
  return {
    Allow: `${method}, OPTIONS`,
    "Access-Control-Allow-Methods": method,
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": String(PREFLIGHT_SECONDS),
  };
}
