/**
 * `GET /v1/usage` and the page `/usage`: what the access code has spent today and what is left. Admins see all codes, and
 * change them on the page.
 */

import { ok } from "../../core/problem.ts";
import type { Budget, Usage, UsageOfCode } from "../../core/protocol/worker-api.ts";
import { listCodes, type ValidCode } from "../access/codes.ts";
import { isAdmin, ownUsage, usageOfAll } from "../budget/budget.ts";
import { dayOf, secondsLeftOf, type BudgetKind, type SpentRow } from "../budget/spending.ts";
import { MICRO_DOLLARS } from "../budget/prices.ts";
import type { Deployment } from "../environment.ts";
import { COPY_SCRIPT, escapeHtml, htmlResponse } from "../html.ts";
import { json } from "../http.ts";
import { refuse, type Outcome } from "../refusal.ts";
import type { RequestContext, UncheckedRequest } from "../request-context.ts";
import { countOf, dollarsOf, hoursOf } from "../text.ts";
import { applyForm, codesSection, type Notice } from "./codes-page.ts";

export async function usage(unchecked: UncheckedRequest): Promise<Outcome<Response>> {
  const report = await readUsage(unchecked);
  return report.ok ? ok(json(report.value.usage)) : report;
}

/** For browsers, which prompt for the code. Admins also see the access codes. */
export async function usagePage(unchecked: UncheckedRequest): Promise<Outcome<Response>> {
  const report = await readUsage(unchecked);
  return report.ok ? ok(await pageOf(report.value, null)) : report;
}

/** `POST /usage`: a form of the page. The page comes even if the form has ended the code that it was sent with. */
export async function usageForm(context: RequestContext): Promise<Outcome<Response>> {
  if (!isAdmin(context)) return refuse({ reason: "admin-only", name: context.caller });
  const notice = await applyForm(context);
  if (!notice.ok) return notice;
  const report = await reportForAdmin(context);
  return report.ok ? ok(await pageOf(report.value, notice.value)) : report;
}

interface Report {
  readonly deployment: Deployment;
  readonly usage: Usage;
  /** For admins. */
  readonly codes?: readonly ValidCode[];
}

function pageOf({ deployment, usage, codes }: Report, notice: Notice | null): Promise<Response> {
  const sections = [
    `<h1>Usage on ${usage.day}</h1>`,
    notice?.html ?? "",
    tableOf(usage),
    codes ? codesSection(codes, deployment.adminNames) : "",
  ];
  return htmlResponse({
    title: `Earshot: usage on ${usage.day}`,
    body: sections.join("\n"),
    ...(notice?.hasInvitation && { script: COPY_SCRIPT }),
    status: notice?.status ?? 200,
  });
}

async function readUsage(unchecked: UncheckedRequest): Promise<Outcome<Report>> {
  const asked = await ownUsage(unchecked);
  if (!asked.ok) return asked;
  const { context, value } = asked.value;
  if (isAdmin(context)) return reportForAdmin(context);
  const { deployment } = context;
  return ok({ deployment, usage: ownPart(context, value[0]) });
}

async function reportForAdmin(context: RequestContext): Promise<Outcome<Report>> {
  const { deployment, key } = context;
  const rows = await usageOfAll(context);
  if (!rows.ok) return rows;
  const codes = await listCodes(context);
  if (!codes.ok) return codes;
  const own = rows.value.find(({ code }) => code === key.digest);
  const usage = {
    ...ownPart(context, own),
    codes: usageByCode(rows.value, codes.value, deployment),
  };
  return ok({ deployment, usage, codes: codes.value });
}

function ownPart(
  { deployment, caller, platform }: RequestContext,
  row: SpentRow | undefined,
): Usage {
  const now = platform.now();
  return {
    ...usageOf(caller, row, deployment),
    day: dayOf(now),
    resets_in_seconds: secondsLeftOf(now),
  };
}

/** All valid codes, and ended ones that have spent something today. */
function usageByCode(
  rows: readonly SpentRow[],
  codes: readonly ValidCode[],
  deployment: Deployment,
): UsageOfCode[] {
  const withRow = new Set(rows.map(({ code }) => code));
  const unspent = codes.filter(({ digest }) => !withRow.has(digest));
  return [
    ...rows.map((row) => usageOf(row.name, row, deployment)),
    ...unspent.map(({ name }) => usageOf(name, undefined, deployment)),
  ].toSorted((one, other) => one.name.localeCompare(other.name, "en"));
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

const tableOf = (
  usage: Usage,
): string => `<p>Budgets are renewed at midnight UTC, in ${hoursOf(usage.resets_in_seconds)}.</p>
<table>
<thead><tr><th scope="col">Access code<th scope="col">Speech sessions<th scope="col">Model tokens<th scope="col">Dollars</thead>
<tbody>
${(usage.codes ?? [usage]).map(rowOf).join("\n")}
</tbody>
</table>`;

const rowOf = ({ name, session_seconds, model_tokens, dollars }: UsageOfCode): string => {
  const cells = [budgetOf(session_seconds, hoursOf), budgetOf(model_tokens, countOf)];
  if (dollars) cells.push(budgetOf(dollars, (amount) => dollarsOf(amount * MICRO_DOLLARS)));
  return `<tr><th scope="row">${escapeHtml(name)}${cells.map((cell) => `<td>${cell}`).join("")}`;
};

const budgetOf = ({ used, limit }: Budget, inWords: (amount: number) => string): string =>
  `${inWords(used)} of ${inWords(limit)}`;
