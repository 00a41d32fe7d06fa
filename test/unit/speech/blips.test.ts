import { expect, it } from "vitest";
import { problem } from "../../../core/problem.ts";
import type { TokenGrant } from "../../../core/protocol/worker-api.ts";
import { closeVerdict } from "../../../core/speech/assemblyai/verdict.ts";
import { IDLE, type SessionEvent, transition } from "../../../core/speech/session.ts";
import {
  createSessionRateLimit,
  type SessionRateLimit,
} from "../../../core/speech/session-rate-limit.ts";
import { seededRandom } from "../../soak/random.ts";

/** docs/protocol.md#temporary-token */
const MINT_MS = 1_000;
const BEGIN_MS = 1_250;
/** A request without a network fails at once. */
const FAIL_MS = 30;
const SEEDS = 200;

interface Blip {
  readonly channels: number;
  readonly awayMs: number;
  /** Whether Chrome reports that the network is back, as it does for a cable but not for a router. */
  readonly isReported: boolean;
}

/** Virtual time. */
function createClock() {
  let nowMs = 0;
  let queue: { readonly atMs: number; readonly act: () => void }[] = [];
  return {
    get nowMs() {
      return nowMs;
    },
    after(ms: number, act: () => void): () => void {
      const entry = { atMs: nowMs + ms, act };
      queue = [...queue, entry].toSorted((one, other) => one.atMs - other.atMs);
      return () => void (queue = queue.filter((each) => each !== entry));
    },
    runUntil(isDone: () => boolean): void {
      while (!isDone()) {
        const [next, ...rest] = queue;
        if (!next) throw new Error("Nothing is left to happen.");
        queue = rest;
        nowMs = next.atMs;
        next.act();
      }
    },
  };
}
type Clock = ReturnType<typeof createClock>;

/** A channel in the middle of a meeting, whose session has lived for long. */
function openChannel(clock: Clock, limit: SessionRateLimit, random: () => number, blip: Blip) {
  const timers = new Map<string, () => void>();
  let state = { ...IDLE, phase: "live" as (typeof IDLE)["phase"] };
  let attempt = limit.attempt();
  attempt.end();
  const isUp = (): boolean => clock.nowMs >= blip.awayMs;

  function mint(): void {
    attempt = limit.attempt();
    if (isUp()) clock.after(MINT_MS, () => dispatch({ type: "granted", token: {} as TokenGrant }));
    else
      clock.after(FAIL_MS, () =>
        dispatch({ type: "refused", problem: problem("worker-unreachable") }),
      );
  }

  function dispatch(event: SessionEvent): void {
    const openingPauseMs = limit.pauseMs(clock.nowMs);
    const step = transition(state, event, {
      openingPauseMs,
      random: random(),
      unheardMs: 0,
      livedMs: 0,
    });
    state = step.state;
    for (const effect of step.effects) {
      if (effect.type === "mint") mint();
      if (effect.type === "abandon") attempt.end();
      if (effect.type === "connect")
        clock.after(BEGIN_MS, () => {
          attempt.reached(clock.nowMs);
          dispatch({ type: "begin", remainingMs: 1_800_000 });
        });
      if (effect.type === "set-timer" || effect.type === "clear-timer")
        timers.get(effect.timer)?.();
      if (effect.type === "set-timer") {
        const { timer, ms } = effect;
        timers.set(
          timer,
          clock.after(ms, () => dispatch({ type: "timeout", timer })),
        );
      }
    }
  }

  dispatch({ type: "lost", verdict: closeVerdict(1006, "") });
  return { dispatch, isLive: () => state.phase === "live" };
}

/** Returns how long after the return of the network all channels are live again, in ms. */
function liveAfterMs(blip: Blip, seed: number): number {
  const clock = createClock();
  const limit = createSessionRateLimit(100);
  const random = seededRandom(seed);
  const channels = Array.from({ length: blip.channels }, () =>
    openChannel(clock, limit, random, blip),
  );
  if (blip.isReported)
    clock.after(blip.awayMs, () => {
      for (const { dispatch } of channels) dispatch({ type: "online" });
    });
  clock.runUntil(() => channels.every(({ isLive }) => isLive()));
  return clock.nowMs - blip.awayMs;
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

it.each(
  [1, 2].flatMap((channels) =>
    [3_000, 10_000, 30_000].flatMap((awayMs) =>
      [true, false].map((isReported) => ({ channels, awayMs, isReported })),
    ),
  ),
)("words are live within 5 s of the network's return: %o", (blip) => {
  const times = Array.from({ length: SEEDS }, (_, seed) => liveAfterMs(blip, seed + 1));
  expect(median(times)).toBeLessThanOrEqual(5_000);
  expect(Math.max(...times)).toBeLessThanOrEqual(8_000);
});
