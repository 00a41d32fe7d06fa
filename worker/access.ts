/** Who asks: an access code, compared so that neither its bytes nor its place in the list shows in the time it takes. */

import { done, refuse, type Outcome } from "./refusal.ts";

export interface AccessCode {
  readonly name: string;
  readonly code:
    | { readonly form: "plain"; readonly text: string }
    /** SHA-256 in hexadecimal, so that a glance at the list does not give the code away. */
    | { readonly form: "sha256"; readonly hex: string };
}

/** Programs send a code as `Bearer`; a browser that asks a person for it sends it as the password of `Basic`. */
export type Scheme = "Bearer" | "Basic";

/**
 * @param header `Authorization`, as it came.
 * @returns the name of the access code, or `code-missing`, or `code-unknown`.
 */
export async function recogniseCaller(
  header: string | null,
  scheme: Scheme,
  codes: readonly AccessCode[],
): Promise<Outcome<string>> {
  const given = scheme === "Bearer" ? bearerOf(header) : passwordOf(header);
  if (given === undefined) return refuse({ reason: "code-missing", scheme });
  const givenDigest = await sha256(given);
  let name: string | undefined;
  for (const known of await digestsOf(codes)) {
    if (crypto.subtle.timingSafeEqual(givenDigest, known.digest)) name = known.name;
  }
  return name === undefined ? refuse({ reason: "code-unknown", scheme }) : done(name);
}

const bearerOf = (header: string | null): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1];

/** The user name may be anything. */
function passwordOf(header: string | null): string | undefined {
  const encoded = /^Basic +([\w+/]+={0,2}) *$/i.exec(header ?? "")?.[1];
  if (encoded === undefined || encoded.replace(/=+$/, "").length % 4 === 1) return undefined;
  return /^[^:]*:(\S+)$/.exec(atob(encoded))?.[1];
}

interface Known {
  readonly name: string;
  /** Digests have one length, so comparing them does not tell how long a code is. */
  readonly digest: ArrayBuffer | Uint8Array;
}

/** Each list is digested once, however many codes it has and however often they are asked for. */
const digested = new WeakMap<readonly AccessCode[], Promise<Known[]>>();

function digestsOf(codes: readonly AccessCode[]): Promise<Known[]> {
  const known = digested.get(codes) ?? Promise.all(codes.map(digestOf));
  digested.set(codes, known);
  return known;
}

const digestOf = async ({ name, code }: AccessCode): Promise<Known> => ({
  name,
  digest: code.form === "plain" ? await sha256(code.text) : bytesOf(code.hex),
});

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));

function sha256(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
}
