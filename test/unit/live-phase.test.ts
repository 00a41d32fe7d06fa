import { expect, it } from "vitest";
import { type ChannelProgress, livePhase } from "../../core/recording/live-phase.ts";

const channel = (change: Partial<ChannelProgress>): ChannelProgress => ({
  phase: "live",
  hasBeenLive: true,
  hasFailed: false,
  lagMs: 0,
  ...change,
});

it.each([
  ["no channel yet", [], "recording", "connecting"],
  [
    "the first session is being opened",
    [{ phase: "minting", hasBeenLive: false }],
    "recording",
    "connecting",
  ],
  [
    "the first attempt has failed",
    [{ phase: "backoff", hasBeenLive: false, hasFailed: true }],
    "recording",
    "reconnecting",
  ],
  ["live", [{}], "recording", "recording"],
  ["a second behind is live", [{ lagMs: 1_000 }], "recording", "recording"],
  ["far behind", [{ lagMs: 3_001 }], "recording", "catching-up"],
  ["lost", [{ phase: "backoff", hasFailed: true }], "recording", "reconnecting"],
  ["changing over as planned", [{ phase: "minting" }], "recording", "recording"],
  ["one of two lost", [{}, { phase: "connecting", hasFailed: true }], "recording", "reconnecting"],
  [
    "one of two still being opened",
    [{}, { phase: "connecting", hasBeenLive: false }],
    "recording",
    "connecting",
  ],
  [
    "gave up: sound is still recorded",
    [{ phase: "closed", lagMs: 60_000 }],
    "recording",
    "recording",
  ],
  ["paused", [{ phase: "idle" }], "paused", "paused"],
  ["paused, the last words are on their way", [{ phase: "draining" }], "paused", "paused"],
  ["paused, and far behind", [{ lagMs: 60_000 }], "paused", "paused"],
  ["paused without a connection", [{ phase: "backoff", hasFailed: true }], "paused", "paused"],
  ["paused in vain, for nothing has begun", [], "paused", "connecting"],
  ["resumed, the next session is being opened", [{ phase: "minting" }], "recording", "recording"],
  ["ended in a pause", [{ phase: "closed" }], "ending", "saved"],
  [
    "ended, the rest is being sent",
    [{ phase: "draining" }, { phase: "closed" }],
    "ending",
    "saving",
  ],
  ["from disk", [{}], "transcribing", "catching-up"],
  [
    "from disk, without a connection",
    [{ phase: "backoff", hasFailed: true }],
    "transcribing",
    "reconnecting",
  ],
  ["from disk, all done", [{ phase: "closed" }], "transcribing", "saved"],
  ["ended and closed", [{ phase: "closed" }], "ending", "saved"],
] as const)("%s", (_name, channels, stage, expected) => {
  expect(livePhase(channels.map(channel), stage)).toBe(expected);
});
