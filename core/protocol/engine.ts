/** The border of the engine thread, which recognises speech on this computer. `Port` is a `MessagePort`, which core has no type for. */

import type { EngineFailure } from "../speech/on-device/service.ts";
import type { SpeechMessage } from "../speech/service.ts";

/** Recorder thread → offscreen document: opens a session with the engine thread over this port. */
export interface EngineRequest<Port> {
  readonly type: "open-engine";
  readonly port: Port;
}

/** Offscreen document → engine thread: one more session. */
export interface EngineSession<Port> {
  readonly type: "session";
  readonly port: Port;
}

/** Engine thread → offscreen document: how many sessions are open now. */
export interface EngineThreadReport {
  readonly type: "sessions";
  readonly sessions: number;
}

/** Recorder thread → engine thread, on the port of a session. */
export type EngineCommand =
  /** 16 kHz, mono; transferred. */
  | { readonly type: "audio"; readonly samples: Int16Array<ArrayBuffer> }
  /** No audio follows. Answered by a `termination` when all is recognised. */
  | { readonly type: "terminate" }
  /** Nothing of the session is wanted any more. */
  | { readonly type: "abandon" };

/** Engine thread → recorder thread, on the port of a session. */
export type EngineReport =
  | { readonly type: "message"; readonly message: SpeechMessage }
  /** How much audio (ms) was recognised or found to be silent since the session began. Comes after each piece of audio. */
  | { readonly type: "done"; readonly doneMs: number }
  | { readonly type: "failed"; readonly failure: EngineFailure };
