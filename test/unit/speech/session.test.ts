import { describe, expect, it } from "vitest";
import { problem, REASONS } from "../../../core/problem.ts";
import type { TokenGrant } from "../../../core/protocol/worker-api.ts";
import type { Verdict } from "../../../core/speech/service.ts";
import { createSessionRateLimit } from "../../../core/speech/session-rate-limit.ts";
import {
  IDLE,
  type SessionEffect,
  type SessionEvent,
  type SessionState,
  refusalVerdict,
  transition,
} from "../../../core/speech/session.ts";

const GRANT: TokenGrant = {
  token: "t",
  expires_in_seconds: 60,
  max_session_duration_seconds: 10_800,
  websocket_url: "wss://speech.example/v3/ws",
};

const START: SessionEvent = { type: "start", isPatient: false };
const PATIENT: SessionEvent = { type: "start", isPatient: true };
const PAUSE: SessionEvent = { type: "pause" };
const RESUME: SessionEvent = { type: "resume" };
const END: SessionEvent = { type: "end" };
const GRANTED: SessionEvent = { type: "granted", token: GRANT };
/** Three hours, the longest session. */
const BEGIN: SessionEvent = { type: "begin", remainingMs: 10_800_000 };
const ALL_SENT: SessionEvent = { type: "all-sent" };
const TERMINATION: SessionEvent = { type: "termination" };
const RETRY: SessionEvent = { type: "timeout", timer: "retry" };
const TOO_LATE: SessionEvent = { type: "timeout", timer: "termination" };
const INTERRUPTED: Verdict = { remedy: "retry", problem: problem("speech-interrupted") };
const lost = (verdict = INTERRUPTED): SessionEvent => ({ type: "lost", verdict });
const REFUSED = lost({ remedy: "blocked", problem: problem("speech-refused") });
const CONFIGURED: SessionEvent = { type: "configured" };
const SETTLED: SessionEvent = { type: "timeout", timer: "settled" };

/** Plays events at the given times (ms; by default one second apart) with the greatest jitter. */
function play(events: readonly SessionEvent[], atMs?: readonly number[]) {
  let state: SessionState = IDLE;
  let effects: readonly SessionEffect[] = [];
  const phases: string[] = [];
  const sessionRateLimit = createSessionRateLimit(5);
  events.forEach((event, index) => {
    const ms = atMs?.[index] ?? index * 1_000;
    const openingPauseMs = sessionRateLimit.pauseMs(ms);
    const step = transition(state, event, {
      openingPauseMs,
      random: 0.999,
      unheardMs: 0,
      livedMs: 0,
    });
    if (step.effects.some(({ type }) => type === "mint")) sessionRateLimit.attempt().reached(ms);
    state = step.state;
    effects = step.effects;
    phases.push(state.phase);
  });
  return { state, effects, phases, kinds: effects.map(({ type }) => type) };
}

const timer = (effects: readonly SessionEffect[], name: string) =>
  effects.find((effect) => effect.type === "set-timer" && effect.timer === name);

describe("a meeting without trouble", () => {
  it("goes through every phase once", () => {
    const { phases, state } = play([START, GRANTED, BEGIN, END, ALL_SENT, TERMINATION]);
    expect(phases).toEqual(["minting", "connecting", "live", "live", "draining", "closed"]);
    expect(state).toMatchObject({ complete: true, problem: null });
  });

  it("sends nothing before Begin", () => {
    expect(play([START, GRANTED]).kinds).not.toContain("send-audio");
    expect(play([START, GRANTED, BEGIN]).kinds).toContain("send-audio");
  });

  it("sends Terminate after the last sample", () => {
    expect(play([START, GRANTED, BEGIN, END]).kinds).toEqual(["send-audio"]);
    expect(play([START, GRANTED, BEGIN, END, ALL_SENT]).kinds).toContain("send-terminate");
  });

  it("terminates no session while the recording goes on", () => {
    expect(play([START, GRANTED, BEGIN, ALL_SENT]).state.phase).toBe("live");
  });
});

