/**
 * What a day costs: the extension's session machine on a virtual clock, with a line that fails, against the Worker and its usage store.
 */

import * as v from "valibot";
import { expect, test } from "vitest";
import {
  type EndedSession,
  ErrorReply,
  TokenGrant,
  Usage,
} from "../../core/protocol/worker-api.ts";
import { problem } from "../../core/problem.ts";
import { closeVerdict } from "../../core/speech/assemblyai/verdict.ts";
import {
  createSessionRateLimit,
  type SessionRateLimit,
} from "../../core/speech/session-rate-limit.ts";
import { IDLE, type SessionEvent, transition } from "../../core/speech/session.ts";
import { seededRandom } from "../soak/random.ts";
import { NOON } from "./fake-assemblyai.ts";
import { openWorker } from "./worker-under-test.ts";

const worker = openWorker();

/** docs/protocol.md#temporary-token */
const MINT_MS = 1_000;
const BEGIN_MS = 1_250;
const TERMINATION_MS = 900;
const HOUR_MS = 3_600_000;
const MORNING = NOON - 12 * HOUR_MS;

/** Virtual time; acts may be asynchronous, and take none of it. */
function createClock() {
  let nowMs = 0;
  let queue: { readonly atMs: number; readonly act: () => void | Promise<void> }[] = [];
  return {
    get nowMs() {
      return nowMs;
    },
    after(ms: number, act: () => void | Promise<void>): () => void {
      const entry = { atMs: nowMs + ms, act };
      queue = [...queue, entry].toSorted((one, other) => one.atMs - other.atMs);
      return () => void (queue = queue.filter((each) => each !== entry));
    },
    async runUntil(endMs: number): Promise<void> {
      for (;;) {
        const [next, ...rest] = queue;
        if (!next || next.atMs > endMs) break;
        queue = rest;
        nowMs = next.atMs;
        await next.act();
      }
      nowMs = endMs;
    },
  };
}
type Clock = ReturnType<typeof createClock>;

interface Line {
  /** Time from Begin until the connection breaks; `null` if WebSockets are blocked. */
  readonly livesMs: number | null;
}

interface Channel {
  /** Time between Begin and the end of sessions, which the service bills. */
  readonly billedMs: () => number;
  readonly refusals: readonly string[];
  /** Ends the session and reports it. */
  stop(): Promise<void>;
}

/** A channel of a recording. It reports each ended session with the request for the next token. */
function openChannel(
  clock: Clock,
  limit: SessionRateLimit,
  random: () => number,
  { livesMs }: Line,
): Channel {
  const timers = new Map<string, () => void>();
  const refusals: string[] = [];
  let state = IDLE;
  let attempt = limit.attempt();
  attempt.end();
  let cancel: (() => void)[] = [];
  let ended: EndedSession[] = [];
  let granted: string | null = null;
  let beganMs: number | null = null;
  let billedMs = 0;

  const after = (ms: number, act: () => void | Promise<void>): void =>
    void cancel.push(clock.after(ms, act));

  async function mint(longestMs: number): Promise<void> {
    attempt = limit.attempt();
    worker.upstream.clock.ms = MORNING + clock.nowMs;
    const { status, body } = await worker.ask("/v1/token", {
      body: JSON.stringify({ max_session_duration_seconds: Math.ceil(longestMs / 1000), ended }),
    });
    if (status !== 200) {
      const { code } = v.parse(ErrorReply, body).error;
      refusals.push(code);
      after(MINT_MS, () => dispatch({ type: "refused", problem: problem("worker-budget-spent") }));
      return;
    }
    const token = v.parse(TokenGrant, body);
    ended = [];
    granted = token.grant ?? null;
    after(MINT_MS, () => dispatch({ type: "granted", token }));
  }

  function connect(remainingMs: number): void {
    const isBlocked = livesMs === null;
    after(BEGIN_MS, () => {
      if (isBlocked) return dispatch({ type: "lost", verdict: closeVerdict(1006, "") });
      attempt.reached(clock.nowMs);
      beganMs = clock.nowMs;
      const dispatched = dispatch({ type: "begin", remainingMs });
      after(livesMs, () => dispatch({ type: "lost", verdict: closeVerdict(1006, "") }));
      return dispatched;
    });
  }

  function abandon(): void {
    for (const stop of cancel) stop();
    cancel = [];
    attempt.end();
    const livedMs = beganMs === null ? 0 : clock.nowMs - beganMs;
    billedMs += livedMs;
    if (granted !== null) ended = [...ended, { grant: granted, used_seconds: livedMs / 1000 }];
    granted = null;
    beganMs = null;
  }

  async function dispatch(event: SessionEvent): Promise<void> {
    const step = transition(state, event, {
      openingPauseMs: limit.pauseMs(clock.nowMs),
      random: random(),
      unheardMs: 0,
      livedMs: beganMs === null ? 0 : clock.nowMs - beganMs,
    });
    state = step.state;
    for (const effect of step.effects) {
      switch (effect.type) {
        case "mint":
          await mint(effect.longestMs);
          break;
        case "abandon":
          abandon();
          break;
        case "connect":
          connect((effect.token?.max_session_duration_seconds ?? 0) * 1000);
          break;
        case "send-terminate":
          after(TERMINATION_MS, () => dispatch({ type: "termination" }));
          break;
        case "set-timer":
        case "clear-timer": {
          timers.get(effect.timer)?.();
          const { timer } = effect;
          if (effect.type === "set-timer")
            timers.set(
              timer,
              clock.after(effect.ms, () => dispatch({ type: "timeout", timer })),
            );
          break;
        }
        case "send-audio":
        case "closed":
          break;
      }
    }
  }

  clock.after(0, () => dispatch({ type: "start", isPatient: false }));
  return {
    billedMs: () => billedMs,
    refusals,
    async stop() {
      abandon();
      worker.upstream.clock.ms = MORNING + clock.nowMs;
      await worker.ask("/v1/sessions", { method: "POST", body: JSON.stringify({ ended }) });
    },
  };
}

/** A recording of tab and microphone. */
async function record(line: Line, hours: number) {
  const clock = createClock();
  const limit = createSessionRateLimit(100);
  const random = seededRandom(7);
  const channels = [1, 2].map(() => openChannel(clock, limit, random, line));
  await clock.runUntil(hours * HOUR_MS);
  for (const channel of channels) await channel.stop();
  const { body } = await worker.ask("/v1/usage");
  return {
    debitedMinutes: v.parse(Usage, body).session_seconds.used / 60,
    billedMinutes: channels.reduce((sum, { billedMs }) => sum + billedMs() / 60_000, 0),
    refusals: channels.flatMap(({ refusals }) => refusals),
  };
}

test.each([
  ["6 s", 6_000],
  ["40 s", 40_000],
  ["10 min", 600_000],
  ["day", 24 * HOUR_MS],
])(
  "an hour with a drop every %s on two channels debits at most 1.3 times the minutes that the service bills",
  async (_, livesMs) => {
    const { debitedMinutes, billedMinutes, refusals } = await record({ livesMs }, 1);
    expect(refusals).toEqual([]);
    expect(billedMinutes).toBeGreaterThan(30);
    expect(debitedMinutes).toBeLessThanOrEqual(1.3 * billedMinutes);
  },
);

test("a day behind a proxy that blocks WebSockets debits under ten minutes", async () => {
  const { debitedMinutes, refusals } = await record({ livesMs: null }, 23.9);
  expect(refusals).toEqual([]);
  expect(debitedMinutes).toBeLessThan(10);
});
