/** Schedule of the faults that a test injects, and their effect on a session. */

import { assertNever } from "../../core/assert-never.ts";
import { invalidParameter, sessionCancelled, tooManySessions, type Refusal } from "./refusals.ts";

export type TokenFault =
  | { readonly type: "refuse-token"; readonly status: number }
  | { readonly type: "slow-token"; readonly delayMs: number };

/** Happens once. */
export type MomentFault =
  /** Cuts the TCP connection without a close frame: the client sees 1006. */
  | { readonly type: "drop" }
  /** An Error message and a close with the same code, 3005 by default. */
  | { readonly type: "error"; readonly code?: number; readonly text?: string }
  | { readonly type: "too-many-sessions"; readonly code: 1008 | 3009 }
  /** Refuses this parameter: of the connection, or of the last UpdateConfiguration. */
  | { readonly type: "refuse-parameter"; readonly name: string }
  /** A close frame without an Error message, for instance 1011 or 1013. */
  | { readonly type: "close"; readonly code: number; readonly reason: string }
  | { readonly type: "malformed-json" }
  | { readonly type: "unknown-type" }
  /** `{"error": …}` without a type; the session goes on unless the client ends it. */
  | { readonly type: "untyped-error"; readonly text: string }
  | { readonly type: "warning"; readonly code: number; readonly text: string };

/** Lasts until the end of the session. */
export type LastingFault =
  /** The socket stays open and sends nothing more. */
  | { readonly type: "stall" }
  | { readonly type: "silent-gateway" }
  | { readonly type: "duplicate-finals" }
  /** Every second final overtakes the one before it. */
  | { readonly type: "turns-out-of-order" }
  /** Sends null in every field that clients must tolerate as null (docs/protocol.md#server-messages). */
  | { readonly type: "null-fields" };

export type SessionFault = MomentFault | LastingFault;
export type Fault = TokenFault | SessionFault;

export interface When {
  /** Number of the session or token request since the service started, from 1. By default the next one. */
  readonly nth?: number;
  /**
   * Sessions only: audio received when the fault happens; 0 is right after Begin. By default the fault happens at the
   * connection.
   */
  readonly atMs?: number;
  /** How many sessions or requests it hits, once each; 1 by default. */
  readonly times?: number;
}

export interface Faults {
  schedule(fault: Fault, when?: When): void;
  /** Drops faults that have not happened yet. */
  clear(): void;
}

/** The service's side of the schedule. A fault that is taken counts as having happened. */
export interface FaultSchedule extends Faults {
  takeForToken(request: number): TokenFault | null;
  /** @param receivedMs `null` at the connection. */
  takeForSession(session: number, receivedMs: number | null): readonly SessionFault[];
}

export function createFaultSchedule(): FaultSchedule {
  let scheduled: {
    readonly fault: Fault;
    readonly when: When;
    readonly left: number;
    readonly hit: number | null;
  }[] = [];

  /** Takes the faults due for session or request `number`, each at most once per number. */
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

/** Effects of a fault on a session. */
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
    case "refuse-parameter":
      return session.refuse(invalidParameter(fault.name, "Not supported"));
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
