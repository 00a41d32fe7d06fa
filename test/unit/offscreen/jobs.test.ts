import { describe, expect, it } from "vitest";
import {
  CHECK_TAB_EVERY_MS,
  EMPTY_TIMEOUT_MS,
  type Jobs,
  type JobsEffect,
  type JobsEvent,
  NO_JOBS,
  START_TIMEOUT_MS,
  transition,
} from "../../../core/offscreen/jobs.ts";
import { type Problem, problem, type Result } from "../../../core/problem.ts";
import type { RequestTo } from "../../../core/protocol/control.ts";
import type { CaptureRequest, RecordingAct } from "../../../core/protocol/offscreen-requests.ts";
import type { RecorderReport } from "../../../core/protocol/recorder.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../core/settings/settings.ts";

const BOTH: CaptureRequest = { tab: { streamId: "s", isMuted: false }, mic: { device: null } };
const TAB: CaptureRequest = { tab: { streamId: "s", isMuted: false }, mic: null };
const PICKER: CaptureRequest = { tab: "picker", mic: null };
const LATER = { ...DEFAULT_SETTINGS, accessCode: "later" };
const DONE: Result<unknown> = { ok: true, value: null };
const refused = (reason: Problem["reason"]): Result<unknown> => ({
  ok: false,
  problem: problem(reason),
});
const recorded = (meetingId: string): Result<unknown> => ({ ok: true, value: { meetingId } });

/** The events that bring the first recording to a stage. */
const REPORT = (report: RecorderReport): JobsEvent => ({ type: "report", job: 1, report });
const TO_STAGE = {
  opening: [],
  starting: [{ type: "capture-opened", job: 1 }],
  running: [{ type: "capture-opened", job: 1 }, REPORT({ type: "begun" })],
  releasing: [
    { type: "capture-opened", job: 1 },
    REPORT({ type: "begun" }),
    { type: "source-ended", job: 1, problem: problem("tab-ended") },
  ],
  saving: [
    { type: "capture-opened", job: 1 },
    REPORT({ type: "begun" }),
    { type: "source-ended", job: 1, problem: problem("tab-ended") },
    { type: "released", job: 1 },
  ],
  "wrapping-up": [
    { type: "capture-opened", job: 1 },
    REPORT({ type: "begun" }),
    { type: "source-ended", job: 1, problem: problem("tab-ended") },
    { type: "released", job: 1 },
    REPORT({ type: "finished", canGoOn: false }),
  ],
} as const satisfies Record<string, readonly JobsEvent[]>;
type Stage = keyof typeof TO_STAGE;
const STAGES = Object.keys(TO_STAGE) as Stage[];

/** Drives the machine and remembers answers and effects. */
function createDocument() {
  let jobs: Jobs = NO_JOBS;
  let requests = 0;
  const answers = new Map<number, Result<unknown>>();
  const effects: JobsEffect[] = [];

  function send(event: JobsEvent): readonly JobsEffect[] {
    const step = transition(jobs, event);
    jobs = step.jobs;
    effects.push(...step.effects);
    for (const effect of step.effects)
      if (effect.type === "answer") answers.set(effect.id, effect.result);
    return step.effects;
  }
  function ask(request: RequestTo<"offscreen">): number {
    const id = requests++;
    send({ type: "request", id, request });
    return id;
  }
  return {
    send,
    ask,
    answers,
    effects,
    record: (meetingId: string, capture = BOTH, settings: Settings = DEFAULT_SETTINGS) =>
      ask({
        to: "offscreen",
        type: "record",
        capture,
        plan: { meetingId, title: "Weekly", pageUrl: null, settings },
      }),
    stop: () => ask({ to: "offscreen", type: "stop" }),
    act: (act: RecordingAct) => ask({ to: "offscreen", type: "act", act }),
    transcribe: () =>
      ask({
        to: "offscreen",
        type: "transcribe",
        meetingId: "old",
        from: "offset",
        settings: DEFAULT_SETTINGS,
      }),
    report: (report: RecorderReport, job = 1) => send({ type: "report", job, report }),
    stageOf: (job: number) => jobs.all.find(({ id }) => id === job)?.stage ?? null,
    /** Effects of these types, of all events so far or of the last ones. */
    performed: (...types: readonly JobsEffect["type"][]) =>
      effects.filter(({ type }) => types.includes(type)),
    forget: () => void effects.splice(0),
  };
}

