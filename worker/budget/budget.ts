/**
 * Asks the usage store: one call checks the access code and debits its daily budget, before anything is spent. If the store fails, nothing
 * is granted.
 */

import { ok } from "../../core/problem.ts";
import { refuseUnknown } from "../access/gate.ts";
import type { Deployment } from "../environment.ts";
import { logUnexpected } from "../log.ts";
import { refuse, type Outcome } from "../refusal.ts";
import type { RequestContext, UncheckedRequest } from "../request-context.ts";
import type { CodeKey } from "./code-rows.ts";
import { grantTogether } from "./grant-batches.ts";
import { allShards, shardOf } from "./shards.ts";
import { BUDGET_KINDS, type BudgetKind, type Purse, type SpentRow } from "./spending.ts";
import type {
  Admission,
  DebitReply,
  GrantedSession,
  GrantRequest,
  UsageStore,
} from "./usage-store.ts";

export type Store = DurableObjectStub<UsageStore>;

/** A request whose access code is valid, and what the usage store replied. */
export interface Checked<T> {
  readonly context: RequestContext;
  readonly value: T;
}

/** Refuses with `code-unknown`, `attempts-spent`, or `usage-store-unavailable` if the store fails. */
export const ask = async <T>(
  unchecked: UncheckedRequest,
  call: (store: Store, key: CodeKey) => Promise<Admission<T>>,
): Promise<Outcome<Checked<T>>> => admitted(unchecked, await query(unchecked, call));

async function admitted<T>(
  unchecked: UncheckedRequest,
  admission: Outcome<Admission<T>>,
): Promise<Outcome<Checked<T>>> {
  if (!admission.ok) return admission;
  if (admission.value === null) return refuseUnknown(unchecked);
  const { name, value } = admission.value;
  return ok({ context: { ...unchecked, caller: name }, value });
}

/** For routes that debit nothing. */
export const checked =
  (handle: (context: RequestContext) => Promise<Outcome<Response>> | Outcome<Response>) =>
  async (unchecked: UncheckedRequest): Promise<Outcome<Response>> => {
    const admitted = await ask(unchecked, (store, key) => store.admit(key));
    return admitted.ok ? handle(admitted.value.context) : admitted;
  };

/** Refuses with `budget-spent` if a purse has too little left. */
export const askForDebit = async <T>(
  unchecked: UncheckedRequest,
  call: (store: Store, key: CodeKey) => Promise<Admission<DebitReply<T>>>,
): Promise<Outcome<Checked<T>>> => debited(await ask(unchecked, call));

/** The same for a speech session. Grants of concurrent requests share a call of the usage store. */
export const askForSession = async (
  unchecked: UncheckedRequest,
  request: GrantRequest,
): Promise<Outcome<Checked<GrantedSession>>> =>
  debited(await admitted(unchecked, await guarded(() => grantTogether(unchecked, request))));

function debited<T>(reply: Outcome<Checked<DebitReply<T>>>): Outcome<Checked<T>> {
  if (!reply.ok) return reply;
  const { context, value } = reply.value;
  if (value.ok) return ok({ context, value: value.value });
  const now = context.platform.now();
  return refuse({ reason: "budget-spent", name: context.caller, now, ...value.tightest });
}

/** Corrects a debit without delaying the response. If the correction fails, the debit stays. */
export const correct = (context: RequestContext, call: (store: Store) => Promise<unknown>): void =>
  context.platform.later(query(context, call));

/** The budgets that a debit draws on. @param perUnit what one unit costs; nothing and unknown are left out */
export function pursesOf(
  { budget }: Deployment,
  perUnit: Readonly<Partial<Record<BudgetKind, number>>>,
): Purse[] {
  const limits: Readonly<Record<BudgetKind, number>> = budget.limits;
  return BUDGET_KINDS.flatMap((kind) => {
    const cost = perUnit[kind] ?? 0;
    const limit = limits[kind];
    return cost > 0
      ? [{ kind, perUnit: cost, limit, refundLimit: limit * budget.refundFactor }]
      : [];
  });
}

/** Usage of today of the caller alone. */
export const ownUsage = (unchecked: UncheckedRequest): Promise<Outcome<Checked<SpentRow[]>>> =>
  ask(unchecked, (store, key) => store.usage(key, unchecked.platform.now()));

/** Usage of today of all codes that have spent something. */
export const usageOfAll = (context: RequestContext): Promise<Outcome<SpentRow[]>> =>
  askAll(context, (store) => store.usageOfAll(context.platform.now()));

/** For admins: collects rows of all usage stores. */
export const askAll = <T>(
  { deployment }: RequestContext,
  call: (store: Store) => Promise<T[]>,
): Promise<Outcome<T[]>> =>
  guarded(async () => (await Promise.all(allShards(deployment.usageStores).map(call))).flat());

/** For admins: asks the usage store of another access code. */
export const askAbout = <T>(
  { deployment }: RequestContext,
  digest: string,
  call: (store: Store) => Promise<T>,
): Promise<Outcome<T>> => guarded(() => call(shardOf(deployment.usageStores, digest)));

export const isAdmin = ({ deployment, caller }: RequestContext): boolean =>
  deployment.adminNames.includes(caller);

const query = <T>(
  { deployment, key }: UncheckedRequest,
  call: (store: Store, key: CodeKey) => Promise<T>,
): Promise<Outcome<T>> =>
  // A stub that has thrown stays broken, so each query gets a new one.
  guarded(() => call(shardOf(deployment.usageStores, key.digest), key));

async function guarded<T>(call: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return ok(await call());
  } catch (error) {
    logUnexpected("usage-store", error);
    return refuse({ reason: "usage-store-unavailable" });
  }
}
