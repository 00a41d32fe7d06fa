/**
 * What panels see of a recorder thread, without one: it holds the meeting's lock, says its state and answers every "hello", so
 * that no panel takes the recording for lost. In the service worker, which is a thread of its own as the recorder is, and
 * which Chrome keeps as long as it is looked into.
 */

import { LIVE_CHANNEL, type LiveEvent, type LiveHello } from "../../core/protocol/live.ts";
import { meetingLock } from "../../entrypoints/shared/locks.ts";
import { serviceWorker } from "../../local/browser/extension.ts";
import type { Scenario } from "../browser/harness.ts";

type LiveMessage = LiveEvent | LiveHello;

export interface PretendedRecorder {
  /** From now on this stored meeting is the one that is being recorded. */
  record(meetingId: string): Promise<void>;
  /** On the live channel. */
  say(message: LiveMessage): Promise<void>;
}

interface RecorderGlobal {
  live?: BroadcastChannel;
  state?: LiveEvent;
  release?: () => void;
}

export async function openPretendedRecorder({
  browser,
  extension,
}: Pick<Scenario, "browser" | "extension">): Promise<PretendedRecorder> {
  const thread = await serviceWorker(browser, extension);
  await thread.evaluate((channelName) => {
    const recorder = globalThis as unknown as RecorderGlobal;
    const live = new BroadcastChannel(channelName);
    live.onmessage = ({ data }: MessageEvent<LiveMessage>) => {
      if (data.type === "hello" && recorder.state) live.postMessage(recorder.state);
    };
    recorder.live = live;
  }, LIVE_CHANNEL);

  return {
    record: (meetingId) => thread.evaluate(takeOver, meetingLock(meetingId), stateOf(meetingId)),
    say: (message) =>
      thread.evaluate((said) => {
        (globalThis as unknown as RecorderGlobal).live?.postMessage(said);
      }, message),
  };
}

/** Runs in the service worker. The lock of the meeting before is let go. */
async function takeOver(lock: string, state: LiveEvent): Promise<void> {
  const recorder = globalThis as unknown as RecorderGlobal;
  recorder.release?.();
  await new Promise<void>((resolve, reject) => {
    navigator.locks
      .request(lock, () => {
        const held = Promise.withResolvers<void>();
        recorder.release = held.resolve;
        resolve();
        return held.promise;
      })
      .catch(reject);
  });
  recorder.state = state;
  recorder.live?.postMessage(state);
}

const stateOf = (meetingId: string): LiveEvent => ({
  type: "state",
  state: {
    meetingId,
    activity: "recording",
    title: `Meeting ${meetingId}`,
    startedAt: Date.now(),
    phase: "recording",
    channels: [
      {
        name: "tab",
        label: "",
        isMuted: false,
        health: { frames: "flowing", sound: "sound", service: "live", disk: "writing" },
        recordedSamples: 1,
        heardSamples: 1,
        peak: 0.1,
        ignoredMessages: 0,
      },
    ],
    problems: [],
  },
});