/** A document with a recording of meeting "a", job 1, at this stage. */
function openAt(stage: Stage, capture = BOTH, settings: Settings = DEFAULT_SETTINGS) {
  const document = createDocument();
  const start = document.record("a", capture, settings);
  for (const event of TO_STAGE[stage]) document.send(event);
  expect(document.stageOf(1)).toBe(stage);
  return { ...document, start };
}

const onCapture = (act: object) => ({ type: "act-on-capture", job: 1, act });
const commanded = (command: object) => ({ type: "command-thread", job: 1, command });
const types = (effects: readonly JobsEffect[]) => effects.map(({ type }) => type);

describe("Start", () => {
  it("opens the sources, then records, and is answered at the first frame", () => {
    const document = createDocument();
    const start = document.record("a");
    expect(types(document.effects)).toEqual(["open-capture", "set-timer"]);
    expect(types(document.send({ type: "capture-opened", job: 1 }))).toEqual([
      "record",
      "set-timer",
    ]);
    expect(document.answers.has(start)).toBe(false);
    expect(types(document.report({ type: "begun" }))).toEqual([
      "clear-timer",
      "answer",
      "start-insights",
    ]);
    expect(document.answers.get(start)).toEqual(recorded("a"));
  });

  it.each(STAGES)(
    "while another recording is at the stage %s is refused only if that holds sources",
    (stage) => {
      const document = openAt(stage);
      const second = document.record("b");
      if (stage === "saving" || stage === "wrapping-up") {
        expect(document.stageOf(2)).toBe("opening");
        expect(document.answers.has(second)).toBe(false);
      } else {
        expect(document.stageOf(2)).toBeNull();
        expect(document.answers.get(second)).toEqual(refused("already-recording"));
        expect(document.stageOf(1)).toBe(stage);
      }
    },
  );

  it.each<[string, JobsEvent, Problem["reason"]]>([
    [
      "the sources do not open",
      { type: "capture-failed", job: 1, problem: problem("mic-not-allowed") },
      "mic-not-allowed",
    ],
    [
      "the tab is closed meanwhile",
      { type: "source-ended", job: 1, problem: problem("tab-ended") },
      "tab-ended",
    ],
    ["opening takes too long", { type: "timeout", job: 1, timer: "start" }, "no-audio"],
  ])("fails at once if %s, and leaves nothing open", (_, event, reason) => {
    const document = openAt("opening");
    expect(types(document.send(event))).toEqual([
      "clear-timer",
      "abandon-capture",
      "answer",
      "close",
    ]);
    expect(document.answers.get(document.start)).toEqual(refused(reason));
    expect(document.stageOf(1)).toBeNull();
  });

  it.each<[string, JobsEvent, Result<unknown>]>([
    [
      "the disk fails",
      REPORT({ type: "failed", problem: problem("disk-failed") }),
      refused("disk-failed"),
    ],
    [
      "the thread crashes",
      { type: "crash", job: 1, message: "Error: x" },
      { ok: false, problem: problem("unexpected", "Error: x") },
    ],
    [
      "the tab is closed",
      { type: "source-ended", job: 1, problem: problem("tab-ended") },
      refused("tab-ended"),
    ],
    ["no frame arrives", { type: "timeout", job: 1, timer: "start" }, refused("no-audio")],
  ])(
    "fails if %s before the first frame: sources are released, the empty meeting is discarded",
    (_, event, result) => {
      const document = openAt("starting");
      document.forget();
      document.send(event);
      expect(types(document.effects)).toEqual(["clear-timer", "clear-timer", "release-capture"]);
      expect(document.answers.has(document.start)).toBe(false);
      document.send({ type: "released", job: 1 });
      expect(document.answers.get(document.start)).toEqual(result);
      const reason = result.ok ? null : result.problem;
      expect(document.performed("command-thread")).toEqual([
        { type: "command-thread", job: 1, command: { type: "end", problem: reason } },
      ]);

      const next = document.record("b");
      expect(document.answers.has(next)).toBe(false);
      expect(document.stageOf(2)).toBe("opening");

      document.report({ type: "finished", canGoOn: true });
      expect(document.performed("terminate-thread", "discard", "make-last-notes")).toEqual([
        { type: "terminate-thread", job: 1 },
        { type: "discard", job: 1, meetingId: "a" },
      ]);
      document.send({ type: "wrapped-up", job: 1 });
      expect(document.stageOf(1)).toBeNull();
      expect(document.stageOf(2)).toBe("opening");
    },
  );

  it("has a deadline for opening the sources and another for the first frame, but none in Chrome's picker", () => {
    const deadline = { type: "set-timer", job: 1, timer: "start", ms: START_TIMEOUT_MS };
    const stream = createDocument();
    stream.record("a", BOTH);
    expect(stream.performed("set-timer")).toEqual([deadline]);
    const picked = createDocument();
    picked.record("a", PICKER);
    expect(picked.performed("set-timer")).toEqual([]);
    picked.send({ type: "capture-opened", job: 1 });
    expect(picked.performed("set-timer")).toEqual([deadline]);
  });

  it("without a frame terminates a thread that does not finish, and takes its phase back", () => {
    const document = openAt("starting");
    document.report({ type: "phase", phase: "connecting" });
    document.send({ type: "timeout", job: 1, timer: "start" });
    document.forget();
    document.send({ type: "released", job: 1 });
    expect(document.performed("set-timer")).toEqual([
      { type: "set-timer", job: 1, timer: "empty", ms: EMPTY_TIMEOUT_MS },
    ]);
    document.send({ type: "timeout", job: 1, timer: "empty" });
    expect(document.performed("terminate-thread", "discard")).toHaveLength(2);
    expect(types(document.send({ type: "wrapped-up", job: 1 }))).toEqual(["report-phase", "close"]);
    expect(document.performed("report-phase")).toEqual([
      { type: "report-phase", phase: "saved", isMuted: false, isAsked: false },
    ]);
  });

  it.each(["releasing", "saving"] as const)(
    "that has failed keeps a meeting whose first frame arrives at the stage %s",
    (stage) => {
      const document = openAt("starting");
      document.send({ type: "timeout", job: 1, timer: "start" });
      if (stage === "saving") document.send({ type: "released", job: 1 });
      document.report({ type: "begun" });
      if (stage === "releasing") document.send({ type: "released", job: 1 });
      expect(document.answers.get(document.start)).toEqual(refused("no-audio"));
      document.send({ type: "timeout", job: 1, timer: "empty" });
      expect(document.stageOf(1)).toBe("saving");
      document.report({ type: "finished", canGoOn: false });
      expect(document.performed("discard")).toEqual([]);
      expect(document.performed("make-last-notes")).toHaveLength(1);
    },
  );
});