describe("an ended recording", () => {
  it("waits 8 s for Termination", () => {
    const draining = [START, GRANTED, BEGIN, END, ALL_SENT];
    expect(timer(play(draining).effects, "termination")).toMatchObject({ ms: 8_000 });
    const { state } = play([...draining, TOO_LATE]);
    expect(state).toMatchObject({
      phase: "closed",
      complete: false,
      canGoOn: true,
      problem: { reason: "speech-stalled" },
    });
  });

  it("waits longer after a backlog, and again after every turn", () => {
    const draining = play([START, GRANTED, BEGIN, END, ALL_SENT]).state;
    const late = { openingPauseMs: 0, random: 0, unheardMs: 9_000, livedMs: 0 };
    const live = play([START, GRANTED, BEGIN, END]).state;
    expect(timer(transition(live, ALL_SENT, late).effects, "termination")).toMatchObject({
      ms: 17_000,
    });
    const step = transition(draining, { type: "turn", isOpen: false }, late);
    expect(timer(step.effects, "termination")).toMatchObject({ ms: 17_000 });
  });

  it("waits 15 s for a session that is being opened", () => {
    const { effects, state } = play([START, END]);
    expect(state.phase).toBe("minting");
    expect(timer(effects, "ending")).toMatchObject({ ms: 15_000 });
    const late = play([START, END, GRANTED, BEGIN]);
    expect(late.state.phase).toBe("live");
    expect(late.effects).toContainEqual({ type: "clear-timer", timer: "ending" });
  });

  it("closes after that with the problem that caused the lag", () => {
    const refused: SessionEvent = { type: "refused", problem: problem("worker-unreachable") };
    const { state } = play([START, refused, END, { type: "timeout", timer: "ending" }]);
    expect(state).toMatchObject({
      phase: "closed",
      complete: false,
      canGoOn: true,
      problem: { reason: "worker-unreachable" },
    });
  });

  it("is retried without limit if no user waits", () => {
    const { state, effects } = play([PATIENT, END, GRANTED, lost()]);
    expect(state.phase).toBe("backoff");
    expect(timer(effects, "ending")).toBeUndefined();
    expect(play([PATIENT, END]).effects).toEqual([]);
  });

  it("is retried if the session is lost while draining", () => {
    const { state, effects } = play([START, GRANTED, BEGIN, END, ALL_SENT, lost()]);
    expect(state.phase).toBe("backoff");
    expect(timer(effects, "ending")).toBeDefined();
  });

  it("closes at once before the start", () => {
    expect(play([END]).state.phase).toBe("closed");
  });

  it("ignores a second end", () => {
    expect(play([START, GRANTED, BEGIN, END, END]).effects).toEqual([]);
  });
});

