/** Capture with a simulated audio graph: what is released when a Start is abandoned or fails, and when the audio device hangs. */

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fail, problem } from "../../../core/problem.ts";
import type { CaptureRequest } from "../../../core/protocol/offscreen-requests.ts";
import type { FramerCommand } from "../../../core/protocol/recorder.ts";
import { openCapture } from "../../../entrypoints/offscreen/capture/capture.ts";

const MIC = { device: null };
const TAB = { streamId: "s", isMuted: false };

/** Tracks that were not stopped, the open context, and the commands to the framers. */
let live: Set<string>;
let commands: FramerCommand<MessagePort>["type"][];
let framers: FakeFramer[];
/** The audio device answers: framers end and contexts close. */
let isDeviceWell: boolean;
let devices: readonly { readonly kind: string }[];
/** Every context that was opened, in order. */
let contexts: { readonly context: FakeContext; readonly hasOutput: boolean }[];
let closed: Set<FakeContext>;
/** Whether time passes in the `count`th context from its beginning. */
let runs: (count: number, hasOutput: boolean) => boolean;
let openStream: (name: "tab" | "mic" | "picker") => Promise<MediaStream>;

const track = (name: string) => {
  live.add(name);
  return Object.assign(new EventTarget(), { label: name, stop: () => void live.delete(name) });
};
function stream(name: string): MediaStream {
  const audio = [track(name)];
  const fake = {
    getTracks: () => audio,
    getAudioTracks: () => audio,
    getVideoTracks: () => [],
    removeTrack() {},
  };
  return fake as unknown as MediaStream;
}

/** Connections between nodes that were not undone. */
let connections: { readonly from: FakeNode; readonly to: unknown }[];

class FakeNode {
  readonly context: unknown;
  constructor(context: unknown) {
    this.context = context;
  }
  connect(to: unknown): unknown {
    connections.push({ from: this, to });
    return to;
  }
  disconnect(): void {
    connections = connections.filter(({ from }) => from !== this);
  }
}

class FakeFramer extends FakeNode {
  isMuted = false;
  onprocessorerror: ((event: { readonly message: string }) => void) | null = null;
  constructor(context: unknown) {
    super(context);
    framers.push(this);
  }
  readonly port = {
    onmessage: null as ((event: { readonly data: { readonly type: "ended" } }) => void) | null,
    postMessage: (command: FramerCommand<MessagePort>) => {
      commands.push(command.type);
      if (command.type === "mute") this.isMuted = command.isMuted;
      if (command.type === "frames-to") command.port.close();
      if (command.type === "end" && isDeviceWell)
        this.port.onmessage?.({ data: { type: "ended" } });
    },
  };
}

class FakeContext extends EventTarget {
  readonly sampleRate = 48_000;
  readonly destination = {};
  state: "running" | "suspended" = "running";
  /** Time stands still although the context is running. */
  isStuck: boolean;
  /** A resume works: the sound server is back. */
  canResume = false;
  /** Time passes for a moment after a resume, and then stands still. */
  stallsAfterResume = false;
  #passed = 0;
  #since = performance.now();
  #isResuming = false;
  readonly audioWorklet = { addModule: async () => {} };
  constructor(options: { readonly sinkId?: object } = {}) {
    super();
    live.add("context");
    contexts.push({ context: this, hasOutput: options.sinkId === undefined });
    this.isStuck = !runs(contexts.length, options.sinkId === undefined);
  }
  get currentTime(): number {
    const isPassing = this.state === "running" && !this.isStuck;
    const now = performance.now();
    if (isPassing) this.#passed += (now - this.#since) / 1_000;
    this.#since = now;
    return this.#passed;
  }
  stop(type: "error" | "statechange"): void {
    this.#passed = this.currentTime;
    this.state = "suspended";
    this.dispatchEvent(new Event(type));
    if (type === "error") this.dispatchEvent(new Event("statechange"));
  }
  /** As in Chromium, a resume that has failed makes those pend that follow it without a suspend. */
  async resume(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.#isResuming || !this.canResume) {
      this.#isResuming = true;
      return promise;
    }
    void this.currentTime;
    this.state = "running";
    if (this.stallsAfterResume) this.#passed += 0.01;
    this.isStuck = this.stallsAfterResume;
    resolve();
    return promise;
  }
  async suspend(): Promise<void> {
    this.#isResuming = false;
  }
  createMediaStreamSource = () => new FakeNode(this);
  close(): Promise<void> {
    if (closed.has(this)) throw new DOMException("closed twice", "InvalidStateError");
    closed.add(this);
    if (contexts.every(({ context }) => closed.has(context))) live.delete("context");
    return isDeviceWell ? Promise.resolve() : new Promise(() => {});
  }
}

