/** `GET /v1/usage`: what the access code that asks has spent today and what is left; an admin sees all codes. */

import type { Budget, Usage, UsageOfCode } from "../core/protocol/worker-api.ts";
import { entriesOfToday, limitOf } from "./budget.ts";
import { dayOf, secondsLeftOf } from "./day.ts";
import type { Deployment } from "./deployment.ts";
import { json } from "./http.ts";
import type { Entry, Purse } from "./ledger.ts";
import { done, type Outcome } from "./refusal.ts";
import type { Visit } from "./serve.ts";

export async function usage(visit: Visit): Promise<Outcome<Response>> {
  const report = await readUsage(visit);
  return report.ok ? done(json(report.value)) : report;
}

export async function readUsage(visit: Visit): Promise<Outcome<Usage>> {
  const { deployment, caller, outside } = visit;
  const isAdmin = deployment.adminNames.includes(caller);
  const entries = await entriesOfToday(visit, isAdmin ? null : caller);
  if (!entries.ok) return entries;
  const now = outside.now();
  const own = usageOf(caller, entries.value, deployment);
  const day = { day: dayOf(now), resets_in_seconds: secondsLeftOf(now) };
  if (!isAdmin) return done({ ...own, ...day });
  const names = namesOf(entries.value, deployment);
  return done({
    ...own,
    ...day,
    codes: names.map((name) => usageOf(name, entries.value, deployment)),
  });
}

/** Every code that could have spent something, and those that have and were removed since. */
const namesOf = (entries: readonly Entry[], { accessCodes }: Deployment): string[] =>
  [...new Set([...accessCodes, ...entries].map(({ name }) => name))].toSorted();

function usageOf(name: string, entries: readonly Entry[], deployment: Deployment): UsageOfCode {
  const budgetOf = (purse: Purse): Budget => {
    const isIt = (entry: Entry): boolean => entry.name === name && entry.purse === purse;
    const used = entries.find(isIt)?.amount ?? 0;
    const limit = limitOf(deployment, purse);
    return { limit, used, left: Math.max(0, limit - used) };
  };
  return {
    name,
    session_seconds: budgetOf("session_seconds"),
    model_tokens: budgetOf("model_tokens"),
  };
}
