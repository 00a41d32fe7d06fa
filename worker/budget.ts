/** The caller's daily budget, debited before anything is spent. A ledger that does not answer hands nothing out. */

import type { Deployment } from "./deployment.ts";
import type { Entry, Ledger, Purse, Receipt } from "./ledger.ts";
import { logUnexpected } from "./log.ts";
import { done, refuse, type Outcome } from "./refusal.ts";
import type { Visit } from "./serve.ts";

export type Ledgers = DurableObjectNamespace<Ledger>;

/** One for the whole deployment: an admin sees all codes, and a few hundred debits a second are within its reach. */
const LEDGER_NAME = "team";

/**
 * Refuses with `budget-spent` where less than `least` is left, with `ledger-silent` where nobody can tell.
 * @param want Debited if it is left; otherwise as much as is.
 */
export async function debit(
  visit: Visit,
  purse: Purse,
  { want, least }: { readonly want: number; readonly least: number },
): Promise<Outcome<Receipt>> {
  const { deployment, caller, outside } = visit;
  const limit = limitOf(deployment, purse);
  const now = outside.now();
  const debited = await consult(deployment, (ledger) =>
    ledger.debit({ name: caller, purse, want, least, limit, now }),
  );
  if (!debited.ok) return debited;
  const { receipt, left } = debited.value;
  if (receipt) return done(receipt);
  return refuse({ reason: "budget-spent", name: caller, purse, limit, left, now });
}

/** What was debited has cost `amount`. Nobody waits for it; should it fail, the caller has spent more than was used. */
export function settle({ deployment, outside }: Visit, receipt: Receipt, amount: number): void {
  if (amount === receipt.amount) return;
  outside.later(consult(deployment, (ledger) => ledger.settle(receipt, amount)));
}

/** @param name `null`: of all names. */
export const entriesOfToday = (
  { deployment, outside }: Visit,
  name: string | null,
): Promise<Outcome<Entry[]>> =>
  consult(deployment, (ledger) => ledger.entries(outside.now(), name));

export const limitOf = ({ budget }: Deployment, purse: Purse): number =>
  purse === "session_seconds" ? budget.sessionSeconds : budget.modelTokens;

async function consult<T>(
  { ledgers }: Deployment,
  ask: (ledger: DurableObjectStub<Ledger>) => Promise<T>,
): Promise<Outcome<T>> {
  try {
    // A new stub each time: one that has thrown stays broken.
    return done(await ask(ledgers.getByName(LEDGER_NAME)));
  } catch (error) {
    logUnexpected("ledger", error);
    return refuse({ reason: "ledger-silent" });
  }
}
