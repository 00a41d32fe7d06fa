/**
 * Keeps access codes and what each has spent today. One of several Durable Objects (`shards.ts`). Requests from all locations arrive one
 * after the other, and a method reads and writes without yielding, so no two requests spend the same minute. A reply leaves the object
 * after its writes are on disk.
 */

import { DurableObject } from "cloudflare:workers";
import { logUnexpected } from "../log.ts";
import {
  addCodeRow,
  codeRows,
  createCodeRows,
  deleteCodeRow,
  nameOf,
  type CodeKey,
  type CodeRow,
} from "./code-rows.ts";
import {
  dayOf,
  nextCleaningMs,
  createSpending,
  type Debit,
  type Left,
  type Purse,
  type Spending,
} from "./spending.ts";
import { createSessionGrants, type EndedSession, type SessionGrants } from "./session-grants.ts";

/** `null` if the access code is unknown or has ended. */
export type Admission<T> = { readonly name: string; readonly value: T } | null;

export interface DebitRequest {
  /** Units debited if every purse can pay them … */
  readonly want: number;
  /** … otherwise as many as all can pay, unless they are fewer than this. */
  readonly least: number;
  readonly purses: readonly Purse[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface GrantRequest extends DebitRequest {
  /** Sessions of earlier grants that are over. */
  readonly ended: readonly EndedSession[];
  /** Id chosen by the client. */
  readonly id: string | undefined;
}

/** `Debited`, or why not. */
export type DebitReply<Debited> =
  | { readonly ok: true; readonly value: Debited }
  | { readonly ok: false; readonly tightest: Left["tightest"] };

export interface KeyedGrant {
  readonly key: CodeKey;
  readonly request: GrantRequest;
}

/** Of one request of a batch. Not `ok` if this one failed unexpectedly, and then nothing of it is stored. */
export type GrantReply =
  | { readonly ok: true; readonly admission: Admission<DebitReply<GrantedSession>> }
  | { readonly ok: false };

export interface GrantedSession {
  readonly id: string;
  readonly seconds: number;
}

/**
 * A session is at most this share of what unproven refunds may still give back, so that many short meetings get shorter sessions instead
 * of no refunds …
 */
const SHARE_OF_REFUNDS = 1 / 8;
/** … and never shorter than this for that reason. */
const LEAST_LONGEST_SECONDS = 600;

/** The exported class is called `Ledger` (index.ts), its binding `LEDGER`. Deployed Workers keep data under these names. */
export class UsageStore extends DurableObject {
  readonly #sql: SqlStorage;
  readonly #spending: Spending;
  readonly #grants: SessionGrants;
  #cleansAtMs = 0;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    createCodeRows(this.#sql);
    this.#spending = createSpending(this.#sql);
    this.#grants = createSessionGrants(this.#sql, this.#spending);
  }

  admit(key: CodeKey): Admission<null> {
    return this.#admitted(key, () => null);
  }

  /** Each request is a transaction of its own inside the one write to disk: what one is refused, or fails in, changes nothing for the others. */
  grantSessions(requests: readonly KeyedGrant[]): GrantReply[] {
    const replies = requests.map(({ key, request }): GrantReply => {
      try {
        const admission = this.ctx.storage.transactionSync(() => this.#grantSession(key, request));
        return { ok: true, admission };
      } catch (error) {
        logUnexpected("usage-store", error);
        return { ok: false };
      }
    });
    if (replies.some((reply) => reply.ok && reply.admission?.value.ok)) this.#cleanLater();
    return replies;
  }

  /** Settles the sessions that are over, and debits a new one by its longest duration in seconds. */
  #grantSession(key: CodeKey, request: GrantRequest): Admission<DebitReply<GrantedSession>> {
    return this.#admitted(key, (name) => {
      const { ended, purses, now } = request;
      this.#grants.settle(key.digest, ended, purses, now);
      const left = this.#spending.left(key.digest, dayOf(now), purses);
      const longest = Math.max(LEAST_LONGEST_SECONDS, left.refundableUnits * SHARE_OF_REFUNDS);
      const want = Math.min(request.want, longest);
      const debit = this.#debit(key, name, { ...request, want }, left);
      if (!debit.ok) return debit;
      const { value } = debit;
      return {
        ok: true,
        value: { id: this.#grants.add(value, now, request.id), seconds: value.units },
      };
    });
  }

  /** @returns the number of sessions that were settled now */
  settleSessions(
    key: CodeKey,
    ended: readonly EndedSession[],
    purses: readonly Purse[],
    now: number,
  ): Admission<number> {
    return this.#admitted(key, () => this.#grants.settle(key.digest, ended, purses, now));
  }

  /** Refunds a session whose token was never handed out. */
  revokeSession(key: CodeKey, id: string, purses: readonly Purse[]): void {
    this.#grants.revoke(key.digest, id, purses);
  }

  debit(key: CodeKey, request: DebitRequest): Admission<DebitReply<Debit>> {
    const admission = this.#admitted(key, (name) => this.#debit(key, name, request));
    if (admission?.value.ok) this.#cleanLater();
    return admission;
  }

  /** @param settled amounts by kind; a kind without one stays debited */
  settle(
    debit: Debit,
    settled: Readonly<Partial<Record<Purse["kind"], number>>>,
    isProven: boolean,
  ): void {
    this.#spending.settle(
      debit,
      ({ kind, perUnit }) => settled[kind] ?? debit.units * perUnit,
      isProven,
    );
  }

  usage(key: CodeKey, now: number): Admission<ReturnType<Spending["rows"]>> {
    return this.#admitted(key, () => this.#spending.rows(dayOf(now), key.digest));
  }

  /** For admins: of all codes of this object. */
  usageOfAll(now: number): ReturnType<Spending["rows"]> {
    return this.#spending.rows(dayOf(now), null);
  }

  /** For admins, as are the next two. */
  codes(): CodeRow[] {
    return codeRows(this.#sql);
  }

  addCode(row: CodeRow): void {
    addCodeRow(this.#sql, row);
  }

  deleteCode(digest: string): void {
    deleteCodeRow(this.#sql, digest);
  }

  /** Deletes the rows of days before today, also if nobody asks for anything any more. */
  override async alarm(): Promise<void> {
    const now = Date.now();
    this.#spending.deleteBefore(dayOf(now));
    this.#grants.deleteBefore(dayOf(now));
    this.#cleansAtMs = 0;
    if (!this.#spending.isEmpty()) this.#cleanLater();
  }

  #admitted<T>(key: CodeKey, act: (name: string) => T): Admission<T> {
    const name = nameOf(this.#sql, key);
    return name === null ? null : { name, value: act(name) };
  }

  #debit(
    key: CodeKey,
    name: string,
    { want, least, purses, now }: DebitRequest,
    left = this.#spending.left(key.digest, dayOf(now), purses),
  ): DebitReply<Debit> {
    const day = dayOf(now);
    const units = Math.floor(Math.min(want, left.units));
    if (units < least) return { ok: false, tightest: left.tightest };
    const debit = { code: key.digest, day, units, purses };
    this.#spending.debit(name, debit);
    return { ok: true, value: debit };
  }

  /** The alarm is set once a day and process; the clock is the object's own. */
  #cleanLater(): void {
    const now = Date.now();
    if (now < this.#cleansAtMs) return;
    this.#cleansAtMs = nextCleaningMs(now);
    void this.ctx.storage.setAlarm(this.#cleansAtMs);
  }
}