describe("Stop", () => {
  it("without a recording is done at once", () => {
    const document = createDocument();
    expect(document.answers.get(document.stop())).toEqual(DONE);
    expect(types(document.effects)).toEqual(["answer"]);
  });

  it.each([BOTH, PICKER])(
    "while the sources open abandons them and answers both at once: %j",
    (capture) => {
      const document = openAt("opening", capture);
      document.forget();
      const stop = document.stop();
      expect(types(document.effects)).toEqual([
        "clear-timer",
        "abandon-capture",
        "answer",
        "answer",
        "close",
      ]);
      expect(document.answers.get(document.start)).toEqual(refused("start-stopped"));
      expect(document.answers.get(stop)).toEqual(DONE);
      // The user may still pick a tab.
      expect(document.send({ type: "capture-opened", job: 1 })).toEqual([]);
    },
  );

  it.each(["starting", "running"] as const)(
    "at the stage %s releases the sources at once and is answered afterwards",
    (stage) => {
      const document = openAt(stage);
      document.forget();
      const stop = document.stop();
      expect(types(document.effects)).toEqual(["clear-timer", "clear-timer", "release-capture"]);
      expect(document.answers.has(stop)).toBe(false);
      const again = document.stop();
      expect(document.performed("release-capture")).toHaveLength(1);
      document.send({ type: "released", job: 1 });
      expect(document.answers.get(stop)).toEqual(DONE);
      expect(document.answers.get(again)).toEqual(DONE);
      expect(document.performed("command-thread")).toEqual([
        { type: "command-thread", job: 1, command: { type: "end", problem: null } },
      ]);
      expect(document.answers.get(document.start)).toEqual(
        stage === "running" ? recorded("a") : refused("start-stopped"),
      );
    },
  );

  it("before the first frame lets Start succeed if that frame is among the last samples", () => {
    const document = openAt("starting");
    const stop = document.stop();
    document.report({ type: "begun" });
    expect(document.answers.get(document.start)).toEqual(recorded("a"));
    document.send({ type: "released", job: 1 });
    expect(document.answers.get(document.start)).toEqual(recorded("a"));
    expect(document.answers.get(stop)).toEqual(DONE);
    document.report({ type: "finished", canGoOn: false });
    expect(document.performed("discard")).toEqual([]);
  });

  it("while a recording is being saved is done at once", () => {
    const document = openAt("saving");
    expect(document.answers.get(document.stop())).toEqual(DONE);
    expect(document.stageOf(1)).toBe("saving");
  });
});

