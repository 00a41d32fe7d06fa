/**
 * What every access code has spent today, in one Durable Object for the whole edge. Requests of all places come here one
 * after the other, and a debit is read and written without a pause between, so no two can spend the same minute.
 */

import { DurableObject } from "cloudflare:workers";
import { dayOf, dayBefore } from "./day.ts";

/** What a budget is counted in. */
export type Purse = "session_seconds" | "model_tokens";

export interface Wish {
  readonly name: string;
  readonly purse: Purse;
  /** Debited if there is enough left … */
  readonly want: number;
  /** … else as much as is left, but not less than this. */
  readonly least: number;
  /** Of the day. */
  readonly limit: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A debit that was made, so that it can be corrected. */
export interface Receipt {
  readonly name: string;
  readonly purse: Purse;
  readonly day: string;
  readonly amount: number;
}

export interface Debited {
  /** `null`: less is left than the least. */
  readonly receipt: Receipt | null;
  /** Before the debit. */
  readonly left: number;
}

export interface Entry {
  readonly name: string;
  readonly purse: Purse;
  readonly amount: number;
}

export class Ledger extends DurableObject {
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

  debit({ name, purse, want, least, limit, now }: Wish): Debited {
    const day = dayOf(now);
    const spent = this.#spent(day, name, purse);
    const left = Math.max(0, limit - (spent ?? 0));
    const amount = Math.min(want, left);
    if (amount < least) return { receipt: null, left };
    if (spent === undefined) this.#forgetBefore(dayBefore(now));
    const receipt = { name, purse, day, amount };
    this.#add(receipt);
    return { receipt, left };
  }

  /** What was debited turns out to have cost `amount`: none of it, less of it, or more. */
  settle(receipt: Receipt, amount: number): void {
    const spent = this.#spent(receipt.day, receipt.name, receipt.purse);
    if (spent === undefined) return;
    this.#add({ ...receipt, amount: Math.max(-spent, amount - receipt.amount) });
  }

  /** All debits of the day, of one name or of all. */
  entries(now: number, name: string | null): Entry[] {
    const query = `SELECT name, purse, amount FROM spent WHERE day = ? ${name === null ? "" : "AND name = ?"}`;
    const bindings = name === null ? [dayOf(now)] : [dayOf(now), name];
    return this.#sql
      .exec<{ name: string; purse: Purse; amount: number }>(query, ...bindings)
      .toArray();
  }

  #spent(day: string, name: string, purse: Purse): number | undefined {
    const query = "SELECT amount FROM spent WHERE day = ? AND name = ? AND purse = ?";
    return this.#sql.exec<{ amount: number }>(query, day, name, purse).toArray()[0]?.amount;
  }

  #add({ name, purse, day, amount }: Receipt): void {
    this.#sql.exec(
      `INSERT INTO spent (day, name, purse, amount) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET amount = amount + excluded.amount`,
      day,
      name,
      purse,
      amount,
    );
  }

  /** The day before is kept for what was debited before midnight and is settled after it. */
  #forgetBefore(day: string): void {
    this.#sql.exec("DELETE FROM spent WHERE day < ?", day);
  }
}
