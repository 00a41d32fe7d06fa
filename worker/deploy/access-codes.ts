/** Makes the access code of the admin. Cloudflare receives its digest only. */

import { createHash } from "node:crypto";

/** @param random Returns that many random bytes. */
export const newCode = (random: (bytes: number) => Buffer): string => random(16).toString("hex");

/** @returns value of the secret `ADMIN_CODE` */
export const adminSecret = (code: string): string =>
  `sha256:${createHash("sha256").update(code).digest("hex")}`;
