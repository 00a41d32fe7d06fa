/** The recorder's phase in one word, on which tests and screen readers rely (docs/architecture.md#states-of-a-meeting). */

import { i18n } from "#i18n";
import type { RecorderPhase } from "../../core/protocol/live.ts";

/** `still`: a recording to which no channel delivers. */
export type PanelPhase = "ready" | "still" | RecorderPhase;

const KEY_OF = {
  ready: "status.ready",
  connecting: "status.connecting",
  recording: "status.recording",
  still: "status.still",
  paused: "status.paused",
  reconnecting: "status.reconnecting",
  "catching-up": "status.catchingUp",
  saving: "status.saving",
  saved: "status.saved",
} as const satisfies Record<PanelPhase, string>;

export const statusWord = (phase: PanelPhase): string => i18n.t(KEY_OF[phase]);

/** Returns true during a recording, including pauses and failures of the speech service. */
export const isCapturing = (phase: PanelPhase): boolean =>
  phase === "connecting" ||
  phase === "recording" ||
  phase === "paused" ||
  phase === "reconnecting" ||
  phase === "catching-up";
