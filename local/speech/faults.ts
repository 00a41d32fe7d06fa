/** What a test can make go wrong, when it happens, and the one place that does it. */

import { assertNever } from "../../core/assert-never.ts";
import { sessionCancelled, tooManySessions, type Refusal } from "./refusals.ts";

export type TokenFault =
  | { readonly type: "refuse-token"; readonly status: number }
  | { readonly type: "slow-token"; readonly delayMs: number };

/** Happens once, at its moment. */
export type MomentFault =
  /** The TCP connection is cut without a close frame: the client sees 1006. */
  | { readonly type: "drop" }
  /** An Error message and a close with the same code; 3005 unless told otherwise. */
  | { readonly type: "error"; readonly code?: number; readonly text?: string }
  | { readonly type: "too-many-sessions"; readonly code: 1008 | 3009 }
  /** A close frame without an Error message, for instance 1011 or 1013. */
  | { readonly type: "close"; readonly code: number; readonly reason: string }
  | { readonly type: "malformed-json" }
  | { readonly type: "unknown-type" }
  /** `{"error": …}` without a type; the session goes on unless the client ends it. */
  | { readonly type: "untyped-error"; readonly text: string }
  | { readonly type: "warning"; readonly code: number; readonly text: string };

/** Holds from its moment to the end of the session. */
export type LastingFault =
  /** The socket stays open and nothing comes any more. */
  | { readonly type: "stall" }
  | { readonly type: "silent-gateway" }
  | { readonly type: "duplicate-finals" }
  /** Every second final overtakes the one before it. */
  | { readonly type: "turns-out-of-order" }
  /** null wherever protocol §4 asks clients to tolerate it. */
  | { readonly type: "null-fields" };

export type SessionFault = MomentFault | LastingFault;
export type Fault = TokenFault | SessionFault;

export interface When {
  /** The n-th session, or token request, since the service started, from 1. Absent: whichever comes there next. */
  readonly nth?: number;
  /**
   * Sessions only: as soon as this much sound was received; 0 is right after Begin. Absent: at the connection, before
   * anything else is said.
   */
  readonly atMs?: number;
  /** How many sessions or requests it hits, once each; 1 unless told otherwise. */
  readonly times?: number;
}

export interface Faults {
  schedule(fault: Fault, when?: When): void;
  /** Forgets what has not happened yet. */
  clear(): void;
}

/** The service's own side of the schedule. Taking a fault counts as its happening. */
export interface FaultSchedule extends Faults {
  takeForToken(request: number): TokenFault | null;
  /** `receivedMs` is null at the connection. */
  takeForSession(session: number, receivedMs: number | null): readonly SessionFault[];
}

export function createFaultSchedule(): FaultSchedule {
  let scheduled: {
    readonly fault: Fault;
    readonly when: When;
    readonly left: number;
    readonly hit: number | null;
  }[] = [];

  /** Takes the faults due for visitor `number`, each at most once for the same visitor. */
  const take = (number: number, isDue: (fault: Fault, when: When) => boolean): Fault[] => {
    const due = scheduled.filter(
      ({ fault, when, hit }) =>
        hit !== number && (when.nth === undefined || when.nth === number) && isDue(fault, when),
    );
    scheduled = scheduled
      .map((entry) =>
        due.includes(entry) ? { ...entry, left: entry.left - 1, hit: number } : entry,
      )
      .filter(({ left }) => left > 0);
    return due.map(({ fault }) => fault);
  };

  return {
    schedule(fault, when = {}) {
      scheduled.push({ fault, when, left: when.times ?? 1, hit: null });
    },
    clear() {
      scheduled = [];
    },
    takeForToken: (request) => take(request, isTokenFault).find(isTokenFault) ?? null,
    takeForSession: (session, receivedMs) =>
      take(
        session,
        (fault, { atMs }) =>
          !isTokenFault(fault) &&
          (receivedMs === null ? atMs === undefined : atMs !== undefined && receivedMs >= atMs),
      ).filter((fault) => !isTokenFault(fault)),
  };
}

const isTokenFault = (fault: Fault): fault is TokenFault =>
  fault.type === "refuse-token" || fault.type === "slow-token";

/** What a fault can do to a session. */
export interface FaultTarget {
  sendText(text: string): void;
  refuse(refusal: Refusal): void;
  end(code: number, reason: string): void;
  drop(): void;
  distort(fault: LastingFault): void;
}

export function applyFault(fault: SessionFault, session: FaultTarget): void {
  switch (fault.type) {
    case "drop":
      return session.drop();
    case "error":
      return session.refuse({
        code: fault.code ?? sessionCancelled.code,
        text: fault.text ?? sessionCancelled.text,
      });
    case "too-many-sessions":
      return session.refuse(tooManySessions(fault.code));
    case "close":
      return session.end(fault.code, fault.reason);
    case "malformed-json":
      return session.sendText('{"type":"Turn","turn_order":');
    case "unknown-type":
      return session.sendText(JSON.stringify({ type: "Novelty", detail: { since: 2027 } }));
    case "untyped-error":
      return session.sendText(JSON.stringify({ error: fault.text }));
    case "warning":
      return session.sendText(
        JSON.stringify({ type: "Warning", warning_code: fault.code, warning: fault.text }),
      );
    case "stall":
    case "silent-gateway":
    case "duplicate-finals":
    case "turns-out-of-order":
    case "null-fields":
      return session.distort(fault);
    default:
      return assertNever(fault);
  }
}