describe("a recording ends", () => {
  it.each<[string, JobsEvent, Problem]>([
    [
      "because its source is gone",
      { type: "source-ended", job: 1, problem: problem("tab-ended") },
      problem("tab-ended"),
    ],
    [
      "because the disk fails",
      REPORT({ type: "failed", problem: problem("disk-failed") }),
      problem("disk-failed"),
    ],
  ])("%s, for that reason", (_, event, reason) => {
    const document = openAt("running");
    document.send(event);
    document.send({ type: "released", job: 1 });
    expect(document.performed("command-thread")).toEqual([
      { type: "command-thread", job: 1, command: { type: "end", problem: reason } },
    ]);
  });

  it("not because of an error in a thread that has begun", () => {
    const document = openAt("running");
    expect(document.send({ type: "crash", job: 1, message: "x" })).toEqual([]);
    expect(document.stageOf(1)).toBe("running");
  });

  it("with its last notes, and the document closes", () => {
    const document = openAt("saving");
    expect(types(document.report({ type: "finished", canGoOn: false }))).toEqual([
      "terminate-thread",
      "clear-timer",
      "cancel-live-notes",
      "make-last-notes",
    ]);
    expect(types(document.send({ type: "wrapped-up", job: 1 }))).toEqual(["close"]);
  });

  it("with a transcription of the rest if a connection was missing", () => {
    const document = openAt("saving");
    document.act({ type: "configure", settings: LATER });
    document.report({ type: "finished", canGoOn: true });
    expect(document.performed("stop-insights", "make-last-notes")).toEqual([
      { type: "stop-insights", job: 1 },
    ]);
    expect(document.send({ type: "wrapped-up", job: 1 })).toEqual([
      {
        type: "transcribe",
        job: 2,
        plan: { meetingId: "a", from: "offset", settings: LATER },
      },
    ]);
    document.report({ type: "begun" }, 2);
    document.report({ type: "finished", canGoOn: false }, 2);
    expect(document.performed("make-last-notes")).toMatchObject([
      { job: 2, plan: { meetingId: "a", settings: LATER } },
    ]);
    expect(types(document.send({ type: "wrapped-up", job: 2 }))).toEqual(["close"]);
  });
});

describe("an act", () => {
  it("is performed at once while running", () => {
    const document = openAt("running");
    document.forget();
    for (const type of ["pause", "resume", "bookmark"] as const) {
      const id = document.act({ type });
      expect(document.answers.get(id)).toEqual(DONE);
    }
    expect(document.performed("act-on-capture", "command-thread")).toEqual([
      onCapture({ type: "pause" }),
      onCapture({ type: "resume" }),
      commanded({ type: "bookmark" }),
    ]);
  });

  it("waits for the first frame if it came before, and is answered at once", () => {
    const document = openAt("opening");
    expect(document.answers.get(document.act({ type: "bookmark" }))).toEqual(DONE);
    document.send({ type: "capture-opened", job: 1 });
    document.act({ type: "pause" });
    expect(document.performed("act-on-capture", "command-thread")).toEqual([]);
    document.report({ type: "begun" });
    expect(document.performed("act-on-capture", "command-thread")).toEqual([
      commanded({ type: "bookmark" }),
      onCapture({ type: "pause" }),
    ]);
  });

  it.each(["opening", "starting", "running"] as const)(
    "of muting takes effect at once at the stage %s",
    (stage) => {
      const document = openAt(stage);
      document.forget();
      document.act({ type: "mute", isMuted: true });
      document.act({ type: "toggle-mute" });
      expect(document.performed("act-on-capture", "command-thread")).toEqual([
        onCapture({ type: "mute-mic", isMuted: true }),
        commanded({ type: "muted", channel: "mic", isMuted: true }),
        onCapture({ type: "mute-mic", isMuted: false }),
        commanded({ type: "muted", channel: "mic", isMuted: false }),
      ]);
    },
  );

  it("of muting does nothing without a microphone", () => {
    const document = openAt("running", TAB);
    document.forget();
    document.act({ type: "toggle-mute" });
    expect(types(document.effects)).toEqual(["answer"]);
  });

  it.each(["releasing", "saving", "wrapping-up"] as const)(
    "does nothing at the stage %s",
    (stage) => {
      const document = openAt(stage);
      document.forget();
      document.act({ type: "pause" });
      document.act({ type: "mute", isMuted: true });
      expect(types(document.effects)).toEqual(["answer", "answer"]);
    },
  );

  it("of the tab's mute reaches the capture at any stage with sources", () => {
    const document = openAt("opening");
    document.ask({ to: "offscreen", type: "tab-muted", isMuted: true });
    expect(document.performed("act-on-capture")).toEqual([
      onCapture({ type: "mute-tab", isMuted: true }),
    ]);
    const later = openAt("saving");
    later.ask({ to: "offscreen", type: "tab-muted", isMuted: true });
    expect(later.performed("act-on-capture")).toEqual([]);
  });

  it("of configuring while the sources open changes the plan of the thread", () => {
    const document = openAt("opening");
    document.act({ type: "configure", settings: LATER });
    expect(document.performed("command-thread")).toEqual([]);
    document.send({ type: "capture-opened", job: 1 });
    expect(document.performed("record")).toMatchObject([{ plan: { settings: LATER } }]);
  });

  it.each(["starting", "running"] as const)(
    "of configuring reaches the thread at the stage %s",
    (stage) => {
      const document = openAt(stage);
      document.act({ type: "configure", settings: LATER });
      expect(document.performed("command-thread")).toEqual([
        commanded({ type: "configure", settings: LATER }),
      ]);
    },
  );

  it.each(["starting", "running", "releasing", "saving"] as const)(
    "of configuring at the stage %s holds for the last notes",
    (stage) => {
      const document = openAt(stage);
      document.act({ type: "configure", settings: LATER });
      for (const event of TO_STAGE["wrapping-up"].slice(TO_STAGE[stage].length))
        document.send(event);
      expect(document.performed("make-last-notes")).toMatchObject([{ plan: { settings: LATER } }]);
    },
  );
});

