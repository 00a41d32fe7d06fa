/**
 * Reports the end of each speech session to the team's Worker, which debits what was used instead of what was granted. Reports wait in
 * the database until the Worker has taken them, so that none is lost offline or in a crash. If the database fails, nothing is reported
 * and the recording goes on.
 */

import { MOST } from "../../../core/bounds.ts";
import { ok, type Problem, type Result } from "../../../core/problem.ts";
import type { EndedSession, TokenGrant } from "../../../core/protocol/worker-api.ts";
import type { Phase } from "../../../core/speech/session.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { mintToken, reportSessions, type WorkerService } from "../../shared/worker-client.ts";
import {
  type GrantedSession,
  listGranted,
  removeGranted,
  storeGranted,
} from "../../shared/granted-sessions.ts";

export interface SessionReports {
  /** Asks for a token, and reports in the same request which sessions are over. */
  mint(
    service: WorkerService,
    longestMs: number,
    signal: AbortSignal,
  ): Promise<Result<TokenGrant | null>>;
  /** The session of the last token has begun. */
  begin(): void;
  /** The session lives; called as often as anything arrives. */
  alive(): void;
  /**
   * The session, or the attempt to open one, is over.
   *
   * @param phase of the machine after it; the next token would report the session as well, but may not come soon
   */
  end(service: WorkerService, phase: Phase): void;
  /** Time since `begin`; 0 if no session has begun since the last token. */
  livedMs(): number;
}

/** Phases in which no token is asked for soon. */
const RESTING: ReadonlySet<Phase> = new Set(["idle", "blocked", "closed"]);
/** How often the duration of a living session is stored, in case of a crash. */
const STORE_EVERY_MS = 60_000;
/** A session that is stored as living and was not stored again for this long has crashed. */
const CRASHED_AFTER_MS = 5 * STORE_EVERY_MS;
/** The Worker forgets what was not reported by then. */
const FORGOTTEN_AFTER_MS = 2 * 86_400_000;

/** @param needsToken whether sessions are granted by a Worker; otherwise there is nothing to report */
export function createSessionReports(needsToken: boolean): SessionReports {
  let current: GrantedSession | null = null;
  let beganAtMs: number | null = null;
  /** Sessions that are over and not reported yet, the latest last. */
  let waiting: readonly GrantedSession[] = [];
  /** Orders the writes. Nothing else waits for the database. */
  let writes: Promise<unknown> = takeLeftBehind();

  /** Takes over what other threads and earlier processes have not reported. */
  async function takeLeftBehind(): Promise<void> {
    const now = Date.now();
    const all = await listGranted().catch((error: unknown) => {
      reportUnexpected("reading sessions to report")(error);
      return [];
    });
    const isOver = ({ isOver, storedAt }: GrantedSession): boolean =>
      isOver || storedAt < now - CRASHED_AFTER_MS;
    waiting = [...all.filter(isOver), ...waiting];
  }

  const write = (act: () => Promise<unknown>): void => {
    writes = writes.then(act).catch(reportUnexpected("storing a session to report"));
  };

  function store(change: Partial<GrantedSession>): void {
    if (current === null) return;
    const session = { ...current, ...change, storedAt: Date.now() };
    current = session;
    write(() => storeGranted(session));
  }

  /** The Worker knows these, or wants no report of them. */
  function forget(sessions: readonly Pick<GrantedSession, "grant">[]): void {
    if (sessions.length === 0) return;
    const grants = new Set(sessions.map(({ grant }) => grant));
    waiting = waiting.filter(({ grant }) => !grants.has(grant));
    if (current && grants.has(current.grant)) current = null;
    write(() => removeGranted(sessions));
  }

  const livedMs = (): number => (beganAtMs === null ? 0 : performance.now() - beganAtMs);

  function reportable({ workerUrl }: WorkerService): EndedSession[] {
    const now = Date.now();
    forget(waiting.filter(({ storedAt }) => storedAt < now - FORGOTTEN_AFTER_MS));
    return waiting
      .filter((session) => session.workerUrl === workerUrl)
      .slice(-MOST.endedSessions)
      .map(({ grant, usedSeconds }) => ({ grant, used_seconds: usedSeconds }));
  }

  async function send(service: WorkerService): Promise<void> {
    const ended = reportable(service);
    if (ended.length === 0) return;
    const reply = await reportSessions(service, { ended });
    if (reply.ok) forget(ended);
  }

  return {
    async mint(service, longestMs, signal) {
      if (!needsToken) return ok(null);
      const grant = crypto.randomUUID();
      current = { grant, workerUrl: service.workerUrl, storedAt: 0, usedSeconds: 0, isOver: false };
      store({});
      const ended = reportable(service);
      const request = { grant, max_session_duration_seconds: Math.ceil(longestMs / 1000), ended };
      const reply = await mintToken(service, request, signal);
      if (reply.ok) forget(ended);
      if (reply.ok ? reply.value.grant === undefined : !mayBeGranted(reply.problem))
        forget([{ grant }]);
      return reply;
    },
    begin() {
      beganAtMs = performance.now();
    },
    alive() {
      if (current && beganAtMs !== null && Date.now() - current.storedAt >= STORE_EVERY_MS)
        store({ usedSeconds: livedMs() / 1000 });
    },
    end(service, phase) {
      store({ usedSeconds: livedMs() / 1000, isOver: true });
      if (current) waiting = [...waiting, current];
      current = null;
      beganAtMs = null;
      if (needsToken && RESTING.has(phase))
        send(service).catch(reportUnexpected("reporting sessions"));
    },
    livedMs,
  };
}

/** A reply that came too late may have been a token. */
const mayBeGranted = ({ reason, detail }: Problem): boolean =>
  reason === "worker-unreachable" && detail !== undefined;
