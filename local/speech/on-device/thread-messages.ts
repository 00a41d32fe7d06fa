/** Messages between the local service and its speech thread. The service numbers streams and never reuses a number. */

import type { Hypothesis } from "../engine.ts";

export type ToThread =
  | { readonly type: "open"; readonly stream: number; readonly sampleRate: number }
  /** The buffer is transferred. */
  | { readonly type: "samples"; readonly stream: number; readonly samples: Int16Array<ArrayBuffer> }
  | { readonly type: "end-turn"; readonly stream: number }
  /** Ends the open turn and frees the stream. The thread replies `finished`. */
  | { readonly type: "finish"; readonly stream: number }
  /** Frees the stream without a reply. Ignored if it is not open. */
  | { readonly type: "close"; readonly stream: number }
  /** Frees everything; the thread ends. */
  | { readonly type: "shut-down" };

export type FromThread =
  /** First message, once: the model is loaded, or can't be (with a sentence for the user; then the thread ends). */
  | { readonly type: "ready" }
  | { readonly type: "unavailable"; readonly message: string }
  | { readonly type: "hypothesis"; readonly stream: number; readonly hypothesis: Hypothesis }
  | { readonly type: "finished"; readonly stream: number };

/** Recognition does not work on this machine. The message says what the user can do. */
export class SpeechUnavailable extends Error {
  override readonly name = "SpeechUnavailable";
}