describe("the phase", () => {
  it("is reported with the microphone's mute, again when either changes", () => {
    const document = openAt("running");
    document.report({ type: "phase", phase: "recording" });
    document.act({ type: "mute", isMuted: true });
    expect(document.performed("report-phase")).toEqual([
      { type: "report-phase", phase: "recording", isMuted: false, isAsked: false },
      { type: "report-phase", phase: "recording", isMuted: true, isAsked: false },
    ]);
  });

  it("is that of the newest recording with a thread", () => {
    const document = openAt("saving");
    document.record("b");
    document.report({ type: "phase", phase: "saving" });
    document.send({ type: "capture-opened", job: 2 });
    document.report({ type: "phase", phase: "connecting" }, 2);
    document.report({ type: "phase", phase: "saved" });
    expect(document.performed("report-phase")).toMatchObject([
      { phase: "saving" },
      { phase: "connecting" },
    ]);
  });

  it("is that of the previous recording again after a Start whose thread was terminated", () => {
    const document = openAt("saving");
    document.report({ type: "phase", phase: "saving" });
    document.record("b");
    document.send({ type: "capture-opened", job: 2 });
    document.report({ type: "phase", phase: "connecting" }, 2);
    document.stop();
    document.send({ type: "released", job: 2 });
    document.send({ type: "timeout", job: 2, timer: "empty" });
    document.send({ type: "wrapped-up", job: 2 });
    expect(document.performed("report-phase").at(-1)).toMatchObject({ phase: "saving" });
  });
});

describe("a recording beside one that is saved", () => {
  function openBoth() {
    const document = openAt("saving");
    document.report({ type: "phase", phase: "saving" });
    document.record("b");
    document.send({ type: "capture-opened", job: 2 });
    document.report({ type: "begun" }, 2);
    document.forget();
    return document;
  }

  it("gets its notes made and is removed without touching the other", () => {
    const document = openBoth();
    document.report({ type: "finished", canGoOn: false });
    expect(document.performed("make-last-notes")).toMatchObject([
      { job: 1, plan: { meetingId: "a" } },
    ]);
    document.send({ type: "wrapped-up", job: 1 });
    expect(document.stageOf(1)).toBeNull();
    expect(document.stageOf(2)).toBe("running");
    expect(document.performed("release-capture", "abandon-capture", "close")).toEqual([]);
  });

  it("alone is paused, muted and stopped", () => {
    const document = openBoth();
    document.act({ type: "pause" });
    document.act({ type: "mute", isMuted: true });
    document.stop();
    const jobs = document.effects.flatMap((effect) => ("job" in effect ? [effect.job] : []));
    expect(new Set(jobs)).toEqual(new Set([2]));
    expect(document.stageOf(1)).toBe("saving");
  });

  it("may be stopped first, and both are saved", () => {
    const document = openBoth();
    document.stop();
    document.send({ type: "released", job: 2 });
    for (const job of [2, 1]) {
      document.report({ type: "finished", canGoOn: false }, job);
      document.send({ type: "wrapped-up", job });
    }
    expect(document.performed("make-last-notes")).toMatchObject([{ job: 2 }, { job: 1 }]);
    expect(document.performed("close")).toHaveLength(1);
    expect(document.effects.at(-1)).toEqual({ type: "close" });
  });
});

