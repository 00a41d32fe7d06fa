/** Adds, lists and ends access codes at a deployed Worker. */

import * as v from "valibot";
import { parseJson } from "../../core/parse-json.ts";
import { parseInvitation } from "../../core/protocol/invitation.ts";
import {
  AccessCodeList,
  EndedCode,
  type ErrorCode,
  ErrorReply,
  NewCode,
} from "../../core/protocol/worker-api.ts";

/** The Worker did not do what was asked; `message` says what to do. */
export class CodesError extends Error {}

export interface Admin {
  /** Base address of the Worker. */
  readonly address: string;
  /** Access code of an admin. */
  readonly code: string;
}

const TIMEOUT_MS = 15_000;

/**
 * The Worker makes the code.
 *
 * @param replace Ends the codes that have this name; otherwise such a name is refused.
 * @throws {CodesError}
 */
export const addCode = (admin: Admin, name: string, { replace = false } = {}): Promise<NewCode> =>
  call(admin, NewCode, "v1/codes", { name, replace });

/** @throws {CodesError} */
export const listCodes = (admin: Admin): Promise<AccessCodeList> =>
  call(admin, AccessCodeList, "v1/codes");

/** @throws {CodesError} */
export const endCode = (admin: Admin, name: string): Promise<{ name: string }> =>
  call(admin, EndedCode, "v1/codes/end", { name });

/**
 * Reads a typed or pasted address, also that of an invitation or of the usage page.
 *
 * @returns the base address without a slash at its end
 * @throws {CodesError}
 */
export function parseAddress(text: string): string {
  const typed = parseInvitation(text)?.workerUrl ?? text.trim();
  const url = URL.parse(/^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`);
  const isSafe =
    url?.protocol === "https:" ||
    (url?.protocol === "http:" && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname));
  if (!url || !isSafe || url.username !== "" || !/[.:]|^localhost$/.test(url.hostname))
    throw new CodesError(
      "This is not the address of a Worker. It begins with https://, and `npm run deploy` prints it.",
    );
  return url.origin + url.pathname.replace(/\/(usage|health|join)?\/*$/, "");
}

/** @param body Sent with POST; without it the request is a GET. */
async function call<Schema extends v.GenericSchema>(
  { address, code }: Admin,
  schema: Schema,
  path: string,
  body?: object,
): Promise<v.InferOutput<Schema>> {
  if (!/^[\x21-\x7e]+$/.test(code)) throw new CodesError(OWN_WORDS.unauthorized);
  const { status, text } = await exchange(`${address}/${path}`, {
    method: body ? "POST" : "GET",
    headers: {
      Authorization: `Bearer ${code}`,
      ...(body && { "Content-Type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const json = parseJson(text);
  const answer = v.safeParse(schema, json);
  if (status === 200 && answer.success) return answer.output;
  const refusal = v.safeParse(ErrorReply, json);
  if (!refusal.success)
    throw new CodesError(
      `Something answered at ${address} (HTTP ${status}), but not Earshot's Worker. Check the address.`,
    );
  const { code: reason, message } = refusal.output.error;
  const hint = reason === "name_taken" ? " Here that is --replace." : "";
  throw new CodesError(OWN_WORDS[reason] ?? message + hint);
}

async function exchange(
  url: string,
  init: RequestInit,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(url, {
      ...init,
      // Another host must not see the code.
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, text: await response.text() };
  } catch {
    throw new CodesError(
      `${new URL(url).origin} can't be reached. Check the network and the address. Nothing was changed, as far as is known.`,
    );
  }
}

/** Used if the Worker's own words are for users of the extension. */
const OWN_WORDS = {
  unauthorized:
    "The admin's access code was not accepted. Use the one that `npm run deploy` printed, or make a new one: npm run deploy -- --admin-code",
  too_many_attempts:
    "Too many wrong access codes came from your network. Wait a minute and try again.",
  not_found:
    "This Worker is older than this command, or the address is wrong. Run `npm run deploy` to update it.",
  method_not_allowed: "This Worker is older than this command. Run `npm run deploy` to update it.",
} as const satisfies Partial<Record<ErrorCode, string>> as Partial<Record<ErrorCode, string>> & {
  unauthorized: string;
};
