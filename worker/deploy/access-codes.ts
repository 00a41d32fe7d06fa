/** Access codes as the guide makes them: nobody has to think one up, and the Worker is only told their digests. */

import { createHash } from "node:crypto";

export interface NewCode {
  readonly name: string;
  readonly code: string;
}

/** Who may see what everybody has spent, by the variable `ADMIN_NAMES` of `worker/wrangler.jsonc`. */
export const ADMIN = "admin";

/** For instance "Anna, Ben": without repetition, and without those who have a code already. */
export function namesIn(text: string, line: string): string[] {
  const taken = new Set(line.split(",").map((entry) => entry.split(":")[0]?.trim()));
  const names = text.split(/[,:]/).map((name) => name.trim());
  return [...new Set(names)].filter((name) => name !== "" && !taken.has(name));
}

/** @param random 16 bytes of it for each. */
export const newCodes = (names: readonly string[], random: () => Buffer): NewCode[] =>
  names.map((name) => ({ name, code: random().toString("hex") }));

/** The value of `ACCESS_CODES`: what stands in `line`, then the digests of new codes. No secret can be read out of it. */
export function accessCodes(line: string, codes: readonly NewCode[]): string {
  const digests = codes.map(({ name, code }) => `${name}:sha256:${sha256(code)}`);
  return [line.trim(), ...digests].filter((part) => part !== "").join(",");
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
