/** Temporary tokens: minted over HTTP, redeemed when a socket opens (docs/protocol.md#temporary-token). */

import type { Clock } from "../clock.ts";
import type { RandomBytes } from "../random.ts";

export const MAX_SESSION_SECONDS = 10_800;

/** Makes a token of about 2.6 kB, as long as the real ones. */
const TOKEN_BYTES = 1950;

/** Time after their window in which tokens are "expired"; later they are unknown. */
const REMEMBER_MS = 3_600_000;

export type Redemption =
  | { readonly type: "valid"; readonly maxSessionSeconds: number }
  | { readonly type: "expired" }
  /** Never minted here, or used up. */
  | { readonly type: "invalid" };

export interface TokenStore {
  /** @param expiresInSeconds Time in which the token must be redeemed; an open session outlives it. */
  mint(expiresInSeconds: number, maxSessionSeconds: number): string;
  redeem(token: string): Redemption;
}

export function createTokenStore(
  singleUse: boolean,
  clock: Clock,
  random: RandomBytes,
): TokenStore {
  const tokens = new Map<
    string,
    { readonly expiresAt: number; readonly maxSessionSeconds: number }
  >();

  return {
    mint(expiresInSeconds, maxSessionSeconds) {
      const now = clock.now();
      for (const [token, { expiresAt }] of tokens) {
        if (expiresAt + REMEMBER_MS < now) tokens.delete(token);
      }
      const token = `AQI${Buffer.from(random(TOKEN_BYTES)).toString("base64url")}`;
      tokens.set(token, { expiresAt: now + expiresInSeconds * 1000, maxSessionSeconds });
      return token;
    },
    redeem(token) {
      const grant = tokens.get(token);
      if (grant === undefined) return { type: "invalid" };
      if (clock.now() > grant.expiresAt) return { type: "expired" };
      if (singleUse) tokens.delete(token);
      return { type: "valid", maxSessionSeconds: grant.maxSessionSeconds };
    },
  };
}