describe("a long silence", () => {
  const asked = (minutes: number) =>
    commanded({ type: "long-silence", found: { minutes, isPaused: false } });
  const pausedSince = (minutes: number) =>
    commanded({ type: "long-silence", found: { minutes, isPaused: true } });
  const over = commanded({ type: "long-silence", found: null });
  const pause = onCapture({ type: "pause" });
  const resume = onCapture({ type: "resume" });
  const asking = (askAfterSilentMinutes: number | null): Settings => ({
    ...DEFAULT_SETTINGS,
    capture: { ...DEFAULT_SETTINGS.capture, askAfterSilentMinutes },
  });

  /** Whole minutes of silence as the thread reports them, or an act of the user. */
  type Happening = number | RecordingAct;
  const to = (last: number, first = 1): readonly number[] =>
    Array.from({ length: last - first + 1 }, (_, minute) => first + minute);

  it.each<[string, number | null, readonly Happening[], readonly object[]]>([
    ["of less than the limit asks nothing", 10, to(9), []],
    ["asks once", 10, to(24), [asked(10)]],
    [
      "without an answer pauses after 15 more minutes",
      10,
      to(25),
      [asked(10), pause, pausedSince(10)],
    ],
    ["asks after the time of the settings", 5, to(20), [asked(5), pause, pausedSince(5)]],
    ["asks nothing if that is off", null, to(600), []],
    [
      "that ends takes the question back and counts anew",
      10,
      [...to(24), 0, ...to(10)],
      [asked(10), over, asked(10)],
    ],
    ["that ends before the question asks nothing", 10, [...to(9), 0, ...to(9)], []],
    [
      "is asked about again after as much silence",
      10,
      [...to(12), { type: "go-on" }, ...to(22, 13)],
      [asked(10), over, asked(22)],
    ],
    [
      "pauses 15 minutes after the second question",
      10,
      [...to(10), { type: "go-on" }, ...to(35, 11)],
      [asked(10), over, asked(20), pause, pausedSince(20)],
    ],
    [
      "forgets the answer once something was heard",
      10,
      [...to(12), { type: "go-on" }, 0, ...to(10)],
      [asked(10), over, asked(10)],
    ],
    [
      "leaves the question to a user who pauses",
      10,
      [...to(10), { type: "pause" }, 0],
      [asked(10), pause, over],
    ],
    [
      "stays paused until the user resumes",
      10,
      [...to(26), 0, { type: "resume" }, ...to(9)],
      [asked(10), pause, pausedSince(10), resume, over],
    ],
    [
      "asks again after the pause",
      10,
      [...to(25), { type: "resume" }, 0, ...to(10)],
      [asked(10), pause, pausedSince(10), resume, over, asked(10)],
    ],
    [
      "goes on if the answer comes just after the pause",
      10,
      [...to(25), { type: "go-on" }],
      [asked(10), pause, pausedSince(10), resume, over],
    ],
    [
      "takes no question back when a bookmark is set",
      10,
      [...to(10), { type: "bookmark" }],
      [asked(10), commanded({ type: "bookmark" })],
    ],
  ])("%s", (_, askAfter, happenings, effects) => {
    const document = openAt("running", BOTH, asking(askAfter));
    document.forget();
    for (const each of happenings)
      if (typeof each === "number") document.report({ type: "unheard", minutes: each });
      else document.act(each);
    expect(document.performed("command-thread", "act-on-capture")).toEqual(effects);
  });

  it("follows a change of the settings at once", () => {
    const document = openAt("running", BOTH, asking(10));
    for (const minutes of to(12)) document.report({ type: "unheard", minutes });
    const shown = () =>
      document
        .performed("command-thread")
        .filter(
          (effect) => effect.type === "command-thread" && effect.command.type === "long-silence",
        );
    expect(shown()).toEqual([asked(10)]);
    document.act({ type: "configure", settings: asking(20) });
    expect(shown()).toEqual([asked(10), over]);
    document.act({ type: "configure", settings: asking(5) });
    document.act({ type: "configure", settings: asking(null) });
    expect(shown()).toEqual([asked(10), over, asked(12), over]);
  });

  it("is reported for the badge while the user is asked", () => {
    const document = openAt("running");
    document.report({ type: "phase", phase: "recording" });
    document.forget();
    for (const minutes of [...to(25), 0]) document.report({ type: "unheard", minutes });
    document.report({ type: "phase", phase: "paused" });
    expect(document.performed("report-phase")).toEqual([
      { type: "report-phase", phase: "recording", isMuted: false, isAsked: true },
      { type: "report-phase", phase: "recording", isMuted: false, isAsked: false },
      { type: "report-phase", phase: "paused", isMuted: false, isAsked: false },
    ]);
  });

  it.each(["releasing", "saving", "wrapping-up"] as const)(
    "is no matter at the stage %s",
    (stage) => {
      const document = openAt(stage);
      document.forget();
      document.report({ type: "unheard", minutes: 30 });
      expect(document.effects).toEqual([]);
    },
  );
});

