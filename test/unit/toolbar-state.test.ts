import { expect, test } from "vitest";
import type { RecorderPhase } from "../../core/protocol/live.ts";
import { toolbarState, type ToolbarState } from "../../core/recording/background-rules.ts";

test.each<[RecorderPhase, "muted" | "asked" | "both" | "neither", ToolbarState]>([
  ["connecting", "neither", "recording"],
  ["recording", "neither", "recording"],
  ["reconnecting", "neither", "recording"],
  ["catching-up", "neither", "recording"],
  ["recording", "muted", "muted"],
  ["reconnecting", "muted", "muted"],
  ["recording", "asked", "asking"],
  ["reconnecting", "both", "asking"],
  ["paused", "neither", "paused"],
  ["paused", "both", "paused"],
  ["saving", "both", "saving"],
  ["saved", "both", "usual"],
])("toolbarState in the phase %s, %s, is %s", (phase, also, state) => {
  const isMuted = also === "muted" || also === "both";
  const isAsked = also === "asked" || also === "both";
  expect(toolbarState({ phase, isMuted, isAsked })).toBe(state);
});
