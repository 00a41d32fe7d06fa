/**
 * `GET /v1/usage` and the page `GET /usage`: what the access code has spent today and what is left. Admins see all codes.
 */

import { ok } from "../../core/problem.ts";
import type { Budget, Usage, UsageOfCode } from "../../core/protocol/worker-api.ts";
import { entriesOfToday, limitOf } from "../budget/budget.ts";
import { dayOf, secondsLeftOf } from "../budget/day.ts";
import type { BudgetKind, UsageEntry } from "../budget/usage-store.ts";
import type { Deployment } from "../environment.ts";
import { escapeHtml, htmlResponse } from "../html.ts";
import { json } from "../http.ts";
import type { Outcome } from "../refusal.ts";
import type { RequestContext } from "../request-context.ts";
import { countOf, hoursOf } from "../text.ts";

export async function usage(context: RequestContext): Promise<Outcome<Response>> {
  const report = await readUsage(context);
  return report.ok ? ok(json(report.value)) : report;
}

/** For browsers, which prompt for the access code. The page has no script and escapes names. */
export async function usagePage(context: RequestContext): Promise<Outcome<Response>> {
  const report = await readUsage(context);
  if (!report.ok) return report;
  const usage = report.value;
  return ok(await htmlResponse({ title: `Earshot: usage on ${usage.day}`, body: bodyOf(usage) }));
}

async function readUsage(context: RequestContext): Promise<Outcome<Usage>> {
  const { deployment, caller, platform } = context;
  const isAdmin = deployment.adminNames.includes(caller);
  const entries = await entriesOfToday(context, isAdmin ? null : caller);
  if (!entries.ok) return entries;
  const now = platform.now();
  const own = usageOf(caller, entries.value, deployment);
  const day = { day: dayOf(now), resets_in_seconds: secondsLeftOf(now) };
  if (!isAdmin) return ok({ ...own, ...day });
  const names = namesOf(entries.value, deployment);
  return ok({
    ...own,
    ...day,
    codes: names.map((name) => usageOf(name, entries.value, deployment)),
  });
}

/** All current codes, and removed codes that have spent something today. */
const namesOf = (entries: readonly UsageEntry[], { accessCodes }: Deployment): string[] =>
  [...new Set([...accessCodes, ...entries].map(({ name }) => name))].toSorted();

function usageOf(
  name: string,
  entries: readonly UsageEntry[],
  deployment: Deployment,
): UsageOfCode {
  const budgetOf = (kind: BudgetKind): Budget => {
    const used = entries.find((entry) => entry.name === name && entry.kind === kind)?.amount ?? 0;
    const limit = limitOf(deployment, kind);
    return { limit, used, left: Math.max(0, limit - used) };
  };
  return {
    name,
    session_seconds: budgetOf("session_seconds"),
    model_tokens: budgetOf("model_tokens"),
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
