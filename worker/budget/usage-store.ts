/**
 * Keeps what every access code has spent today, in one Durable Object for the whole deployment. Requests from all
 * locations arrive one after the other, and a debit reads and writes without yielding, so no two spend the same minute.
 */

import { DurableObject } from "cloudflare:workers";
import { dayOf, dayBefore } from "./day.ts";

/** Unit that a daily budget is counted in. */
export type BudgetKind = "session_seconds" | "model_tokens";

export interface DebitRequest {
  readonly name: string;
  readonly kind: BudgetKind;
  /** Debited if that much is left … */
  readonly want: number;
  /** … otherwise the rest of the budget is debited, unless it is less than this. */
  readonly least: number;
  /** Per day. */
  readonly limit: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A debit that was made ahead and can be corrected by `settle`. */
export interface Reservation {
  readonly name: string;
  readonly kind: BudgetKind;
  readonly day: string;
  readonly amount: number;
}

export interface DebitReply {
  /** `null` if less is left than the least. */
  readonly reservation: Reservation | null;
  /** Before the debit. */
  readonly left: number;
}

export interface UsageEntry {
  readonly name: string;
  readonly kind: BudgetKind;
  readonly amount: number;
}

/**
 * The exported class is called `Ledger` (index.ts), its binding `LEDGER`, its table `spent` with the column `purse` for
 * the kind. Deployed Workers hold data under these names, so they never change.
 */
export class UsageStore extends DurableObject {
  readonly #sql: SqlStorage;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#sql.exec(
      `CREATE TABLE IF NOT EXISTS spent (
         day TEXT, name TEXT, purse TEXT, amount INTEGER NOT NULL, PRIMARY KEY (day, name, purse)
       ) WITHOUT ROWID`,
    );
  }

  debit({ name, kind, want, least, limit, now }: DebitRequest): DebitReply {
    const day = dayOf(now);
    const spent = this.#spent(day, name, kind);
    const left = Math.max(0, limit - (spent ?? 0));
    const amount = Math.min(want, left);
    if (amount < least) return { reservation: null, left };
    if (spent === undefined) this.#deleteBefore(dayBefore(now));
    const reservation = { name, kind, day, amount };
    this.#add(reservation);
    return { reservation, left };
  }

  /** Corrects a reservation to what it did cost: nothing, less or more. */
  settle(reservation: Reservation, amount: number): void {
    const spent = this.#spent(reservation.day, reservation.name, reservation.kind);
    if (spent === undefined) return;
    this.#add({ ...reservation, amount: Math.max(-spent, amount - reservation.amount) });
  }

  /** @param name `null` selects the entries of all names. */
  entries(now: number, name: string | null): UsageEntry[] {
    const query = `SELECT name, purse AS kind, amount FROM spent WHERE day = ? ${name === null ? "" : "AND name = ?"}`;
    const bindings = name === null ? [dayOf(now)] : [dayOf(now), name];
    return this.#sql
      .exec<{ name: string; kind: BudgetKind; amount: number }>(query, ...bindings)
      .toArray();
  }

  #spent(day: string, name: string, kind: BudgetKind): number | undefined {
    const query = "SELECT amount FROM spent WHERE day = ? AND name = ? AND purse = ?";
    return this.#sql.exec<{ amount: number }>(query, day, name, kind).toArray()[0]?.amount;
  }

  #add({ name, kind, day, amount }: Reservation): void {
    this.#sql.exec(
      `INSERT INTO spent (day, name, purse, amount) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET amount = amount + excluded.amount`,
      day,
      name,
      kind,
      amount,
    );
  }

  /** The caller keeps yesterday for reservations that are made before midnight and settled after it. */
  #deleteBefore(day: string): void {
    this.#sql.exec("DELETE FROM spent WHERE day < ?", day);
  }
}
