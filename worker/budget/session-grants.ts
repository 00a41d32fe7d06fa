/**
 * Speech sessions that were granted and not settled yet. A grant debits the longest duration; a report of the client settles it to what
 * was used. A session without a report stays debited: by the clock it has lasted as long as it could.
 */

import { dayOf, type Debit, type Purse, type Spending } from "./spending.ts";

/** Report of a client that a session is over. */
export interface EndedSession {
  readonly grant: string;
  readonly usedSeconds: number;
}

export interface SessionGrants {
  /**
   * @param wish id chosen by the client; taken if it is free
   * @returns the id of the grant
   */
  add(debit: Debit, now: number, wish: string | undefined): string;
  /**
   * Settles each session once, never above the time that has passed since its grant. Unknown and settled ones are ignored.
   *
   * @param purses with the limits of today's configuration
   * @returns the number of sessions that were settled now
   */
  settle(
    code: string,
    ended: readonly EndedSession[],
    purses: readonly Purse[],
    now: number,
  ): number;
  /** Refunds a session whose token was never handed out. */
  revoke(code: string, id: string, purses: readonly Purse[]): void;
  deleteBefore(day: string): void;
}

type Row = { granted: number; seconds: number; money_per_second: number };

export function createSessionGrants(sql: SqlStorage, spending: Spending): SessionGrants {
  sql.exec(
    `CREATE TABLE IF NOT EXISTS grants (
       code TEXT, id TEXT, granted INTEGER NOT NULL, seconds INTEGER NOT NULL, money_per_second REAL NOT NULL,
       PRIMARY KEY (code, id)
     ) WITHOUT ROWID`,
  );

  /** Settled grants leave the table, so a repeated report finds nothing. */
  function take(code: string, id: string): Row | undefined {
    return sql
      .exec<Row>(
        "DELETE FROM grants WHERE code = ? AND id = ? RETURNING granted, seconds, money_per_second",
        code,
        id,
      )
      .toArray()[0];
  }

  const debitOf = (
    code: string,
    { granted, seconds, money_per_second }: Row,
    purses: readonly Purse[],
  ): Debit => ({
    code,
    day: dayOf(granted),
    units: seconds,
    purses: [
      ...purses.filter(({ kind }) => kind !== "money"),
      // At the price of the day of the grant.
      ...purses
        .filter(({ kind }) => kind === "money" && money_per_second > 0)
        .map((purse) => ({ ...purse, perUnit: money_per_second })),
    ],
  });

  return {
    add({ code, units, purses }, now, wish) {
      const money = purses.find(({ kind }) => kind === "money")?.perUnit ?? 0;
      const insert = (id: string): boolean =>
        sql.exec("INSERT OR IGNORE INTO grants VALUES (?, ?, ?, ?, ?)", code, id, now, units, money)
          .rowsWritten > 0;
      if (wish !== undefined && insert(wish)) return wish;
      const id = crypto.randomUUID();
      insert(id);
      return id;
    },
    settle(code, ended, purses, now) {
      let count = 0;
      for (const { grant, usedSeconds } of ended) {
        const row = take(code, grant);
        if (!row) continue;
        count++;
        const elapsedSeconds = Math.max(0, now - row.granted) / 1000;
        const used = Math.ceil(Math.min(usedSeconds, elapsedSeconds, row.seconds));
        spending.settle(debitOf(code, row, purses), ({ perUnit }) => used * perUnit, false);
      }
      return count;
    },
    revoke(code, id, purses) {
      const row = take(code, id);
      if (row) spending.settle(debitOf(code, row, purses), () => 0, true);
    },
    deleteBefore(day) {
      sql.exec("DELETE FROM grants WHERE granted < ?", Date.parse(day));
    },
  };
}
