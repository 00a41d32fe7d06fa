/**
 * `GET /usage`: the same as `GET /v1/usage`, for a person with a browser, which asks for the access code by itself. A page
 * without script; the names in it are whatever the operator wrote.
 */

import type { Budget, Usage, UsageOfCode } from "../core/protocol/worker-api.ts";
import { done, type Outcome } from "./refusal.ts";
import type { Visit } from "./serve.ts";
import { readUsage } from "./usage.ts";
import { countOf, hoursOf } from "./words.ts";

const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy":
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
};

export async function usagePage(visit: Visit): Promise<Outcome<Response>> {
  const report = await readUsage(visit);
  return report.ok ? done(new Response(pageOf(report.value), { headers: HEADERS })) : report;
}

const pageOf = (usage: Usage): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Earshot: usage on ${usage.day}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui }
body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: start; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8884 }
td + td { font-variant-numeric: tabular-nums }
</style>
<h1>Usage on ${usage.day}</h1>
<p>Budgets are renewed at midnight UTC, in ${hoursOf(usage.resets_in_seconds)}.</p>
<table>
<thead><tr><th scope="col">Access code<th scope="col">Speech sessions<th scope="col">Model tokens</thead>
<tbody>
${(usage.codes ?? [usage]).map(rowOf).join("\n")}
</tbody>
</table>
</html>
`;

const rowOf = ({ name, session_seconds, model_tokens }: UsageOfCode): string =>
  `<tr><th scope="row">${escape(name)}<td>${budgetOf(session_seconds, hoursOf)}<td>${budgetOf(model_tokens, countOf)}`;

const budgetOf = ({ used, limit }: Budget, inWords: (amount: number) => string): string =>
  `${inWords(used)} of ${inWords(limit)}`;

const escape = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);
