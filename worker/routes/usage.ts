/**
 * `GET /v1/usage` and the page `/usage`: what the access code has spent today and what is left. Admins see all codes, and
 * change them on the page.
 */

import { ok } from "../../core/problem.ts";
import type { Budget, Usage, UsageOfCode } from "../../core/protocol/worker-api.ts";
import { isAdmin, ownUsage, usageOfAll } from "../budget/budget.ts";
import { dayOf, secondsLeftOf } from "../budget/day.ts";
import { MICRO_DOLLARS } from "../budget/prices.ts";
import type { BudgetKind, SpentRow } from "../budget/spending.ts";
import type { Deployment } from "../environment.ts";
import { COPY_SCRIPT, escapeHtml, htmlResponse } from "../html.ts";
import { json } from "../http.ts";
import { refuse, type Outcome } from "../refusal.ts";
import type { RequestContext, UncheckedRequest } from "../request-context.ts";
import { countOf, hoursOf } from "../text.ts";
import { applyForm, codesSection, type Notice } from "./codes-page.ts";

export async function usage(unchecked: UncheckedRequest): Promise<Outcome<Response>> {
  const report = await readUsage(unchecked);
  return report.ok ? ok(json(report.value.usage)) : report;
}

/** For browsers, which prompt for the code. Admins also see the access codes. */
export const usagePage = (unchecked: UncheckedRequest): Promise<Outcome<Response>> =>
  pageOf(unchecked, null);

/** `POST /usage`: a form of the page. */
export async function usageForm(context: RequestContext): Promise<Outcome<Response>> {
  if (!isAdmin(context)) return refuse({ reason: "admin-only", name: context.caller });
  const notice = await applyForm(context);
  return notice.ok ? pageOf(context, notice.value) : notice;
}

async function pageOf(
  unchecked: UncheckedRequest,
  notice: Notice | null,
): Promise<Outcome<Response>> {
  const report = await readUsage(unchecked);
  if (!report.ok) return report;
  const { context, usage } = report.value;
  const codes = isAdmin(context) ? await codesSection(context) : ok("");
  if (!codes.ok) return codes;
  const page = {
    title: `Earshot: usage on ${usage.day}`,
    body: [notice?.html ?? "", bodyOf(usage), codes.value].join("\n"),
    ...(notice?.hasInvitation && { script: COPY_SCRIPT }),
    status: notice?.status ?? 200,
  };
  return ok(await htmlResponse(page));
}

async function readUsage(
  unchecked: UncheckedRequest,
): Promise<Outcome<{ context: RequestContext; usage: Usage }>> {
  const asked = await ownUsage(unchecked);
  if (!asked.ok) return asked;
  const { context, value } = asked.value;
  const { deployment, caller, platform } = context;
  const now = platform.now();
  const own = {
    ...usageOf(caller, value[0], deployment),
    day: dayOf(now),
    resets_in_seconds: secondsLeftOf(now),
  };
  if (!isAdmin(context)) return ok({ context, usage: own });
  const all = await usageOfAll(context);
  if (!all.ok) return all;
  return ok({ context, usage: { ...own, codes: codesOf(all.value, deployment) } });
}

/** All codes that have spent something today, ended ones too, and the names of the others. */
function codesOf(rows: readonly SpentRow[], deployment: Deployment): UsageOfCode[] {
  const spent = rows.map((row) => usageOf(row.name, row, deployment));
  const names = new Set(rows.map(({ name }) => name));
  const unspent = new Set(
    deployment.accessCodes.map(({ name }) => name).filter((name) => !names.has(name)),
  );
  return [...spent, ...[...unspent].map((name) => usageOf(name, undefined, deployment))].toSorted(
    (one, other) => (one.name < other.name ? -1 : 1),
  );
}

function usageOf(name: string, row: SpentRow | undefined, { budget }: Deployment): UsageOfCode {
  const budgetOf = (kind: BudgetKind, unit = 1): Budget => {
    const used = row?.[kind] ?? 0;
    const limit = budget.limits[kind];
    return { limit: limit / unit, used: used / unit, left: Math.max(0, limit - used) / unit };
  };
  return {
    name,
    session_seconds: budgetOf("session_seconds"),
    model_tokens: budgetOf("model_tokens"),
    dollars: budgetOf("money", MICRO_DOLLARS),
  };
}

const bodyOf = (usage: Usage): string => `<h1>Usage on ${usage.day}</h1>
<p>Budgets are renewed at midnight UTC, in ${hoursOf(usage.resets_in_seconds)}.</p>
<table>
<thead><tr><th scope="col">Access code<th scope="col">Speech sessions<th scope="col">Model tokens</thead>
<tbody>
${(usage.codes ?? [usage]).map(rowOf).join("\n")}
</tbody>
</table>`;

const rowOf = ({ name, session_seconds, model_tokens }: UsageOfCode): string =>
  `<tr><th scope="row">${escapeHtml(name)}<td>${budgetOf(session_seconds, hoursOf)}<td>${budgetOf(model_tokens, countOf)}`;

const budgetOf = ({ used, limit }: Budget, inWords: (amount: number) => string): string =>
  `${inWords(used)} of ${inWords(limit)}`;
