/** Judges the end of a session by its close code (docs/protocol.md#close-codes-and-limits). */

import { type Reason, problem } from "../../problem.ts";
import type { Remedy, Verdict } from "../service.ts";
import { namedSetting } from "./settings-of-parameters.ts";

const verdict = (remedy: Remedy, reason: Reason, detail?: string): Verdict => ({
  remedy,
  problem: problem(reason, detail === "" ? undefined : detail),
});

/** An unknown error of the service; preview models end every session so, some seconds after `Begin`. */
const TRIES_AFTER_3005 = 3;

/** @param errorText text of the `Error` message before the close, else the close reason */
export function closeVerdict(code: number, errorText: string): Verdict {
  // Pages of the vendor disagree on the code of this limit, 1008 or 3009, so the text decides.
  if (/too many concurrent sessions/i.test(errorText)) return verdict("wait", "speech-busy");
  switch (code) {
    case 1000:
      return { ...verdict("retry", "speech-interrupted", "code 1000"), isOrderly: true };
    case 1008:
      return /expired|already used/i.test(errorText)
        ? verdict("retry", "speech-token-expired")
        : verdict("blocked", "speech-refused", errorText);
    case 3005:
      return { ...verdict("retry", "speech-interrupted", errorText), tries: TRIES_AFTER_3005 };
    case 3006:
      return /due to inactivity/i.test(errorText)
        ? verdict("retry", "speech-idle")
        : settingsVerdict(errorText);
    case 3007:
      return /rate exceeded/i.test(errorText)
        ? verdict("wait", "speech-too-fast")
        : verdict("blocked", "speech-audio-refused", errorText);
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
      return verdict("blocked", "speech-refused", errorText);
    case 4000:
    case 4101:
      return settingsVerdict(errorText);
    default:
      // 1001, 1005, 1006, 1011, 1012, 1013, other 4xxx codes and unknown ones.
      return verdict("retry", "speech-interrupted", `code ${code}`);
  }
}

function settingsVerdict(errorText: string): Verdict {
  const found = verdict("blocked", "speech-settings-refused", errorText);
  const refused = namedSetting(errorText);
  return refused === null ? found : { ...found, refused };
}
