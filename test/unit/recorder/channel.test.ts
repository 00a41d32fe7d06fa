import { beforeEach, expect, it, vi } from "vitest";
import type { FramerMessage } from "../../../core/protocol/recorder.ts";
import { openChannel, recordInto } from "../../../entrypoints/offscreen/recorder/channel.ts";
import type { AudioLog } from "../../../entrypoints/offscreen/recorder/durable-audio-log.ts";
import type { Transcriber } from "../../../entrypoints/offscreen/recorder/transcriber.ts";

let calls: string[];
beforeEach(() => (calls = []));

/** A channel whose log, transcriber and listener record their calls. */
function record(append = (): void => {}) {
  const log = { samples: 0, waitingSamples: 0, refusal: null } as Partial<AudioLog> as AudioLog;
  log.append = () => {
    append();
    calls.push("log");
  };
  const transcriber = {
    appended: () => calls.push("transcriber"),
  } as Partial<Transcriber> as Transcriber;
  const { port1, port2 } = new MessageChannel();
  const channel = recordInto(
    openChannel({ name: "tab", log, transcriber }),
    { name: "tab", label: "Weekly", frames: port2 },
    {
      onFrame: () => calls.push("listener"),
      onPaused() {},
      onResumed() {},
      onSilence() {},
      onLogFailed: () => calls.push("failed"),
    },
  );
  return async () => {
    port1.postMessage({
      type: "frame",
      samples: new Int16Array(800),
      peak: 0,
    } satisfies FramerMessage);
    await vi.waitFor(() => expect(calls).not.toEqual([]));
    channel.stop();
    port1.close();
  };
}

it("a frame is in the log before the transcriber receives it", async () => {
  await record()();
  expect(calls).toEqual(["log", "transcriber", "listener"]);
});

it("a frame that the log refuses does not reach the transcriber", async () => {
  const frame = record(() => {
    throw new Error("full");
  });
  await frame();
  expect(calls).toEqual(["failed"]);
});
