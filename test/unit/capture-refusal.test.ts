import { expect, test } from "vitest";
import { captureRefusal } from "../../core/recording/background-rules.ts";

test.each([
  ["Extension has not been invoked for the current page", false, "tab-not-invoked"],
  ["Error: Cannot capture a tab with an active stream.", true, "already-recording"],
  ["Error: Cannot capture a tab with an active stream.", false, "tab-held"],
  ["Chrome pages cannot be captured.", false, "tab-not-capturable"],
  ["Something new", false, "capture-failed"],
] as const)("captureRefusal of %o, while Earshot captures: %o", (error, isCapturing, reason) => {
  expect(captureRefusal(error, isCapturing).reason).toBe(reason);
});
