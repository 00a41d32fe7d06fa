/** The settings that sessions are asked for: the user's, less what the service has refused. */

import { type Problem, problem } from "../problem.ts";
import type { Settings } from "../settings/settings.ts";

/** The service refuses a change of settings at once (docs/protocol.md#client-messages), plus a slow network. */
const REFUSED_WITHIN_MS = 10_000;

/** Parameters that no setting of the user controls. */
const NOT_OF_USER: ReadonlySet<string> = new Set(["heartbeat", "partials"]);

export interface AcceptedSettings {
  readonly settings: Settings;
  /** Settings that are left out, by name. */
  readonly refused: ReadonlySet<string>;
  /** Names refused settings to the user; null if there are none. */
  readonly problem: Problem | null;
  /** The user has changed the settings, so what was refused may be accepted now. */
  configure(settings: Settings): void;
  /** A live session was told to go from these settings to the present ones. */
  told(before: Settings, nowMs: number): void;
  /** A session begins, which no change has been told to. */
  begin(): void;
  /**
   * The service has refused the settings. Goes back to those before a change, or leaves the refused setting out.
   *
   * @param setting the refused one; null if it is not known
   * @returns whether a session with the settings that are left is worth a try
   */
  refuse(setting: string | null, nowMs: number): boolean;
}

/** @param fallbackModel to use if the chosen model is refused */
export function createAcceptedSettings(first: Settings, fallbackModel: string): AcceptedSettings {
  let wanted = first;
  let refused: ReadonlySet<string> = new Set();
  let found: Problem | null = null;
  let change: { readonly before: Settings; readonly atMs: number } | null = null;

  return {
    get settings() {
      return refused.has("model")
        ? { ...wanted, speech: { ...wanted.speech, model: fallbackModel } }
        : wanted;
    },
    get refused() {
      return refused;
    },
    get problem() {
      return found;
    },
    configure(settings) {
      wanted = settings;
      refused = new Set();
      found = null;
    },
    told(before, nowMs) {
      change = { before, atMs: nowMs };
    },
    begin() {
      change = null;
    },
    refuse(setting, nowMs) {
      if (change && nowMs - change.atMs < REFUSED_WITHIN_MS) {
        wanted = change.before;
        found = problem("speech-change-refused", setting ?? undefined);
        return true;
      }
      if (setting === null || refused.has(setting)) return false;
      refused = new Set([...refused, setting]);
      const ofUser = [...refused].filter((each) => !NOT_OF_USER.has(each));
      if (ofUser.length > 0) found = problem("speech-setting-refused", ofUser.join(", "));
      return true;
    },
  };
}
