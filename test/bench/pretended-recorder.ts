/**
 * Pretends to be a recorder thread: holds the meeting's lock, posts its state and answers every "hello", so that no panel
 * considers the recording lost. It runs in the service worker, which is a separate thread as the recorder is, and which Chrome
 * keeps alive while a debugger is attached.
 */

import { LIVE_CHANNEL, type LiveEvent, type LiveHello } from "../../core/protocol/live.ts";
import { meetingLock } from "../../entrypoints/shared/locks.ts";
import { serviceWorker } from "../../local/browser/extension.ts";
import type { Scenario } from "../browser/harness.ts";

type LiveMessage = LiveEvent | LiveHello;

export interface PretendedRecorder {
  /** Pretends to record this stored meeting instead of the previous one. */
  record(meetingId: string): Promise<void>;
  /** Posts a message on the live channel. */
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

/** Runs in the service worker. Releases the lock of the previous meeting. */
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
