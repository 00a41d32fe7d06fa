/** Debits the caller's daily budget before anything is spent. If the usage store fails, nothing is granted. */

import { ok } from "../../core/problem.ts";
import type { Deployment } from "../environment.ts";
import { logUnexpected } from "../log.ts";
import { refuse, type Outcome } from "../refusal.ts";
import type { RequestContext } from "../request-context.ts";
import type { BudgetKind, Reservation, UsageEntry, UsageStore } from "./usage-store.ts";

/**
 * One object for the whole deployment: admins see all codes, and a few hundred debits a second are within its reach.
 * Deployed Workers hold their usage under this name, so it never changes.
 */
const STORE_NAME = "team";

/**
 * Refuses with `budget-spent` if less than `least` is left, with `usage-store-unavailable` if the store fails.
 *
 * @param want Debited if that much is left, otherwise the rest of the budget.
 */
export async function debit(
  { deployment, caller, platform }: RequestContext,
  kind: BudgetKind,
  { want, least }: { readonly want: number; readonly least: number },
): Promise<Outcome<Reservation>> {
  const limit = limitOf(deployment, kind);
  const now = platform.now();
  const reply = await query(deployment, (store) =>
    store.debit({ name: caller, kind, want, least, limit, now }),
  );
  if (!reply.ok) return reply;
  const { reservation, left } = reply.value;
  if (reservation) return ok(reservation);
  return refuse({ reason: "budget-spent", name: caller, kind, limit, left, now });
}

/** Corrects a reservation without delaying the response. If the correction fails, the debit stays. */
export function settle(
  { deployment, platform }: RequestContext,
  reservation: Reservation,
  amount: number,
): void {
  if (amount === reservation.amount) return;
  platform.later(query(deployment, (store) => store.settle(reservation, amount)));
}

/** @param name `null` selects the entries of all names. */
export const entriesOfToday = (
  { deployment, platform }: RequestContext,
  name: string | null,
): Promise<Outcome<UsageEntry[]>> =>
  query(deployment, (store) => store.entries(platform.now(), name));

export const limitOf = ({ budget }: Deployment, kind: BudgetKind): number =>
  kind === "session_seconds" ? budget.sessionSeconds : budget.modelTokens;

async function query<T>(
  { usageStores }: Deployment,
  ask: (store: DurableObjectStub<UsageStore>) => Promise<T>,
): Promise<Outcome<T>> {
  try {
    // A stub that has thrown stays broken, so each query gets a new one.
    return ok(await ask(usageStores.getByName(STORE_NAME)));
  } catch (error) {
    logUnexpected("usage-store", error);
    return refuse({ reason: "usage-store-unavailable" });
  }
}
