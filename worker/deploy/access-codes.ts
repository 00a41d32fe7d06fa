/** Creates access codes. The Worker receives their digests only. */

import { createHash } from "node:crypto";

export interface NewCode {
  readonly name: string;
  readonly code: string;
}

/** Default of `ADMIN_NAMES` in `worker/wrangler.jsonc`: may see the usage of all codes. */
export const ADMIN = "admin";

/**
 * @param text Names as typed, for instance "Anna, Ben".
 * @param line Current value of `ACCESS_CODES`.
 * @returns each new name once
 */
export function namesIn(text: string, line: string): string[] {
  const taken = new Set(line.split(",").map((entry) => entry.split(":")[0]?.trim()));
  const names = text.split(/[,:]/).map((name) => name.trim());
  return [...new Set(names)].filter((name) => name !== "" && !taken.has(name));
}

/** @param random Returns 16 random bytes per call. */
export const newCodes = (names: readonly string[], random: () => Buffer): NewCode[] =>
  names.map((name) => ({ name, code: random().toString("hex") }));

/**
 * @param line Current value of `ACCESS_CODES`.
 * @returns its new value, with the digests of `codes` appended. It holds no readable code.
 */
export function accessCodes(line: string, codes: readonly NewCode[]): string {
  const digests = codes.map(({ name, code }) => `${name}:sha256:${sha256(code)}`);
  return [line.trim(), ...digests].filter((part) => part !== "").join(",");
}

/** @param random Returns so many random bytes. */
export const newCode = (random: (bytes: number) => Buffer): string => random(16).toString("hex");

/** Value of the secret `ADMIN_CODE`, which does not reveal the code. */
export const adminSecret = (code: string): string => `sha256:${sha256(code)}`;

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
