import { expect, it } from "vitest";
import { type ChannelProgress, livePhase } from "../../../core/recording/job-state.ts";

const channel = (change: Partial<ChannelProgress>): ChannelProgress => ({
  phase: "live",
  hasBeenLive: true,
  hasFailed: false,
  lagMs: 0,
  ...change,
});

it.each([
  ["without a channel", [], "recording", "connecting"],
  [
    "before the first session",
    [{ phase: "minting", hasBeenLive: false }],
    "recording",
    "connecting",
  ],
  [
    "after the first attempt failed",
    [{ phase: "backoff", hasBeenLive: false, hasFailed: true }],
    "recording",
    "reconnecting",
  ],
  ["live", [{}], "recording", "recording"],
  ["a second behind", [{ lagMs: 1_000 }], "recording", "recording"],
  ["far behind", [{ lagMs: 3_001 }], "recording", "catching-up"],
  ["after a lost session", [{ phase: "backoff", hasFailed: true }], "recording", "reconnecting"],
  ["during a rollover", [{ phase: "minting" }], "recording", "recording"],
  [
    "with one of two sessions lost",
    [{}, { phase: "connecting", hasFailed: true }],
    "recording",
    "reconnecting",
  ],
  [
    "before the first session of one of two channels",
    [{}, { phase: "connecting", hasBeenLive: false }],
    "recording",
    "connecting",
  ],
  [
    "after the transcriber gave up, while audio is recorded",
    [{ phase: "closed", lagMs: 60_000 }],
    "recording",
    "recording",
  ],
  [
    "while the service refuses sessions",
    [{ phase: "blocked", hasFailed: true, lagMs: 60_000 }],
    "recording",
    "recording",
  ],
  ["paused", [{ phase: "idle" }], "paused", "paused"],
  ["paused while the last words are on their way", [{ phase: "draining" }], "paused", "paused"],
  ["paused and far behind", [{ lagMs: 60_000 }], "paused", "paused"],
  ["paused without a connection", [{ phase: "backoff", hasFailed: true }], "paused", "paused"],
  ["paused before anything has begun", [], "paused", "connecting"],
  ["resumed before the next session is live", [{ phase: "minting" }], "recording", "recording"],
  ["ended in a pause", [{ phase: "closed" }], "ending", "saved"],
  [
    "ended while the rest is being sent",
    [{ phase: "draining" }, { phase: "closed" }],
    "ending",
    "saving",
  ],
  ["from disk", [{}], "transcribing", "catching-up"],
  [
    "from disk without a connection",
    [{ phase: "backoff", hasFailed: true }],
    "transcribing",
    "reconnecting",
  ],
  ["from disk and transcribed", [{ phase: "closed" }], "transcribing", "saved"],
  ["ended and closed", [{ phase: "closed" }], "ending", "saved"],
] as const)("livePhase: %s", (_name, channels, stage, expected) => {
  expect(livePhase(channels.map(channel), stage)).toBe(expected);
});
