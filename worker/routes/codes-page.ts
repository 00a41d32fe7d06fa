/** The access codes on the page `/usage`, for admins: lists, adds and ends them by forms, without a script. */

import * as v from "valibot";
import { ok } from "../../core/problem.ts";
import { invitationText } from "../../core/protocol/invitation.ts";
import { addCode, endCode, type ValidCode } from "../access/codes.ts";
import { escapeHtml } from "../html.ts";
import { replyTo } from "../refusal-reply.ts";
import { refuse, type Outcome } from "../refusal.ts";
import { readForm } from "../request-body.ts";
import type { RequestContext } from "../request-context.ts";
import { invitationTo } from "./codes.ts";

/** Result of a form. */
export interface Notice {
  readonly status: number;
  readonly html: string;
  readonly hasInvitation: boolean;
}

const Form = v.object({
  action: v.picklist(["add", "end"]),
  name: v.string(),
  /** A checkbox is absent if it is off. */
  replace: v.optional(v.string()),
});

const LIMIT_BYTES = 10_000;

/**
 * Browsers send the password of the page with forms of other sites too, so the form must come from this page: `Origin` is set
 * by the browser, and pages can't change it.
 */
export async function applyForm(context: RequestContext): Promise<Outcome<Notice>> {
  const { request } = context;
  const site = request.headers.get("Sec-Fetch-Site");
  const isOwn =
    request.headers.get("Origin") === new URL(request.url).origin &&
    (site === null || site === "same-origin");
  if (!isOwn) return refuse({ reason: "form-foreign" });
  const form = await readForm(context, Form, LIMIT_BYTES);
  if (!form.ok) return form;
  const done =
    form.value.action === "add" ? await add(context, form.value) : await end(context, form.value);
  if (done.ok) {
    return ok({ status: 200, html: done.value, hasInvitation: form.value.action === "add" });
  }
  const { status, message } = replyTo(done.problem);
  return ok({
    status,
    html: `<p role="alert">${escapeHtml(message)}</p>`,
    hasInvitation: false,
  });
}

type FormValues = v.InferOutput<typeof Form>;

async function add(
  context: RequestContext,
  { name, replace }: FormValues,
): Promise<Outcome<string>> {
  const added = await addCode(context, name, replace !== undefined);
  if (!added.ok) return added;
  const text = invitationText(added.value.name, invitationTo(context, added.value));
  return ok(`<section role="status">
<h2>Invitation for ${escapeHtml(added.value.name)}</h2>
<p>Copy this message and send it to ${escapeHtml(added.value.name)}. It is shown this once.${added.value.replaced ? " The old code has ended." : ""}</p>
<p><textarea class="invitation" id="invitation" readonly rows="11" aria-label="Invitation">${escapeHtml(text)}</textarea>
<p><button type="button" data-copies="invitation">Copy</button> <span role="status"></span>
</section>`);
}

async function end(context: RequestContext, { name }: FormValues): Promise<Outcome<string>> {
  const ended = await endCode(context, name);
  return ended.ok
    ? ok(`<p role="status">The access code of ${escapeHtml(ended.value.name)} has ended.</p>`)
    : ended;
}

/** Section of the page. */
export const codesSection = (
  codes: readonly ValidCode[],
  adminNames: readonly string[],
): string => `<h2>Access codes</h2>
<form method="post" action="/usage">
<input type="hidden" name="action" value="add">
<label>Name <input name="name" required maxlength="60" autocomplete="off"></label>
<label><input type="checkbox" name="replace"> Replace the code, if the name has one</label>
<button>Make an invitation</button>
</form>
<table>
<thead><tr><th scope="col">Name<th scope="col">Since<th scope="col">End</thead>
<tbody>
${codes.map((code) => rowOf(code, adminNames)).join("\n")}
</tbody>
</table>`;

function rowOf({ name, created, isFixed }: ValidCode, adminNames: readonly string[]): string {
  const since = created === null ? "Deployment" : new Date(created).toISOString().slice(0, 10);
  const shown = escapeHtml(name);
  const ending = isFixed
    ? ""
    : `<details><summary>End…</summary><form method="post" action="/usage"><input type="hidden" name="action" value="end"><input type="hidden" name="name" value="${shown}"><button aria-label="End the code of ${shown} now">End now</button></form></details>`;
  return `<tr><th scope="row">${shown}${adminNames.includes(name) ? " (admin)" : ""}<td>${since}<td>${ending}`;
}