describe("a silent tab", () => {
  it("is checked at once, every five seconds, and once more when it is audible again", () => {
    const document = openAt("running");
    document.forget();
    document.report({ type: "silence", channel: "tab", isSilent: true });
    const check = { type: "check-tab", job: 1 };
    const timer = { type: "set-timer", job: 1, timer: "check-tab", ms: CHECK_TAB_EVERY_MS };
    expect(document.effects).toEqual([check, timer]);
    document.send({ type: "timeout", job: 1, timer: "check-tab" });
    expect(document.effects).toEqual([check, timer, check, timer]);
    document.forget();
    document.report({ type: "silence", channel: "tab", isSilent: false });
    expect(types(document.effects)).toEqual(["clear-timer", "check-tab"]);
  });

  it("is not checked for a silent microphone, or once the sources are released", () => {
    const document = openAt("running");
    document.forget();
    document.report({ type: "silence", channel: "mic", isSilent: true });
    document.stop();
    document.report({ type: "silence", channel: "tab", isSilent: true });
    document.send({ type: "timeout", job: 1, timer: "check-tab" });
    expect(document.performed("check-tab")).toEqual([]);
  });
});

describe("live notes", () => {
  const every = (
    liveEveryMinutes: Settings["notes"]["liveEveryMinutes"],
    chosen: Settings["notes"]["chosen"] = ["standard"],
  ): Settings => ({
    ...DEFAULT_SETTINGS,
    notes: { ...DEFAULT_SETTINGS.notes, liveEveryMinutes, chosen },
  });
  const timer = (minutes: number) => ({
    type: "set-timer",
    job: 1,
    timer: "live-notes",
    ms: minutes * 60_000,
  });
  const cleared = { type: "clear-timer", job: 1, timer: "live-notes" };
  const timersOf = (document: ReturnType<typeof openAt>) =>
    document
      .performed("set-timer", "clear-timer")
      .filter((effect) => "timer" in effect && effect.timer === "live-notes");
  const configure = (document: ReturnType<typeof openAt>, settings: Settings) => {
    document.forget();
    document.act({ type: "configure", settings });
    return timersOf(document);
  };

  it("are made at the chosen interval, with the settings of that moment", () => {
    const document = openAt("running", BOTH, every(5));
    expect(timersOf(document)).toEqual([timer(5)]);
    const spanish = { ...every(5), notes: { ...every(5).notes, language: "es" } } as Settings;
    expect(configure(document, spanish)).toEqual([]);
    const [made, next] = document.send({ type: "timeout", job: 1, timer: "live-notes" });
    expect(made).toMatchObject({ type: "make-live-note", plan: { settings: spanish } });
    expect(next).toEqual(timer(5));
  });

  it("stop when they are switched off, and start when they are switched on", () => {
    const document = openAt("running", BOTH, every(5));
    expect(configure(document, every(null))).toEqual([cleared]);
    expect(configure(document, every(10))).toEqual([timer(10)]);
    expect(configure(document, every(5))).toEqual([timer(5)]);
    expect(configure(document, every(5, []))).toEqual([cleared]);
  });

  it("follow settings that were changed before the first frame", () => {
    const document = openAt("starting", BOTH, every(5));
    expect(configure(document, every(null))).toEqual([]);
    document.report({ type: "begun" });
    expect(timersOf(document)).toEqual([]);
  });

  it("end with the thread", () => {
    const document = openAt("running", BOTH, every(5));
    document.stop();
    document.send({ type: "released", job: 1 });
    document.forget();
    document.report({ type: "finished", canGoOn: false });
    expect(document.performed("clear-timer", "cancel-live-notes")).toMatchObject([
      cleared,
      { type: "cancel-live-notes", plan: { meetingId: "a" } },
    ]);
    expect(document.send({ type: "timeout", job: 1, timer: "live-notes" })).toEqual([]);
  });
});

