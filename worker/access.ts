/** Who asks: an access code, compared so that neither its bytes nor its place in the list shows in the time it takes. */

import { done, refuse, type Outcome } from "./refusal.ts";

export interface AccessCode {
  readonly name: string;
  readonly code: string;
}

/**
 * @param header `Authorization`, as it came.
 * @returns the name of the access code, or `code-missing`, or `code-unknown`.
 */
export async function recogniseCaller(
  header: string | null,
  codes: readonly AccessCode[],
): Promise<Outcome<string>> {
  const given = /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1];
  if (given === undefined) return refuse({ reason: "code-missing" });
  const givenDigest = await sha256(given);
  let name: string | undefined;
  for (const { name: candidate, code } of codes) {
    if (crypto.subtle.timingSafeEqual(givenDigest, await sha256(code))) name = candidate;
  }
  return name === undefined ? refuse({ reason: "code-unknown" }) : done(name);
}

/** Digests have one length, so comparing them does not tell how long a code is. */
function sha256(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
}
