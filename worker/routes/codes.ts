/** `GET /v1/codes`, `POST /v1/codes` and `POST /v1/codes/end`: admins list, add and end access codes. */

import { ok } from "../../core/problem.ts";
import { invitationLink } from "../../core/protocol/invitation.ts";
import {
  type AccessCodeList,
  EndCodeRequest,
  type NewCode,
  NewCodeRequest,
} from "../../core/protocol/worker-api.ts";
import { addCode, endCode, listCodes, type AddedCode } from "../access/codes.ts";
import { isAdmin } from "../budget/budget.ts";
import { json } from "../http.ts";
import { refuse, type Outcome } from "../refusal.ts";
import { readBody } from "../request-body.ts";
import type { RequestContext } from "../request-context.ts";

type Handler = (context: RequestContext) => Promise<Outcome<Response>>;

/** Refuses others with `admin-only`. */
const forAdmins =
  (handle: Handler): Handler =>
  async (context) =>
    isAdmin(context) ? handle(context) : refuse({ reason: "admin-only", name: context.caller });

export const codes = forAdmins(async (context) => {
  const { adminNames } = context.deployment;
  const valid = await listCodes(context);
  if (!valid.ok) return valid;
  const list: AccessCodeList = {
    codes: valid.value.map(({ name, created }) => ({
      name,
      ...(created !== null && { created_at: new Date(created).toISOString() }),
      is_admin: adminNames.includes(name),
    })),
  };
  return ok(json(list));
});

export const newCode = forAdmins(async (context) => {
  const asked = await readBody(context, NewCodeRequest, LIMIT_BYTES);
  if (!asked.ok) return asked;
  const added = await addCode(context, asked.value.name, asked.value.replace === true);
  if (!added.ok) return added;
  const reply: NewCode = { ...added.value, invitation: invitationTo(context, added.value) };
  return ok(json(reply));
});

export const endedCode = forAdmins(async (context) => {
  const asked = await readBody(context, EndCodeRequest, LIMIT_BYTES);
  if (!asked.ok) return asked;
  const ended = await endCode(context, asked.value.name);
  return ended.ok ? ok(json(ended.value)) : ended;
});

/** Link with the address at which the admin reached the Worker. */
export const invitationTo = (
  { request }: Pick<RequestContext, "request">,
  { code }: Pick<AddedCode, "code">,
): string => invitationLink({ workerUrl: new URL(request.url).origin, accessCode: code });

const LIMIT_BYTES = 10_000;
