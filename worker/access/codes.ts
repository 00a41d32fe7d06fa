/**
 * Access codes of the whole deployment, for admins: lists, adds and ends them. They are rows of the usage stores and
 * entries of the secrets. The usage stores look a code up at each request, so a change holds at once.
 */

import { ok } from "../../core/problem.ts";
import { askAbout, askAll } from "../budget/budget.ts";
import { refuse, type Outcome } from "../refusal.ts";
import type { RequestContext } from "../request-context.ts";
import { digestOfCode, hexOf, secretCodes } from "./caller.ts";

export interface ValidCode {
  readonly digest: string;
  readonly name: string;
  /** Milliseconds since 1970; `null` for a code of the secrets. */
  readonly created: number | null;
  /** The code of an admin in the secrets, which only a deployment changes: a stolen one can't take the Worker from its owner. */
  readonly isFixed: boolean;
}

export interface AddedCode {
  readonly name: string;
  /** Shown this once. */
  readonly code: string;
  /** Whether codes of this name ended. */
  readonly replaced: boolean;
}

/** All valid codes by name. */
export async function listCodes(context: RequestContext): Promise<Outcome<ValidCode[]>> {
  const { accessCodes, adminNames } = context.deployment;
  const rows = await askAll(context, (store) => store.codes());
  if (!rows.ok) return rows;
  const decided = new Set(rows.value.map(({ digest }) => digest));
  const inSecrets = (await secretCodes(accessCodes)).filter(({ digest }) => !decided.has(digest));
  const codes = [
    ...rows.value.filter(({ ended }) => ended === null).map((row) => ({ ...row, isFixed: false })),
    ...inSecrets.map((code) => ({
      ...code,
      created: null,
      isFixed: adminNames.includes(code.name),
    })),
  ];
  return ok(codes.toSorted((one, other) => one.name.localeCompare(other.name, "en")));
}

/**
 * Adds a code for a name. Refuses with `name-invalid`, `name-taken` or `name-fixed`.
 *
 * @param replace Ends the codes that have this name; otherwise such a name is refused.
 */
export async function addCode(
  context: RequestContext,
  typedName: string,
  replace: boolean,
): Promise<Outcome<AddedCode>> {
  const name = typedName.normalize("NFC").trim().replaceAll(/\s+/g, " ");
  if (!NAME.test(name)) return refuse({ reason: "name-invalid" });
  const before = await codesOf(context, name);
  if (!before.ok) return before;
  if (before.value.length > 0 && !replace) return refuse({ reason: "name-taken", wanted: name });
  const ended = await endAll(context, before.value);
  if (!ended.ok) return ended;

  const code = hexOf(crypto.getRandomValues(new Uint8Array(CODE_BYTES)));
  const digest = await digestOfCode(code);
  const row = { digest, name, created: context.platform.now(), ended: null };
  const added = await askAbout(context, digest, (store) => store.addCode(row));
  if (!added.ok) return added;
  const after = await codesOf(context, name);
  if (!after.ok) return after;
  if (after.value.length === 1) return ok({ name, code, replaced: before.value.length > 0 });
  // Another request has added the same name at the same time.
  const withdrawn = await askAbout(context, digest, (store) => store.deleteCode(digest));
  return withdrawn.ok ? refuse({ reason: "name-taken", wanted: name }) : withdrawn;
}

/** Ends all codes of a name. Refuses with `name-unknown` or `name-fixed`. @returns the name as it was stored */
export async function endCode(
  context: RequestContext,
  typedName: string,
): Promise<Outcome<{ name: string }>> {
  const found = await codesOf(context, typedName);
  if (!found.ok) return found;
  const [first] = found.value;
  if (!first) return refuse({ reason: "name-unknown", wanted: typedName });
  const ended = await endAll(context, found.value);
  return ended.ok ? ok({ name: first.name }) : ended;
}

/** 128 bits can't be guessed. */
const CODE_BYTES = 16;

/** Fit for logs, pages and a terminal; e-mail addresses are names too. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .@'’_+-]{0,59}$/u;

/** Names that differ in case or width only are one name, because people take them for one. */
const fold = (name: string): string =>
  name.normalize("NFKC").trim().replaceAll(/\s+/g, " ").toLowerCase();

async function codesOf(context: RequestContext, name: string): Promise<Outcome<ValidCode[]>> {
  const codes = await listCodes(context);
  if (!codes.ok) return codes;
  const found = codes.value.filter((code) => fold(code.name) === fold(name));
  const fixed = found.find(({ isFixed }) => isFixed);
  return fixed ? refuse({ reason: "name-fixed", wanted: fixed.name }) : ok(found);
}

/** A code of the secrets keeps a row that says that it has ended. */
async function endAll(
  context: RequestContext,
  codes: readonly ValidCode[],
): Promise<Outcome<unknown>> {
  const inSecrets = new Set(
    (await secretCodes(context.deployment.accessCodes)).map(({ digest }) => digest),
  );
  const now = context.platform.now();
  for (const { digest, name } of codes) {
    const row = { digest, name, created: now, ended: now };
    const ended = await askAbout(context, digest, (store) =>
      inSecrets.has(digest) ? store.addCode(row) : store.deleteCode(digest),
    );
    if (!ended.ok) return ended;
  }
  return ok(undefined);
}
