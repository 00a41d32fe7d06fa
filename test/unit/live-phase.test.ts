import { expect, it } from "vitest";
import { type ChannelProgress, livePhase } from "../../core/live-phase.ts";

const channel = (change: Partial<ChannelProgress>): ChannelProgress => ({
  phase: "live",
  hasBeenLive: true,
  isTroubled: false,
  behindMs: 0,
  ...change,
});

it.each([
  ["no channel yet", [], false, "connecting"],
  [
    "the first session is being opened",
    [{ phase: "minting", hasBeenLive: false }],
    false,
    "connecting",
  ],
  [
    "the first attempt has failed",
    [{ phase: "backoff", hasBeenLive: false, isTroubled: true }],
    false,
    "reconnecting",
  ],
  ["live", [{}], false, "recording"],
  ["a second behind is live", [{ behindMs: 1_000 }], false, "recording"],
  ["far behind", [{ behindMs: 3_001 }], false, "catching-up"],
  ["lost", [{ phase: "backoff", isTroubled: true }], false, "reconnecting"],
  ["changing over as planned", [{ phase: "minting" }], false, "recording"],
  ["one of two lost", [{}, { phase: "connecting", isTroubled: true }], false, "reconnecting"],
  [
    "one of two still being opened",
    [{}, { phase: "connecting", hasBeenLive: false }],
    false,
    "connecting",
  ],
  ["gave up: sound is still recorded", [{ phase: "closed", behindMs: 60_000 }], false, "recording"],
  ["ended, the rest is being sent", [{ phase: "draining" }, { phase: "closed" }], true, "saving"],
  ["ended and closed", [{ phase: "closed" }], true, "saved"],
] as const)("%s", (_name, channels, hasEnded, expected) => {
  expect(livePhase(channels.map(channel), hasEnded)).toBe(expected);
});
