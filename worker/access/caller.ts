/** Reads the access code of a request. Constant-time comparison over all codes of the secret. */

import { ok } from "../../core/problem.ts";
import type { CodeKey } from "../budget/code-rows.ts";
import { refuse, type Outcome, type Scheme } from "../refusal.ts";

export interface AccessCode {
  readonly name: string;
  readonly code:
    | { readonly form: "plain"; readonly text: string }
    /** SHA-256 in hexadecimal, so that the list does not reveal the code. */
    | { readonly form: "sha256"; readonly hex: string };
}

/**
 * @param header `Authorization`, unparsed.
 * @returns the code as the usage store knows it, or `code-missing`, or `code-unknown` for what can't be a code: a stranger's guess
 *   then costs no call to a usage store
 */
export async function readCode(
  header: string | null,
  scheme: Scheme,
  codes: readonly AccessCode[],
): Promise<Outcome<CodeKey>> {
  const given = scheme === "Bearer" ? bearerOf(header) : passwordOf(header);
  if (given === undefined) return refuse({ reason: "code-missing", scheme });
  const givenDigest = await sha256(given);
  let secretName: string | null = null;
  for (const known of await digestsOf(codes)) {
    if (crypto.subtle.timingSafeEqual(givenDigest, known.digest)) secretName = known.name;
  }
  if (secretName === null && !ROW_FORM.test(given))
    return refuse({ reason: "code-unknown", scheme });
  return ok({ digest: hexOf(givenDigest), secretName });
}

/** Form of the codes that are rows of the usage stores; `codes.ts` makes them. Codes of the secrets may have any. */
const ROW_FORM = /^[\da-f]{32}$/;

const bearerOf = (header: string | null): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1];

/** The user name is ignored. */
function passwordOf(header: string | null): string | undefined {
  const encoded = /^Basic +([a-z\d+/]+)={0,2} *$/i.exec(header ?? "")?.[1];
  if (encoded === undefined || encoded.length % 4 === 1) return undefined;
  return /^[^:]*:(\S+)$/.exec(atob(encoded))?.[1];
}

/** The codes of the secret, each with its digest in hexadecimal. */
export const secretCodes = async (
  codes: readonly AccessCode[],
): Promise<{ name: string; digest: string }[]> =>
  (await digestsOf(codes)).map(({ name, digest }) => ({ name, digest: hexOf(digest) }));

export const digestOfCode = async (code: string): Promise<string> => hexOf(await sha256(code));

interface Known {
  readonly name: string;
  /** All digests have one length, so a comparison does not reveal the length of a code. */
  readonly digest: ArrayBuffer | Uint8Array;
}

/** Digests per list of codes: a list is digested once, at its first request. */
const digestCache = new WeakMap<readonly AccessCode[], Promise<Known[]>>();

function digestsOf(codes: readonly AccessCode[]): Promise<Known[]> {
  const known = digestCache.get(codes) ?? Promise.all(codes.map(digestOf));
  digestCache.set(codes, known);
  return known;
}

const digestOf = async ({ name, code }: AccessCode): Promise<Known> => ({
  name,
  digest: code.form === "plain" ? await sha256(code.text) : bytesOf(code.hex),
});

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));

export const hexOf = (bytes: ArrayBuffer | Uint8Array): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

function sha256(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
}
