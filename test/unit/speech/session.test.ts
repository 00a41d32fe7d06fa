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
/** Three hours, the longest there is. */
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

/** Plays events at the given times (ms; one second apart unless told) with the greatest jitter. */
function play(events: readonly SessionEvent[], atMs?: readonly number[]) {
  let state: SessionState = IDLE;
  let effects: readonly SessionEffect[] = [];
  const phases: string[] = [];
  const sessionRateLimit = createSessionRateLimit(5);
  events.forEach((event, index) => {
    const ms = atMs?.[index] ?? index * 1_000;
    const openingPauseMs = sessionRateLimit.pauseMs(ms);
    const step = transition(state, event, { openingPauseMs, random: 0.999, unheardMs: 0 });
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

  it("sends Terminate only when the last sample is sent", () => {
    expect(play([START, GRANTED, BEGIN, END]).kinds).toEqual(["send-audio"]);
    expect(play([START, GRANTED, BEGIN, END, ALL_SENT]).kinds).toContain("send-terminate");
  });

  it("does not terminate a session while the meeting goes on", () => {
    expect(play([START, GRANTED, BEGIN, ALL_SENT]).state.phase).toBe("live");
  });
});

describe("stopping", () => {
  it("waits for Termination, but not for ever", () => {
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

  it("gives a service that was sent a backlog the time to hear it, and takes every turn for a sign of life", () => {
    const draining = play([START, GRANTED, BEGIN, END, ALL_SENT]).state;
    const late = { openingPauseMs: 0, random: 0, unheardMs: 9_000 };
    const live = play([START, GRANTED, BEGIN, END]).state;
    expect(timer(transition(live, ALL_SENT, late).effects, "termination")).toMatchObject({
      ms: 17_000,
    });
    const step = transition(draining, { type: "turn", isOpen: false }, late);
    expect(timer(step.effects, "termination")).toMatchObject({ ms: 17_000 });
  });

  it("gives a session that is still being opened some time", () => {
    const { effects, state } = play([START, END]);
    expect(state.phase).toBe("minting");
    expect(timer(effects, "ending")).toMatchObject({ ms: 15_000 });
    const late = play([START, END, GRANTED, BEGIN]);
    expect(late.state.phase).toBe("live");
    expect(late.effects).toContainEqual({ type: "clear-timer", timer: "ending" });
  });

  it("gives up then, and says why the transcript lags behind", () => {
    const refused: SessionEvent = { type: "refused", problem: problem("worker-unreachable") };
    const { state } = play([START, refused, END, { type: "timeout", timer: "ending" }]);
    expect(state).toMatchObject({
      phase: "closed",
      complete: false,
      canGoOn: true,
      problem: { reason: "worker-unreachable" },
    });
  });

  it("never gives up a transcription that nobody waits for", () => {
    const { state, effects } = play([PATIENT, END, GRANTED, lost()]);
    expect(state.phase).toBe("backoff");
    expect(timer(effects, "ending")).toBeUndefined();
    expect(play([PATIENT, END]).effects).toEqual([]);
  });

  it("sends the rest again when the socket is lost while draining", () => {
    const { state, effects } = play([START, GRANTED, BEGIN, END, ALL_SENT, lost()]);
    expect(state.phase).toBe("backoff");
    expect(timer(effects, "ending")).toBeDefined();
  });

  it("has nothing to do before it has started", () => {
    expect(play([END]).state.phase).toBe("closed");
  });

  it("hears a second Stop without harm", () => {
    expect(play([START, GRANTED, BEGIN, END, END]).effects).toEqual([]);
  });
});

describe("rollover", () => {
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

  it("happens at once while nobody speaks", () => {
    const { phases, kinds } = play([...live, SPEAKS, PAUSES, DUE]);
    expect(phases.at(-1)).toBe("draining");
    expect(kinds).toContain("send-terminate");
  });

  it("waits for the end of the turn", () => {
    expect(play([...live, SPEAKS, DUE]).state.phase).toBe("live");
    expect(play([...live, SPEAKS, DUE, PAUSES]).state.phase).toBe("draining");
  });

  it("but not beyond half of what is left", () => {
    expect(timer(play([...live, SPEAKS, DUE]).effects, "rollover")).toMatchObject({ ms: 30_000 });
    expect(play([...live, SPEAKS, DUE, DUE]).state.phase).toBe("draining");
  });

  it.each([
    ["Termination", TERMINATION],
    ["none in time", TOO_LATE],
  ] satisfies [string, SessionEvent][])("opens the next session after %s", (_name, event) => {
    const { state, kinds } = play([...live, DUE, event]);
    expect(state).toMatchObject({ phase: "minting", failures: 0, problem: null });
    expect(kinds).toContain("mint");
    expect(kinds).toContain("abandon");
  });

  it("keeps within five sessions a minute like any other opening", () => {
    const session = [GRANTED, BEGIN, DUE, TERMINATION];
    const events = [START, ...session, ...session, ...session, ...session, ...session];
    const { state, effects } = play(
      events,
      events.map((_, index) => index * 10),
    );
    expect(state.phase).toBe("backoff");
    expect(timer(effects, "retry")).toMatchObject({ ms: 60_000 - (events.length - 1) * 10 });
  });

  it("does not complete a meeting that ends meanwhile: the rest goes to the next session", () => {
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

  it("sends what is there, closes the session, and waits without one", () => {
    const { phases, state, kinds } = play(waiting);
    expect(phases.slice(3)).toEqual(["live", "draining", "idle"]);
    expect(state).toMatchObject({ problem: null, complete: false });
    expect(kinds).toContain("abandon");
    expect(kinds).not.toContain("closed");
  });

  it("asks a live session for the rest, and Terminate follows the last sample", () => {
    expect(play([...live, PAUSE]).kinds).toEqual(["send-audio"]);
    expect(play([...live, PAUSE, ALL_SENT]).kinds).toContain("send-terminate");
  });

  it("goes on in a new session", () => {
    const { phases, state } = play([...waiting, RESUME, GRANTED, BEGIN]);
    expect(phases.slice(6)).toEqual(["minting", "connecting", "live"]);
    expect(play([...waiting, RESUME]).kinds).toEqual(["mint"]);
    expect(state.supply).toBe("growing");
  });

  it("goes on in the next session where the last one is still closing", () => {
    const { phases, state } = play([...live, PAUSE, ALL_SENT, RESUME, TERMINATION]);
    expect(phases.slice(4)).toEqual(["draining", "draining", "minting"]);
    expect(state.complete).toBe(false);
  });

  it("goes on in the same session where it was not closed yet", () => {
    const { phases, effects } = play([...live, PAUSE, RESUME, ALL_SENT]);
    expect(phases.slice(3)).toEqual(["live", "live", "live"]);
    expect(effects).toEqual([]);
  });

  it("resumed and paused again while the session closes, hears the little in between", () => {
    const { phases } = play([...live, PAUSE, ALL_SENT, RESUME, PAUSE, TERMINATION]);
    expect(phases.at(-1)).toBe("minting");
  });

  it("ends complete", () => {
    expect(play([...waiting, END]).state).toMatchObject({ phase: "closed", complete: true });
  });

  it("ends complete where the session is still closing, which it is given its time for", () => {
    const ending = [...live, PAUSE, ALL_SENT, END];
    expect(play(ending).effects).toEqual([]);
    const { state } = play([...ending, TERMINATION]);
    expect(state).toMatchObject({ phase: "closed", complete: true });
  });

  it("begun before the session is live, lets it come and sends it what there is", () => {
    const { phases, kinds } = play([START, PAUSE, GRANTED, BEGIN]);
    expect(phases).toEqual(["minting", "minting", "connecting", "live"]);
    expect(kinds).toContain("send-audio");
    expect(timer(play([START, PAUSE]).effects, "ending")).toBeUndefined();
  });

  it.each([
    ["before all is sent", [...live, PAUSE, lost()]],
    ["before it has confirmed the end", [...live, PAUSE, ALL_SENT, lost()]],
    ["before the pause", [...live, lost(), PAUSE]],
  ] satisfies [string, SessionEvent[]][])(
    "keeps trying when the session is lost %s, then waits",
    (_name, events) => {
      expect(play(events).state.phase).toBe("backoff");
      const again = [...events, RETRY, GRANTED, BEGIN];
      expect(play(again).kinds).toContain("send-audio");
      const { state } = play([...again, ALL_SENT, TERMINATION]);
      expect(state).toMatchObject({ phase: "idle", problem: null });
    },
  );

  it("that ends while the connection is lost gets the same time as any other end", () => {
    const { effects } = play([...live, PAUSE, ALL_SENT, lost(), END]);
    expect(timer(effects, "ending")).toMatchObject({ ms: 15_000 });
  });

  it("hears again what no Termination has confirmed", () => {
    expect(play([...live, PAUSE, ALL_SENT, TOO_LATE]).state.phase).toBe("minting");
  });

  it("keeps within five sessions a minute however often it begins and ends", () => {
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
    ["news of the network while nothing is to be heard", [...waiting, { type: "online" }]],
  ] satisfies [string, SessionEvent[]][])("ignores %s", (_name, events) => {
    const before = play(events.slice(0, -1));
    const after = play(events);
    expect(after.state).toEqual(before.state);
    expect(after.effects).toEqual([]);
  });
});

describe("new settings that need a new session", () => {
  const RENEW: SessionEvent = { type: "renew" };
  const SPEAKS: SessionEvent = { type: "turn", isOpen: true };
  const PAUSES: SessionEvent = { type: "turn", isOpen: false };
  const live = [START, GRANTED, BEGIN];

  it("get it at once while nobody speaks", () => {
    const { phases } = play([...live, RENEW, TERMINATION]);
    expect(phases.slice(3)).toEqual(["draining", "minting"]);
  });

  it("get it at the end of the turn, but not later than an expiring session would", () => {
    const waiting = [...live, SPEAKS, RENEW];
    expect(play(waiting).state.phase).toBe("live");
    expect(timer(play(waiting).effects, "rollover")).toMatchObject({ ms: 30_000 });
    expect(play([...waiting, PAUSES]).state.phase).toBe("draining");
  });

  it("do not cut a turn in two by coming twice", () => {
    expect(play([...live, SPEAKS, RENEW, RENEW]).state.phase).toBe("live");
  });

  it.each([
    ["one is still to come", [START]],
    ["the present one is closing", [...live, END, ALL_SENT]],
  ] satisfies [string, SessionEvent[]][])("need none where %s", (_name, events) => {
    expect(play([...events, RENEW]).effects).toEqual([]);
  });
});

describe("trouble", () => {
  it("fetches a fresh token for every attempt", () => {
    const { phases, kinds } = play([START, GRANTED, BEGIN, lost(), RETRY]);
    expect(phases.at(-1)).toBe("minting");
    expect(kinds).toEqual(["mint"]);
  });

  it("backs off further with every failure, to eight seconds at most", () => {
    const waits: number[] = [];
    const now = { openingPauseMs: 0, random: 0.999, unheardMs: 0 };
    let state = transition(IDLE, START, now).state;
    for (let attempt = 1; attempt <= 7; attempt++) {
      state = transition(state, GRANTED, now).state;
      const step = transition(state, lost(), now);
      const wait = timer(step.effects, "retry");
      waits.push(wait?.type === "set-timer" ? Math.ceil(wait.ms) : Number.NaN);
      state = transition(step.state, RETRY, now).state;
    }
    expect(waits).toEqual(
      [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000].map((ms) => Math.ceil(ms * 0.999)),
    );
  });

  it("opens at most five sessions a minute", () => {
    const attempt = [GRANTED, lost(), RETRY];
    const events = [START, ...attempt, ...attempt, ...attempt, ...attempt, GRANTED, lost()];
    const { effects } = play(
      events,
      events.map((_, index) => index * 100),
    );
    expect(timer(effects, "retry")).toMatchObject({ ms: 60_000 - (events.length - 1) * 100 });
  });

  it("is patient where the service asks for it", () => {
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

  it("takes an orderly close after Terminate for the end of the session", () => {
    const orderly = lost({ ...INTERRUPTED, isOrderly: true });
    const rollover = { type: "timeout", timer: "rollover" } as const;
    expect(play([START, GRANTED, BEGIN, rollover, orderly])).toMatchObject({
      state: { phase: "minting", problem: null, failures: 0 },
    });
    expect(play([START, GRANTED, BEGIN, orderly]).state).toMatchObject({ phase: "backoff" });
  });

  it("lets go of a socket that does not say Begin in time", () => {
    const { state, kinds } = play([START, GRANTED, { type: "timeout", timer: "begin" }]);
    expect(state).toMatchObject({ phase: "backoff", problem: { reason: "speech-unreachable" } });
    expect(kinds).toContain("abandon");
  });

  it("takes a socket that is open and dead for a lost one", () => {
    const { state, kinds } = play([START, GRANTED, BEGIN, { type: "stalled" }]);
    expect(state).toMatchObject({ phase: "backoff", problem: { reason: "speech-stalled" } });
    expect(kinds).toContain("abandon");
  });

  it("tries at once when the network is back", () => {
    expect(play([START, GRANTED, lost(), { type: "online" }]).kinds).toContain("mint");
    expect(play([START, { type: "online" }]).kinds).toEqual(
      expect.arrayContaining(["abandon", "mint"]),
    );
    expect(play([START, GRANTED, BEGIN, { type: "online" }]).effects).toEqual([]);
  });

  it("but keeps within five sessions a minute then too", () => {
    const attempt = [GRANTED, lost(), RETRY];
    const events: SessionEvent[] = [START, ...attempt, ...attempt, ...attempt, ...attempt];
    events.push(GRANTED, lost(), { type: "online" });
    const { state } = play(
      events,
      events.map((_, index) => index * 100),
    );
    expect(state.phase).toBe("backoff");
  });

  it("waits its turn where another channel has opened the session it waited for", () => {
    const backoff = play([START, GRANTED, lost()]).state;
    const step = transition(backoff, RETRY, { openingPauseMs: 700, random: 0, unheardMs: 0 });
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
    ["Termination out of turn", [START, GRANTED, BEGIN, TERMINATION]],
  ] satisfies [string, SessionEvent[]][])("ignores %s", (_name, events) => {
    const before = play(events.slice(0, -1));
    const after = play(events);
    expect(after.state).toEqual(before.state);
    expect(after.effects).toEqual([]);
  });
});

describe("when the Worker gives no token", () => {
  it("tries again unless somebody has to change something", () => {
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
  it("waits where it was asked to", () => {
    for (const reason of [
      "worker-rate-limited",
      "access-code-attempts",
      "worker-budget-spent",
    ] as const)
      expect(refusalVerdict(problem(reason)).remedy).toBe("wait");
    expect(refusalVerdict(problem("worker-unreachable")).remedy).toBe("retry");
  });
});