describe("a rollover", () => {
  const DUE: SessionEvent = { type: "timeout", timer: "rollover" };
  const SPEAKS: SessionEvent = { type: "turn", isOpen: true };
  const PAUSES: SessionEvent = { type: "turn", isOpen: false };
  const live = [START, GRANTED, BEGIN];

  it.each([
    ["three hours", 10_800_000, 10_740_000],
    ["the shortest session a Worker grants", 60_000, 45_000],
  ])("is due ahead of the end of %s", (_name, remainingMs, expected) => {
    const { effects } = play([START, GRANTED, { type: "begin", remainingMs }]);
    expect(timer(effects, "rollover")).toMatchObject({ ms: expected });
  });

  it("happens at once between two turns", () => {
    const { phases, kinds } = play([...live, SPEAKS, PAUSES, DUE]);
    expect(phases.at(-1)).toBe("draining");
    expect(kinds).toContain("send-terminate");
  });

  it("waits for the end of the turn", () => {
    expect(play([...live, SPEAKS, DUE]).state.phase).toBe("live");
    expect(play([...live, SPEAKS, DUE, PAUSES]).state.phase).toBe("draining");
  });

  it("waits no longer than half of the lead", () => {
    expect(timer(play([...live, SPEAKS, DUE]).effects, "rollover")).toMatchObject({ ms: 30_000 });
    expect(play([...live, SPEAKS, DUE, DUE]).state.phase).toBe("draining");
  });

  it.each([
    ["Termination", TERMINATION],
    ["a missing Termination", TOO_LATE],
  ] satisfies [string, SessionEvent][])("opens the next session after %s", (_name, event) => {
    const { state, kinds } = play([...live, DUE, event]);
    expect(state).toMatchObject({ phase: "minting", failures: 0, problem: null });
    expect(kinds).toContain("mint");
    expect(kinds).toContain("abandon");
  });

  it("respects the session rate limit", () => {
    const session = [GRANTED, BEGIN, DUE, TERMINATION];
    const events = [START, ...session, ...session, ...session, ...session, ...session];
    const { state, effects } = play(
      events,
      events.map((_, index) => index * 10),
    );
    expect(state.phase).toBe("backoff");
    expect(timer(effects, "retry")).toMatchObject({ ms: 60_000 - (events.length - 1) * 10 });
  });

  it("sends the rest of a meeting that ends meanwhile in the next session", () => {
    const { phases, state } = play([
      ...live,
      DUE,
      END,
      TERMINATION,
      GRANTED,
      BEGIN,
      ALL_SENT,
      TERMINATION,
    ]);
    expect(phases.slice(3)).toEqual([
      "draining",
      "draining",
      "minting",
      "connecting",
      "live",
      "draining",
      "closed",
    ]);
    expect(state.complete).toBe(true);
  });
});

