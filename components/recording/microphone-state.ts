/** How far the question for the microphone has come. */

/**
 * `dismissed`: closed without an answer. `denied`: by the person, now or before, or by Chrome after dismissals. `blocked`: by
 * the operating system. `missing`: there is no device. `failed`: there is one, but it does not open.
 */
export type MicrophoneState =
  | "ready"
  | "asking"
  | "granted"
  | "dismissed"
  | "denied"
  | "blocked"
  | "missing"
  | "failed";
