import { expect, test } from "vitest";
import type { RecorderPhase } from "../../core/protocol/live.ts";
import { toolbarState, type ToolbarState } from "../../core/recording/background-rules.ts";

test.each<[RecorderPhase, boolean, ToolbarState]>([
  ["connecting", false, "recording"],
  ["recording", false, "recording"],
  ["reconnecting", false, "recording"],
  ["catching-up", false, "recording"],
  ["recording", true, "muted"],
  ["reconnecting", true, "muted"],
  ["paused", false, "paused"],
  ["paused", true, "paused"],
  ["saving", true, "saving"],
  ["saved", true, "usual"],
])("toolbarState in the phase %s, muted: %s, is %s", (phase, isMuted, state) => {
  expect(toolbarState(phase, isMuted)).toBe(state);
});
