/** The border between the local service and its speech thread. `stream` numbers are the service's own and never reused. */

import type { Hypothesis } from "../engine.ts";

export type ToThread =
  | { readonly type: "open"; readonly stream: number; readonly sampleRate: number }
  /** The buffer is transferred. */
  | { readonly type: "samples"; readonly stream: number; readonly samples: Int16Array<ArrayBuffer> }
  | { readonly type: "end-turn"; readonly stream: number }
  /** Ends the open turn, frees the stream, and is answered by `finished`. */
  | { readonly type: "finish"; readonly stream: number }
  /** Frees the stream without an answer. Nothing happens if it is not open. */
  | { readonly type: "close"; readonly stream: number }
  /** Frees everything; the thread ends. */
  | { readonly type: "shut-down" };

export type FromThread =
  /** First message, once: the model is loaded, or cannot be (a sentence for a person; then the thread ends). */
  | { readonly type: "ready" }
  | { readonly type: "unavailable"; readonly message: string }
  | { readonly type: "hypothesis"; readonly stream: number; readonly hypothesis: Hypothesis }
  | { readonly type: "finished"; readonly stream: number };

/** Thrown where recognition cannot work on this machine. The message is for a person and says what to do about it. */
export class SpeechUnavailable extends Error {
  override readonly name = "SpeechUnavailable";
}
