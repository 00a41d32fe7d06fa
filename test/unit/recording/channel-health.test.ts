import { describe, expect, it } from "vitest";
import { type CaptureFacts, NOTHING_CAPTURED } from "../../../core/audio/capture-watch.ts";
import {
  type ChannelFacts,
  captureProblem,
  channelHealth,
  isSilent,
} from "../../../core/recording/channel-health.ts";
import { type Problem, problem } from "../../../core/problem.ts";

const FLOWING: CaptureFacts = { ...NOTHING_CAPTURED, hasFrames: true, quietMs: 0 };

const health = (change: Partial<ChannelFacts>) =>
  channelHealth({
    capture: FLOWING,
    session: { phase: "live", hasFailed: false },
    log: { samples: 16_000, waitingSamples: 0 },
    hasDiskFailed: false,
    ...change,
  });

it("a channel without trouble is healthy in every part", () => {
  expect(health({})).toEqual({
    frames: "flowing",
    sound: "sound",
    service: "live",
    disk: "writing",
  });
});

it.each([
  ["no frame yet", NOTHING_CAPTURED, "waiting", "none"],
  ["no frame for long", { ...NOTHING_CAPTURED, framelessMs: 60_000 }, "waiting", "none"],
  ["no frame for a moment", { ...FLOWING, framelessMs: 2_000 }, "flowing", "sound"],
  ["no frame for a while", { ...FLOWING, framelessMs: 3_000 }, "stopped", "none"],
  ["paused", { ...FLOWING, isPaused: true }, "paused", "none"],
  ["paused before the first", { ...NOTHING_CAPTURED, isPaused: true }, "paused", "none"],
  ["ended", { ...FLOWING, hasEnded: true }, "stopped", "none"],
  ["muted", { ...FLOWING, isMuted: true, quietMs: 60_000 }, "flowing", "muted"],
  ["muted and dead", { ...FLOWING, isMuted: true, framelessMs: 3_000 }, "stopped", "none"],
  ["zeros for seven seconds", { ...FLOWING, quietMs: 7_000, silentMs: 7_950 }, "flowing", "quiet"],
  [
    "zeros for eight seconds",
    { ...FLOWING, quietMs: 8_000, silentMs: 8_000 },
    "flowing",
    "silence",
  ],
  ["quiet for a moment", { ...FLOWING, quietMs: 2_950 }, "flowing", "sound"],
  ["quiet for three seconds", { ...FLOWING, quietMs: 3_000 }, "flowing", "quiet"],
  ["quiet from the beginning", { ...FLOWING, quietMs: Infinity }, "flowing", "quiet"],
] as const)("frames and sound of a channel: %s", (_name, capture, frames, sound) => {
  expect(health({ capture })).toMatchObject({ frames, sound });
});

it.each([
  ["minting", false, "connecting"],
  ["connecting", false, "connecting"],
  ["backoff", false, "connecting"],
  ["backoff", true, "lost"],
  ["minting", true, "lost"],
  ["connecting", true, "lost"],
  ["live", false, "live"],
  ["draining", false, "live"],
  ["idle", false, "closed"],
  ["closed", true, "closed"],
] as const)(
  "a session in phase %s that has failed (%s) is shown as %s",
  (phase, hasFailed, service) => {
    expect(health({ session: { phase, hasFailed } }).service).toBe(service);
  },
);

it.each([
  ["no frame yet", 0, 0, false, "none"],
  ["everything written", 800, 0, false, "writing"],
  ["some audio refused", 1_600, 800, false, "waiting"],
  ["memory full", 1_600, 800, true, "failed"],
] as const)("disk of a channel: %s", (_name, samples, waitingSamples, hasDiskFailed, disk) => {
  expect(health({ log: { samples, waitingSamples }, hasDiskFailed }).disk).toBe(disk);
});

describe("captureProblem", () => {
  const said = (
    capture: Partial<CaptureFacts>,
    { known = null, label = "USB Mic" }: { known?: Problem | null; label?: string } = {},
  ) => captureProblem({ name: "mic", label }, { ...FLOWING, ...capture }, known);

  it.each([
    ["reports nothing without trouble", {}, null],
    ["reports nothing for a quiet meeting", { quietMs: 3_600_000 }, null],
    ["reports nothing for seven seconds of zeros", { silentMs: 7_950 }, null],
    [
      "reports digital silence with the name of the device",
      { silentMs: 8_000 },
      problem("mic-silent", "USB Mic"),
    ],
    [
      "reports missing frames with the name of the device",
      { framelessMs: 8_000 },
      problem("mic-no-frames", "USB Mic"),
    ],
    [
      "reports missing frames rather than the silence before",
      { framelessMs: 8_000, silentMs: 9_000 },
      problem("mic-no-frames", "USB Mic"),
    ],
  ] as const)("%s", (_name, capture, expected) => {
    expect(said(capture)).toEqual(expected);
  });

  it("omits a name that Chrome does not give", () => {
    expect(said({ silentMs: 8_000 }, { label: "" })).toEqual({ reason: "mic-silent" });
  });

  it("has reasons of its own for the tab", () => {
    const capture = { ...FLOWING, silentMs: 8_000 };
    expect(captureProblem({ name: "tab", label: "Weekly" }, capture, null)).toEqual({
      reason: "tab-silent",
      detail: "Weekly",
    });
  });

  it("reports nothing if the problem of the source is known", () => {
    expect(said({ silentMs: 8_000 }, { known: problem("mic-unplugged") })).toBeNull();
    expect(said({ framelessMs: 8_000 }, { known: problem("mic-unplugged") })).toBeNull();
  });

  it("reports a replacement device that is dead too", () => {
    const known = problem("mic-replaced", "Built-in");
    expect(said({ silentMs: 8_000 }, { known })).toMatchObject({ reason: "mic-silent" });
  });
});

it("zeros count as silence after eight seconds", () => {
  expect(isSilent({ ...FLOWING, silentMs: 7_950 })).toBe(false);
  expect(isSilent({ ...FLOWING, silentMs: 8_000 })).toBe(true);
});
