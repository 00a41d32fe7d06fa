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

class FakeNode {
  readonly context: unknown;
  constructor(context: unknown) {
    this.context = context;
  }
  connect = (next: unknown) => next;
  disconnect(): void {}
}

class FakeFramer extends FakeNode {
  onprocessorerror: ((event: { readonly message: string }) => void) | null = null;
  constructor(context: unknown) {
    super(context);
    framers.push(this);
  }
  readonly port = {
    onmessage: null as ((event: { readonly data: { readonly type: "ended" } }) => void) | null,
    postMessage: (command: FramerCommand<MessagePort>) => {
      commands.push(command.type);
      if (command.type === "frames-to") command.port.close();
      if (command.type === "end" && isDeviceWell)
        this.port.onmessage?.({ data: { type: "ended" } });
    },
  };
}

class FakeContext {
  readonly sampleRate = 48_000;
  readonly currentTime = 0;
  readonly destination = {};
  readonly audioWorklet = { addModule: async () => {} };
  constructor() {
    live.add("context");
  }
  createMediaStreamSource = () => new FakeNode(this);
  close(): Promise<void> {
    if (!live.delete("context")) throw new DOMException("closed twice", "InvalidStateError");
    return isDeviceWell ? Promise.resolve() : new Promise(() => {});
  }
}

beforeEach(() => {
  live = new Set();
  commands = [];
  framers = [];
  isDeviceWell = true;
  openStream = async (name) => stream(name);
  vi.stubGlobal("AudioContext", FakeContext);
  vi.stubGlobal("AudioWorkletNode", FakeFramer);
  vi.stubGlobal("GainNode", FakeNode);
  const mediaDevices = Object.assign(new EventTarget(), {
    getUserMedia: ({ audio }: { audio: object }) =>
      openStream("mandatory" in audio ? "tab" : "mic"),
    getDisplayMedia: () => openStream("picker"),
    enumerateDevices: async () => [],
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

const listener = { onEnded: vi.fn(), onMicLabel() {}, onMicProblem() {} };
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