describe("a pause", () => {
  const live = [START, GRANTED, BEGIN];
  const waiting = [...live, PAUSE, ALL_SENT, TERMINATION];

  it("sends the rest, closes the session and waits without one", () => {
    const { phases, state, kinds } = play(waiting);
    expect(phases.slice(3)).toEqual(["live", "draining", "idle"]);
    expect(state).toMatchObject({ problem: null, complete: false });
    expect(kinds).toContain("abandon");
    expect(kinds).not.toContain("closed");
  });

  it("sends the rest to a live session, and Terminate after it", () => {
    expect(play([...live, PAUSE]).kinds).toEqual(["send-audio"]);
    expect(play([...live, PAUSE, ALL_SENT]).kinds).toContain("send-terminate");
  });

  it("is followed by a new session", () => {
    const { phases, state } = play([...waiting, RESUME, GRANTED, BEGIN]);
    expect(phases.slice(6)).toEqual(["minting", "connecting", "live"]);
    expect(play([...waiting, RESUME]).kinds).toEqual(["mint"]);
    expect(state.supply).toBe("growing");
  });

  it("is followed by a new session after the last one has closed", () => {
    const { phases, state } = play([...live, PAUSE, ALL_SENT, RESUME, TERMINATION]);
    expect(phases.slice(4)).toEqual(["draining", "draining", "minting"]);
    expect(state.complete).toBe(false);
  });

  it("keeps the session if it ends before everything is sent", () => {
    const { phases, effects } = play([...live, PAUSE, RESUME, ALL_SENT]);
    expect(phases.slice(3)).toEqual(["live", "live", "live"]);
    expect(effects).toEqual([]);
  });

  it("opens a session for what came between two pauses while the last one closed", () => {
    const { phases } = play([...live, PAUSE, ALL_SENT, RESUME, PAUSE, TERMINATION]);
    expect(phases.at(-1)).toBe("minting");
  });

  it("completes the transcript if the meeting ends in it", () => {
    expect(play([...waiting, END]).state).toMatchObject({ phase: "closed", complete: true });
  });

  it("completes the transcript if the meeting ends while the session closes", () => {
    const ending = [...live, PAUSE, ALL_SENT, END];
    expect(play(ending).effects).toEqual([]);
    const { state } = play([...ending, TERMINATION]);
    expect(state).toMatchObject({ phase: "closed", complete: true });
  });

  it("before the session is live sends the rest once it is", () => {
    const { phases, kinds } = play([START, PAUSE, GRANTED, BEGIN]);
    expect(phases).toEqual(["minting", "minting", "connecting", "live"]);
    expect(kinds).toContain("send-audio");
    expect(timer(play([START, PAUSE]).effects, "ending")).toBeUndefined();
  });

  it.each([
    ["before all is sent", [...live, PAUSE, lost()]],
    ["before Termination", [...live, PAUSE, ALL_SENT, lost()]],
    ["before the pause", [...live, lost(), PAUSE]],
  ] satisfies [string, SessionEvent[]][])(
    "retries if the session is lost %s, then waits",
    (_name, events) => {
      expect(play(events).state.phase).toBe("backoff");
      const again = [...events, RETRY, GRANTED, BEGIN];
      expect(play(again).kinds).toContain("send-audio");
      const { state } = play([...again, ALL_SENT, TERMINATION]);
      expect(state).toMatchObject({ phase: "idle", problem: null });
    },
  );

  it("gives the end of the meeting its usual time if the session is lost", () => {
    const { effects } = play([...live, PAUSE, ALL_SENT, lost(), END]);
    expect(timer(effects, "ending")).toMatchObject({ ms: 15_000 });
  });

  it("sends again what no Termination has confirmed", () => {
    expect(play([...live, PAUSE, ALL_SENT, TOO_LATE]).state.phase).toBe("minting");
  });

  it("respects the session rate limit however often it begins and ends", () => {
    const once = [PAUSE, ALL_SENT, TERMINATION, RESUME, GRANTED, BEGIN];
    const events = [...live, ...once, ...once, ...once, ...once, ...once.slice(0, 4)];
    const { state, effects } = play(
      events,
      events.map((_, index) => index * 10),
    );
    expect(state.phase).toBe("backoff");
    expect(timer(effects, "retry")).toMatchObject({ ms: 60_000 - (events.length - 1) * 10 });
  });

  it.each([
    ["a second pause", [...live, PAUSE, PAUSE]],
    ["a resume without a pause", [...live, RESUME]],
    ["a pause after the end", [...live, END, PAUSE]],
    ["a resume after the end", [...live, PAUSE, END, RESUME]],
    ["the network coming back without audio to send", [...waiting, { type: "online" }]],
  ] satisfies [string, SessionEvent[]][])("ignores %s", (_name, events) => {
    const before = play(events.slice(0, -1));
    const after = play(events);
    expect(after.state).toEqual(before.state);
    expect(after.effects).toEqual([]);
  });
});

describe("settings that need a new session", () => {
  const RENEW: SessionEvent = { type: "renew" };
  const SPEAKS: SessionEvent = { type: "turn", isOpen: true };
  const PAUSES: SessionEvent = { type: "turn", isOpen: false };
  const live = [START, GRANTED, BEGIN];

  it("get one at once between two turns", () => {
    const { phases } = play([...live, RENEW, TERMINATION]);
    expect(phases.slice(3)).toEqual(["draining", "minting"]);
  });

  it("get one at the end of the turn, but not later than in a rollover", () => {
    const waiting = [...live, SPEAKS, RENEW];
    expect(play(waiting).state.phase).toBe("live");
    expect(timer(play(waiting).effects, "rollover")).toMatchObject({ ms: 30_000 });
    expect(play([...waiting, PAUSES]).state.phase).toBe("draining");
  });

  it("cut no turn in two by changing twice", () => {
    expect(play([...live, SPEAKS, RENEW, RENEW]).state.phase).toBe("live");
  });

  it.each([
    ["before the first session is live", [START]],
    ["while the session closes", [...live, END, ALL_SENT]],
  ] satisfies [string, SessionEvent[]][])("need none %s", (_name, events) => {
    expect(play([...events, RENEW]).effects).toEqual([]);
  });
});

