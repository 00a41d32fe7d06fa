/** What the toolbar button says of a recording. */

import type { RecorderPhase } from "./protocol/live.ts";

/** `usual`: nothing is being recorded. `saving`: no more sound is taken, but the last words are still awaited. */
export type ToolbarState = "usual" | "recording" | "muted" | "paused" | "saving";

/** What troubles the speech service is no concern of the button: sound is recorded all the same. */
export function toolbarState(phase: RecorderPhase, isMuted: boolean): ToolbarState {
  if (phase === "saved") return "usual";
  if (phase === "saving" || phase === "paused") return phase;
  return isMuted ? "muted" : "recording";
}
