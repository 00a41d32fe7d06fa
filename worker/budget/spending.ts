/**
 * Rows of what each access code has spent, one a day. A debit and its check are one step. Refunds that rest on a claim of the client or
 * on an estimate are counted, because they may be untrue, and have a limit of their own.
 */

/** Units that daily budgets are counted in, and columns of the table. `money` is in millionths of a US dollar. */
export const BUDGET_KINDS = ["session_seconds", "model_tokens", "money"] as const;
export type BudgetKind = (typeof BUDGET_KINDS)[number];

/** One budget that a debit draws on. */
export interface Purse {
  readonly kind: BudgetKind;
  /** Amount that one unit of the debit costs. */
  readonly perUnit: number;
  /** Per day. */
  readonly limit: number;
  /** The most that unproven refunds may give back in a day. */
  readonly refundLimit: number;
}

/** What a debit took. */
export interface Debit {
  /** Digest of the access code. */
  readonly code: string;
  readonly day: string;
  readonly units: number;
  readonly purses: readonly Purse[];
}

export interface SpentRow extends Readonly<Record<BudgetKind, number>> {
  /** Digest of the access code. */
  readonly code: string;
  readonly name: string;
}

export interface Left {
  /** Units that all purses can pay. */
  readonly units: number;
  /** Units that unproven refunds could still give back to all purses. */
  readonly refundableUnits: number;
  /** The purse that can pay least. */
  readonly tightest: { readonly kind: BudgetKind; readonly limit: number; readonly left: number };
}

export interface Spending {
  left(code: string, day: string, purses: readonly Purse[]): Left;
  /** Debits without a check. */
  debit(name: string, debit: Debit): void;
  /**
   * Corrects a debit to what it did cost: nothing, less or more.
   *
   * @param isProven not by a claim of the client, nor by an estimate
   */
  settle(debit: Debit, settled: (purse: Purse) => number, isProven: boolean): void;
  /** @param code `null` selects the rows of all codes */
  rows(day: string, code: string | null): SpentRow[];
  deleteBefore(day: string): void;
  isEmpty(): boolean;
}

type Amounts = Record<BudgetKind, number> & Record<`refunded_${BudgetKind}`, number>;

const COLUMNS = BUDGET_KINDS.flatMap((kind) => [kind, `refunded_${kind}`] as const);

export function createSpending(sql: SqlStorage): Spending {
  // Earlier versions counted by name, in one object for all.
  sql.exec("DROP TABLE IF EXISTS spent");
  sql.exec(
    `CREATE TABLE IF NOT EXISTS spent_by_code (
       day TEXT, code TEXT, name TEXT NOT NULL, ${COLUMNS.map((column) => `${column} INTEGER NOT NULL DEFAULT 0`).join(", ")},
       PRIMARY KEY (day, code)
     ) WITHOUT ROWID`,
  );

  const amountsOf = (day: string, code: string): Amounts | undefined =>
    sql
      .exec<Amounts>(
        `SELECT ${COLUMNS.join(", ")} FROM spent_by_code WHERE day = ? AND code = ?`,
        day,
        code,
      )
      .toArray()[0];

  return {
    left(code, day, purses) {
      const amounts = amountsOf(day, code);
      const each = purses.map(({ kind, perUnit, limit, refundLimit }) => {
        const left = Math.max(0, limit - (amounts?.[kind] ?? 0));
        const refundable = Math.max(0, refundLimit - (amounts?.[`refunded_${kind}`] ?? 0));
        return { kind, limit, left, units: left / perUnit, refundableUnits: refundable / perUnit };
      });
      const tightest = each.reduce((one, other) => (other.units < one.units ? other : one));
      return {
        units: tightest.units,
        refundableUnits: Math.min(...each.map(({ refundableUnits }) => refundableUnits)),
        tightest: { kind: tightest.kind, limit: tightest.limit, left: tightest.left },
      };
    },
    debit(name, { code, day, units, purses }) {
      const kinds = purses.map(({ kind }) => kind);
      sql.exec(
        `INSERT INTO spent_by_code (day, code, name, ${kinds.join(", ")}) VALUES (?, ?, ?${", ?".repeat(kinds.length)})
         ON CONFLICT DO UPDATE SET ${kinds.map((kind) => `${kind} = ${kind} + excluded.${kind}`).join(", ")}`,
        day,
        code,
        name,
        ...purses.map(({ perUnit }) => Math.ceil(units * perUnit)),
      );
    },
    settle({ code, day, units, purses }, settled, isProven) {
      const amounts = amountsOf(day, code);
      if (!amounts) return;
      for (const purse of purses) {
        const { kind, perUnit, refundLimit } = purse;
        const owed = Math.ceil(units * perUnit) - Math.ceil(settled(purse));
        const most = isProven ? Infinity : Math.max(0, refundLimit - amounts[`refunded_${kind}`]);
        const refund = Math.min(owed, most, amounts[kind]);
        sql.exec(
          `UPDATE spent_by_code SET ${kind} = ${kind} - ?, refunded_${kind} = refunded_${kind} + ? WHERE day = ? AND code = ?`,
          refund,
          isProven ? 0 : Math.max(0, refund),
          day,
          code,
        );
      }
    },
    rows: (day, code) =>
      sql
        .exec<Record<BudgetKind, number> & { code: string; name: string }>(
          `SELECT code, name, ${BUDGET_KINDS.join(", ")} FROM spent_by_code WHERE day = ? ${code === null ? "" : "AND code = ?"}`,
          ...(code === null ? [day] : [day, code]),
        )
        .toArray(),
    deleteBefore: (day) => void sql.exec("DELETE FROM spent_by_code WHERE day < ?", day),
    isEmpty: () => sql.exec("SELECT 1 FROM spent_by_code LIMIT 1").toArray().length === 0,
  };
}

/** Budgets last one day of UTC, so they are renewed everywhere at the same moment. */
const DAY_MS = 86_400_000;

/** For instance `2026-11-22`; days sort as text. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** At least 1. */
export const secondsLeftOf = (ms: number): number => Math.ceil((DAY_MS - (ms % DAY_MS)) / 1000);

/** Late enough for the last sessions of the day before to be settled. */
const CLEANING_HOUR = 4;

/** @returns when rows of days before are deleted next, in ms since 1970 */
export function nextCleaningMs(ms: number): number {
  const today = ms - (ms % DAY_MS) + CLEANING_HOUR * 3_600_000;
  return ms < today ? today : today + DAY_MS;
}