beforeEach(() => {
  live = new Set();
  commands = [];
  framers = [];
  devices = [];
  contexts = [];
  connections = [];
  closed = new Set();
  runs = () => true;
  isDeviceWell = true;
  openStream = async (name) => stream(name);
  vi.stubGlobal("AudioContext", FakeContext);
  vi.stubGlobal("AudioWorkletNode", FakeFramer);
  vi.stubGlobal("GainNode", FakeNode);
  const mediaDevices = Object.assign(new EventTarget(), {
    getUserMedia: ({ audio }: { audio: object }) =>
      openStream("mandatory" in audio ? "tab" : "mic"),
    getDisplayMedia: () => openStream("picker"),
    enumerateDevices: async () => devices,
  });
  vi.stubGlobal("navigator", {
    mediaDevices,
    permissions: { query: async () => new EventTarget() },
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const listener = {
  onEnded: vi.fn(),
  onFrames: vi.fn(),
  onAudioLost: vi.fn(),
  onMicLabel() {},
  onMicProblem() {},
};
const open = (request: CaptureRequest, abandoned = new AbortController().signal) =>
  openCapture(request, listener, abandoned);

async function opened(request: CaptureRequest) {
  const capture = await open(request);
  if (!capture.ok) throw new Error(capture.problem.reason);
  return capture.value;
}

describe("a capture", () => {
  it("opens the microphone before the tab, and lists the tab first", async () => {
    const order: string[] = [];
    openStream = async (name) => {
      order.push(name);
      return stream(name);
    };
    const { channels } = await opened({ tab: "picker", mic: MIC });
    expect(order).toEqual(["mic", "picker"]);
    expect(channels.map(({ name, label }) => [name, label])).toEqual([
      ["tab", ""],
      ["mic", "mic"],
    ]);
    expect(commands).toEqual(["frames-to", "frames-to", "begin", "begin"]);
  });

  it("releases everything when it ends, after the framers have handed over their last samples", async () => {
    const capture = await opened({ tab: TAB, mic: MIC });
    expect(live).toEqual(new Set(["context", "tab", "mic"]));
    await capture.end();
    expect(commands.slice(-2)).toEqual(["end", "end"]);
    expect(live).toEqual(new Set());
  });

  it("gives the tab back within two seconds although the audio device hangs", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const capture = await opened({ tab: TAB, mic: null });
    isDeviceWell = false;
    const ended = vi.fn();
    void capture.end().then(ended);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(live).toEqual(new Set());
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ended).toHaveBeenCalledOnce();
  });

  it("logs an error of the audio thread", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    await opened({ tab: TAB, mic: null });
    framers[0]?.onprocessorerror?.({ message: "frame is undefined" });
    expect(log).toHaveBeenCalledWith("Earshot: audio thread:", "frame is undefined");
  });

  it("reports the end of the tab", async () => {
    const tab = stream("tab");
    openStream = async () => tab;
    await opened({ tab: TAB, mic: null });
    tab.getAudioTracks()[0]?.dispatchEvent(new Event("ended"));
    expect(listener.onEnded).toHaveBeenCalledWith(problem("tab-ended"));
  });
});

describe("a capture that fails to open", () => {
  it("releases what was open", async () => {
    openStream = async (name) => {
      if (name === "mic") return stream(name);
      throw new DOMException("no", "NotAllowedError");
    };
    expect(await open({ tab: "picker", mic: MIC })).toEqual(fail("picker-cancelled"));
    expect(live).toEqual(new Set());
  });
});

describe("an abandoned capture", () => {
  it.each(["picker", TAB] as const)(
    "releases the microphone at once, and the tab as soon as it opens: %j",
    async (tab) => {
      const { promise, resolve } = Promise.withResolvers<MediaStream>();
      openStream = async (name) => (name === "mic" ? stream(name) : promise);
      const controller = new AbortController();
      const result = open({ tab, mic: MIC }, controller.signal);
      await vi.waitFor(() => expect(live).toEqual(new Set(["context", "mic"])));
      controller.abort();
      expect(live).toEqual(new Set());
      resolve(stream("tab"));
      expect(await result).toEqual(fail("start-stopped"));
      expect(live).toEqual(new Set());
    },
  );

  it("releases a microphone that opens afterwards", async () => {
    const { promise, resolve } = Promise.withResolvers<MediaStream>();
    openStream = () => promise;
    const controller = new AbortController();
    const result = open({ tab: null, mic: MIC }, controller.signal);
    controller.abort();
    resolve(stream("mic"));
    expect(await result).toEqual(fail("start-stopped"));
    expect(live).toEqual(new Set());
  });
});

describe("an audio context that dies", () => {
  beforeEach(() => {
    listener.onFrames.mockClear();
    listener.onAudioLost.mockClear();
    vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"],
    });
  });

  async function captureAndDie(event: "error" | "statechange" = "error") {
    const capture = await opened({ tab: TAB, mic: MIC });
    return { capture, die: () => die(event) };
  }

  function die(event: "error" | "statechange"): void {
    commands = [];
    contexts.at(-1)?.context.stop(event);
  }

  it.each(["error", "statechange"] as const)(
    "is replaced at its event %s, and the same sources go on within two seconds",
    async (event) => {
      const { capture, die } = await captureAndDie(event);
      const firstPorts = new Set(capture.channels.map(({ frames }) => frames));
      die();
      await vi.advanceTimersByTimeAsync(2_000);
      expect(contexts).toHaveLength(2);
      // The failed one may be the only one that can be heard again.
      expect(closed).toEqual(new Set(event === "error" ? [] : [contexts[0]?.context]));
      expect(live).toEqual(new Set(["context", "tab", "mic"]));
      expect(commands).toEqual(["cut", "frames-to", "cut", "frames-to", "mute", "begin", "begin"]);
      expect(listener.onFrames.mock.calls.map(([name]) => name as string)).toEqual(["tab", "mic"]);
      const ports = listener.onFrames.mock.calls.map(([, port]) => port as MessagePort);
      expect(ports.some((port) => firstPorts.has(port))).toBe(false);
      expect(listener.onAudioLost.mock.calls).toEqual([[true], [false]]);
      const connected = new Set(connections.map(({ to }) => to));
      expect(framers.slice(2).every((framer) => connected.has(framer))).toBe(true);
      await capture.end();
      expect(live).toEqual(new Set());
      await vi.advanceTimersByTimeAsync(2_000);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it("is replaced once though both events fire, and again when the next one dies", async () => {
    const { capture, die } = await captureAndDie();
    die();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(contexts).toHaveLength(2);
    die();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(contexts).toHaveLength(3);
    await capture.end();
    expect(closed.size).toBe(3);
  });

  it("is replaced by one without output if no time passes with output, until a device is back", async () => {
    runs = (count, hasOutput) => count === 1 || !hasOutput;
    const { capture, die } = await captureAndDie();
    die();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(contexts.map(({ hasOutput }) => hasOutput)).toEqual([true, true, false]);
    expect(listener.onFrames).toHaveBeenCalledTimes(2);
    runs = () => true;
    const changeDevices = async (): Promise<void> => {
      navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
      await vi.advanceTimersByTimeAsync(2_000);
    };
    await changeDevices();
    expect(contexts).toHaveLength(3);
    devices = [{ kind: "audiooutput" }];
    await changeDevices();
    await changeDevices();
    expect(contexts.map(({ hasOutput }) => hasOutput)).toEqual([true, true, false, true]);
    await capture.end();
    expect(live).toEqual(new Set());
  });

  it("goes on in the first context as soon as that can be resumed, and plays the tab once", async () => {
    const { capture, die } = await captureAndDie();
    const [first] = contexts;
    die();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(contexts).toHaveLength(2);
    expect(listener.onFrames).toHaveBeenCalledTimes(2);
    commands = [];
    if (first) Object.assign(first.context, { canResume: true, stallsAfterResume: true });
    // Until it runs steadily, the other one records.
    await vi.advanceTimersByTimeAsync(9_000);
    expect(commands).toEqual([]);
    if (first) first.context.stallsAfterResume = false;
    await vi.advanceTimersByTimeAsync(4_000);
    expect(commands).toEqual(["cut", "frames-to", "cut", "frames-to", "mute", "begin", "begin"]);
    expect(listener.onFrames).toHaveBeenCalledTimes(4);
    expect(closed).toEqual(new Set([contexts[1]?.context]));
    const heard = connections.filter(({ to }) => to === first?.context.destination);
    const sources = connections.filter(({ to }) => heard.some(({ from }) => from === to));
    expect(sources).toHaveLength(1);

    // It may die again.
    if (first) first.context.canResume = false;
    first?.context.stop("error");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(contexts).toHaveLength(3);
    await capture.end();
    expect(live).toEqual(new Set());
  });

  it("goes on in the first context although others have died after it", async () => {
    const { capture, die } = await captureAndDie();
    die();
    await vi.advanceTimersByTimeAsync(1_000);
    die();
    await vi.advanceTimersByTimeAsync(1_000);
    const [first] = contexts;
    if (first) first.context.canResume = true;
    await vi.advanceTimersByTimeAsync(4_000);
    expect(closed).toEqual(new Set(contexts.slice(1).map(({ context }) => context)));
    await capture.end();
    expect(live).toEqual(new Set());
  });

  it("without any event is replaced once its time has stood still for some seconds", async () => {
    const { capture } = await captureAndDie();
    capture.pause();
    await vi.advanceTimersByTimeAsync(60_000);
    capture.resume();
    expect(contexts).toHaveLength(1);
    const [first] = contexts;
    if (first) first.context.isStuck = true;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(contexts).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(contexts).toHaveLength(2);
    expect(listener.onAudioLost.mock.calls).toEqual([[true], [false]]);
    await capture.end();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(contexts).toHaveLength(2);
    expect(live).toEqual(new Set());
  });

  it("is replaced again if its replacement stands still while the first one is resumed", async () => {
    const { capture, die } = await captureAndDie();
    die();
    await vi.advanceTimersByTimeAsync(10_000);
    const [, second] = contexts;
    if (second) second.context.isStuck = true;
    await vi.advanceTimersByTimeAsync(8_000);
    expect(contexts).toHaveLength(3);
    await capture.end();
  });

  it("is tried again until another one runs", async () => {
    runs = (count) => count === 1 || count > 6;
    const { capture, die } = await captureAndDie();
    die();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(contexts).toHaveLength(7);
    expect(listener.onAudioLost.mock.calls).toEqual([[true], [false]]);
    await capture.end();
    expect(live).toEqual(new Set());
  });

  it("leaves a muted microphone muted", async () => {
    const { capture, die } = await captureAndDie();
    capture.muteMic(true);
    die();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(framers.slice(2).map(({ isMuted }) => isMuted)).toEqual([false, true]);
    await capture.end();
  });

  it("leaves a paused recording paused", async () => {
    const { capture, die } = await captureAndDie();
    capture.pause();
    die();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(commands).not.toContain("begin");
    capture.resume();
    expect(commands.slice(-2)).toEqual(["resume", "resume"]);
    await capture.end();
  });

  it("is not replaced after the end", async () => {
    const { capture, die } = await captureAndDie();
    const ended = capture.end();
    await vi.advanceTimersByTimeAsync(1_000);
    await ended;
    die();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(contexts).toHaveLength(1);
  });
});