describe("a failed or lost session", () => {
  it("is followed by an attempt with a new token", () => {
    const { phases, kinds } = play([START, GRANTED, BEGIN, lost(), RETRY]);
    expect(phases.at(-1)).toBe("minting");
    expect(kinds).toEqual(["mint"]);
  });

  it("is retried after a pause that doubles up to eight seconds", () => {
    const waits: number[] = [];
    const now = { openingPauseMs: 0, random: 0.999, unheardMs: 0, livedMs: 0 };
    let state = transition(IDLE, START, now).state;
    for (let attempt = 1; attempt <= 7; attempt++) {
      state = [GRANTED, BEGIN].reduce((at, event) => transition(at, event, now).state, state);
      const step = transition(state, lost(), now);
      const wait = timer(step.effects, "retry");
      waits.push(wait?.type === "set-timer" ? Math.ceil(wait.ms) : Number.NaN);
      state = transition(step.state, RETRY, now).state;
    }
    expect(waits).toEqual(
      [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000].map((ms) => Math.ceil(ms * 0.999)),
    );
  });

  it("is retried within the session rate limit", () => {
    const attempt = [GRANTED, BEGIN, lost(), RETRY];
    const events = [START, ...attempt, ...attempt, ...attempt, ...attempt, GRANTED, BEGIN, lost()];
    const { effects } = play(
      events,
      events.map((_, index) => index * 100),
    );
    expect(timer(effects, "retry")).toMatchObject({ ms: 60_000 - (events.length - 1) * 100 });
  });

  it("is retried after a minute if the verdict is wait", () => {
    const busy = lost({ remedy: "wait", problem: problem("speech-busy") });
    const { effects } = play([START, GRANTED, busy]);
    const wait = timer(effects, "retry");
    expect(wait?.type === "set-timer" && wait.ms).toBeGreaterThanOrEqual(60_000);
  });

  it("waits out a refusal that the user or the team must lift: a minute, then five", () => {
    const first = play([START, GRANTED, REFUSED]);
    expect(first.state).toMatchObject({ phase: "blocked", problem: { reason: "speech-refused" } });
    expect(timer(first.effects, "retry")).toMatchObject({ ms: 60_000 });
    const second = play([START, GRANTED, REFUSED, RETRY, GRANTED, REFUSED]);
    expect(timer(second.effects, "retry")).toMatchObject({ ms: 300_000 });
  });

  it("tries a refused session again as soon as the settings change", () => {
    expect(play([START, GRANTED, REFUSED, CONFIGURED]).kinds).toContain("mint");
    expect(play([START, GRANTED, BEGIN, CONFIGURED]).effects).toEqual([]);
  });

  it.each([
    ["Stop during a refusal", [START, GRANTED, REFUSED, END]],
    ["a refusal after Stop", [START, GRANTED, END, REFUSED]],
  ])("leaves the rest to a later transcription: %s", (_name, events) => {
    const { state, kinds } = play(events);
    expect(state).toMatchObject({ phase: "closed", canGoOn: true, complete: false });
    expect(kinds).toContain("closed");
  });

  it("waits out a refusal after the end too if no user waits", () => {
    expect(play([PATIENT, GRANTED, END, REFUSED]).state.phase).toBe("blocked");
  });

  it("gives up quick retries after as many as the verdict allows", () => {
    const crash = lost({ ...INTERRUPTED, tries: 3 });
    const attempt = [GRANTED, BEGIN, crash, RETRY];
    const events = [START, ...attempt, ...attempt, ...attempt];
    expect(play([...events, GRANTED, BEGIN]).state.phase).toBe("live");
    expect(play([...events, GRANTED, BEGIN, crash]).state.phase).toBe("blocked");
  });

  it("stops minting for now after three tokens that led to no session, until the network is back", () => {
    const attempt = [GRANTED, lost(), RETRY];
    const wasted = [START, ...attempt, ...attempt, ...attempt, GRANTED, lost()];
    const times = wasted.map((_, index) => index * 10_000);
    const { state, effects } = play(wasted, times);
    expect(state).toMatchObject({ phase: "blocked", problem: { reason: "speech-unreachable" } });
    expect(timer(effects, "retry")).toMatchObject({ ms: 60_000 });
    const events: SessionEvent[] = [...wasted, { type: "online" }];
    expect(play(events, [...times, 200_000]).kinds).toContain("mint");
  });

  it("takes an orderly close after Terminate for the end of the session", () => {
    const orderly = lost({ ...INTERRUPTED, isOrderly: true });
    const rollover = { type: "timeout", timer: "rollover" } as const;
    expect(play([START, GRANTED, BEGIN, rollover, orderly])).toMatchObject({
      state: { phase: "minting", problem: null, failures: 0 },
    });
    expect(play([START, GRANTED, BEGIN, orderly]).state).toMatchObject({ phase: "backoff" });
  });

  it("is abandoned without Begin in time", () => {
    const { state, kinds } = play([START, GRANTED, { type: "timeout", timer: "begin" }]);
    expect(state).toMatchObject({ phase: "backoff", problem: { reason: "speech-unreachable" } });
    expect(kinds).toContain("abandon");
  });

  it("is abandoned if it has stalled", () => {
    const { state, kinds } = play([START, GRANTED, BEGIN, { type: "stalled" }]);
    expect(state).toMatchObject({ phase: "backoff", problem: { reason: "speech-stalled" } });
    expect(kinds).toContain("abandon");
  });

  it("is retried at once when the network is back", () => {
    expect(play([START, GRANTED, lost(), { type: "online" }]).kinds).toContain("mint");
    expect(play([START, { type: "online" }]).kinds).toEqual(
      expect.arrayContaining(["abandon", "mint"]),
    );
    expect(play([START, GRANTED, BEGIN, { type: "online" }]).effects).toEqual([]);
  });

  it("is retried within the session rate limit then too", () => {
    const attempt = [GRANTED, BEGIN, lost(), RETRY];
    const events: SessionEvent[] = [START, ...attempt, ...attempt, ...attempt, ...attempt];
    events.push(GRANTED, BEGIN, lost(), { type: "online" });
    const { state } = play(
      events,
      events.map((_, index) => index * 100),
    );
    expect(state.phase).toBe("backoff");
  });

  it("waits again if the other channel has used the allowance", () => {
    const backoff = play([START, GRANTED, lost()]).state;
    const step = transition(backoff, RETRY, {
      openingPauseMs: 700,
      random: 0,
      unheardMs: 0,
      livedMs: 0,
    });
    expect(step.state.phase).toBe("backoff");
    expect(timer(step.effects, "retry")).toMatchObject({ ms: 700 });
  });

  it("forgets its failures only when a session has lived for a while", () => {
    const events = [START, GRANTED, lost(), RETRY, GRANTED, BEGIN];
    expect(play(events).state).toMatchObject({ failures: 1, problem: null });
    expect(play([...events, SETTLED]).state).toMatchObject({ failures: 0 });
  });

  it("backs off further from a line that breaks after every Begin", () => {
    const attempt = [GRANTED, BEGIN, lost(), RETRY];
    const events = [START, ...attempt, ...attempt, ...attempt, GRANTED, BEGIN, lost()];
    const times = events.map((_, index) => index * 10_000);
    expect(timer(play(events, times).effects, "retry")).toMatchObject({ ms: 0.999 * 4_000 });
  });

  it.each([
    ["a token that comes too late", [START, END, { type: "timeout", timer: "ending" }, GRANTED]],
    ["a timer that was cleared", [START, GRANTED, BEGIN, { type: "timeout", timer: "begin" }]],
    ["a retry while live", [START, GRANTED, BEGIN, RETRY]],
    ["Termination of a live session", [START, GRANTED, BEGIN, TERMINATION]],
  ] satisfies [string, SessionEvent[]][])("ignores %s", (_name, events) => {
    const before = play(events.slice(0, -1));
    const after = play(events);
    expect(after.state).toEqual(before.state);
    expect(after.effects).toEqual([]);
  });
});

