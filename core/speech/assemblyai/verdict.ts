/** What to do when a speech session did not come about or ended early: every close code of protocol §5. */

import { type Problem, type Reason, problem } from "../../problem.ts";

/**
 * `retry`: soon, with a fresh token. `wait`: the service asked for patience, a minute at the least. `fatal`: trying again
 * with the same settings is useless; the recording goes on and is transcribed later.
 */
export type Remedy = "retry" | "wait" | "fatal";

export interface Verdict {
  readonly remedy: Remedy;
  readonly problem: Problem;
}

const verdict = (remedy: Remedy, reason: Reason, detail?: string): Verdict => ({
  remedy,
  problem: problem(reason, detail === "" ? undefined : detail),
});

/** @param errorText text of the `Error` message that came before the close, else the close reason. */
export function closeVerdict(code: number, errorText: string): Verdict {
  // The same limit is reported under 1008 and 3009, depending on the page one reads: the text decides.
  if (/too many concurrent sessions/i.test(errorText)) return verdict("wait", "speech-busy");
  switch (code) {
    case 1008:
      return /expired|already used/i.test(errorText)
        ? verdict("retry", "speech-token-expired")
        : verdict("fatal", "speech-refused", errorText);
    case 3005:
      return verdict("retry", "speech-interrupted", errorText);
    case 3006:
      return /inactivity/i.test(errorText)
        ? verdict("retry", "speech-idle")
        : verdict("fatal", "speech-settings-refused", errorText);
    case 3007:
      return /rate exceeded/i.test(errorText)
        ? verdict("wait", "speech-too-fast")
        : verdict("fatal", "speech-audio-refused", errorText);
    case 3008:
    case 4008:
      return verdict("retry", "speech-session-expired");
    case 3009:
    case 4029:
    case 4102:
      return verdict("wait", "speech-busy");
    case 4001:
    case 4002:
    case 4003:
      return verdict("fatal", "speech-refused", errorText);
    case 4000:
    case 4101:
      return verdict("fatal", "speech-settings-refused", errorText);
    default:
      // 1000 without Terminate, 1001, 1005, 1006, 1011, 1012, 1013, the other 4xxx, and what may yet come.
      return verdict("retry", "speech-interrupted", `code ${code}`);
  }
}

const WITHOUT_REMEDY: ReadonlySet<Reason> = new Set([
  "worker-url-missing",
  "worker-url-invalid",
  "access-code-missing",
  "access-code-refused",
  "origin-refused",
  "worker-not-configured",
  "speech-address-too-long",
]);

/** Asking again at once would be asking in vain. */
const WORTH_WAITING: ReadonlySet<Reason> = new Set([
  "worker-rate-limited",
  "access-code-attempts",
  "worker-budget-spent",
]);

/** What to do when the Worker gave no token. */
export function tokenVerdict(refusal: Problem): Verdict {
  if (WITHOUT_REMEDY.has(refusal.reason)) return { remedy: "fatal", problem: refusal };
  return { remedy: WORTH_WAITING.has(refusal.reason) ? "wait" : "retry", problem: refusal };
}