describe("a transcription", () => {
  it("is answered when it has begun, and ends with its notes", () => {
    const document = createDocument();
    const request = document.transcribe();
    expect(document.effects).toMatchObject([{ type: "transcribe", job: 1 }]);
    document.report({ type: "begun" });
    expect(document.answers.get(request)).toEqual(DONE);
    expect(types(document.report({ type: "finished", canGoOn: false }))).toEqual([
      "terminate-thread",
      "make-last-notes",
    ]);
    expect(types(document.send({ type: "wrapped-up", job: 1 }))).toEqual(["close"]);
  });

  it("takes new settings, which may be all that it waits for, and uses them for its notes", () => {
    const document = createDocument();
    document.transcribe();
    document.report({ type: "begun" });
    document.act({ type: "configure", settings: LATER });
    expect(document.performed("command-thread")).toEqual([
      { type: "command-thread", job: 1, command: { type: "configure", settings: LATER } },
    ]);
    document.report({ type: "finished", canGoOn: false });
    expect(document.performed("make-last-notes")).toMatchObject([{ plan: { settings: LATER } }]);
  });

  it.each<[string, JobsEvent, Result<unknown>]>([
    [
      "is refused",
      REPORT({ type: "failed", problem: problem("already-transcribing") }),
      refused("already-transcribing"),
    ],
    [
      "crashes",
      { type: "crash", job: 1, message: "x" },
      { ok: false, problem: problem("unexpected", "x") },
    ],
  ])("that %s is answered so, and leaves no thread", (_, event, result) => {
    const document = createDocument();
    const request = document.transcribe();
    expect(types(document.send(event))).toEqual(["terminate-thread", "answer", "close"]);
    expect(document.answers.get(request)).toEqual(result);
  });

  it("ends without notes if it fails or lacks a connection later", () => {
    for (const report of [
      { type: "failed", problem: problem("disk-failed") },
      { type: "finished", canGoOn: true },
    ] as const) {
      const document = createDocument();
      document.transcribe();
      document.report({ type: "begun" });
      expect(types(document.report(report))).toEqual(["terminate-thread", "close"]);
    }
  });

  it("runs beside a recording, and its phases are not reported", () => {
    const document = openAt("running");
    document.transcribe();
    document.report({ type: "begun" }, 2);
    document.report({ type: "phase", phase: "catching-up" }, 2);
    document.send({ type: "crash", job: 2, message: "x" });
    expect(document.stageOf(2)).toBe("running");
    expect(document.performed("report-phase")).toEqual([]);
    document.stop();
    expect(document.stageOf(2)).toBe("running");
  });
});

describe("the document", () => {
  const NOTE = {
    meetingId: "m",
    subject: { type: "template", templateId: "standard", name: "" },
  } as const;

  it("closes when the last note is made, and not before", () => {
    const document = createDocument();
    document.ask({
      to: "offscreen",
      type: "make-note",
      request: NOTE,
      settings: DEFAULT_SETTINGS,
    });
    expect(types(document.effects)).toEqual(["make-note", "answer"]);
    document.transcribe();
    document.report({ type: "failed", problem: problem("already-transcribing") });
    expect(document.performed("close")).toEqual([]);
    expect(types(document.send({ type: "notes-idle" }))).toEqual(["close"]);
    expect(document.send({ type: "notes-idle" })).toEqual([]);
  });

  it("stays open while a live note outlasts its recording", () => {
    const document = openAt("running");
    document.send({ type: "timeout", job: 1, timer: "live-notes" });
    document.stop();
    for (const event of TO_STAGE["wrapping-up"].slice(3)) document.send(event);
    expect(document.send({ type: "wrapped-up", job: 1 })).toEqual([]);
    expect(types(document.send({ type: "notes-idle" }))).toEqual(["close"]);
  });

  it("leaves requests for work unanswered once it closes, so that they are sent again to the next one", () => {
    const document = createDocument();
    document.record("a");
    document.stop();
    expect(document.performed("close")).toHaveLength(1);
    document.forget();
    document.record("b");
    document.transcribe();
    const make = { type: "make-note", request: NOTE, settings: DEFAULT_SETTINGS } as const;
    document.ask({ to: "offscreen", ...make });
    expect(document.effects).toEqual([]);
    expect(document.answers.get(document.stop())).toEqual(DONE);
    expect(document.performed("close")).toEqual([]);
  });

  it("does not close because of a request that finds nothing to do", () => {
    const document = createDocument();
    document.stop();
    document.act({ type: "bookmark" });
    document.ask({ to: "offscreen", type: "cancel-note", request: NOTE });
    expect(document.performed("close")).toEqual([]);
  });
});