describe("refusalVerdict", () => {
  it("is blocked only if the user or the team has to change something", () => {
    const blocked = REASONS.filter(
      (reason) => refusalVerdict(problem(reason)).remedy === "blocked",
    );
    expect(blocked).toEqual([
      "worker-url-missing",
      "worker-url-invalid",
      "access-code-missing",
      "access-code-refused",
      "origin-refused",
      "worker-not-configured",
      "speech-address-too-long",
    ]);
  });
  it("is wait for reasons that last", () => {
    for (const reason of [
      "worker-rate-limited",
      "access-code-attempts",
      "worker-budget-spent",
    ] as const)
      expect(refusalVerdict(problem(reason)).remedy).toBe("wait");
    expect(refusalVerdict(problem("worker-unreachable")).remedy).toBe("retry");
  });
});

describe("the duration that a token is asked for", () => {
  const HOUR_MS = 3_600_000;
  const now = { openingPauseMs: 0, random: 0, unheardMs: 0 };

  /** Plays events, each after a session lived for some time, and returns the durations asked for. */
  function wishes(...played: readonly (SessionEvent | readonly [SessionEvent, livedMs: number])[]) {
    let state: SessionState = IDLE;
    return played.flatMap((each) => {
      const [event, livedMs] = "type" in each ? [each, 0] : each;
      const step = transition(state, event, { ...now, livedMs });
      state = step.state;
      return step.effects.flatMap((effect) => (effect.type === "mint" ? [effect.longestMs] : []));
    });
  }
  const live = [GRANTED, BEGIN];
  const rollover = (livedMs: number) => [
    [{ type: "timeout", timer: "rollover" }, livedMs] as const,
    [TERMINATION, livedMs] as const,
  ];

  it("is the longest for the first session", () => {
    expect(wishes(START)).toEqual([3 * HOUR_MS]);
  });

  it.each([
    ["two minutes after a session that lived seconds", 6_000, 120_000],
    ["four times as long as a session lived that was lost", 600_000, 2_400_000],
    ["three hours at the most", HOUR_MS, 3 * HOUR_MS],
  ])("is %s", (_, livedMs, wish) => {
    expect(wishes(START, ...live, [lost(), livedMs], RETRY)[1]).toBe(wish);
  });

  it("is two minutes after a token that led to no session", () => {
    expect(wishes(START, GRANTED, lost(), RETRY)[1]).toBe(120_000);
  });

  it("stays if there was no token", () => {
    const refused: SessionEvent = { type: "refused", problem: problem("worker-unreachable") };
    expect(wishes(START, refused, RETRY)[1]).toBe(3 * HOUR_MS);
    expect(wishes(START, ...live, [lost(), 600_000], RETRY, refused, RETRY).slice(1)).toEqual([
      2_400_000, 2_400_000,
    ]);
  });

  it("grows with each session that ends as planned", () => {
    const durations = wishes(
      START,
      ...live,
      [lost(), 6_000],
      RETRY,
      ...live,
      ...rollover(100_000),
      ...live,
      ...rollover(380_000),
      ...live,
      ...rollover(1_500_000),
    );
    expect(durations).toEqual([3 * HOUR_MS, 120_000, 400_000, 1_520_000, 6_000_000]);
  });

  it("is a quarter of an hour at the least after a pause", () => {
    expect(wishes(START, ...live, PAUSE, ALL_SENT, [TERMINATION, 20_000], RESUME)[1]).toBe(900_000);
  });
});
