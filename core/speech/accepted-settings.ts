/** The settings that sessions are asked for: the user's, less what the service has refused. */

import { type Problem, problem } from "../problem.ts";
import type { Settings } from "../settings/settings.ts";

/** The service refuses a change of settings at once (docs/protocol.md#client-messages), plus a slow network. */
const REFUSED_WITHIN_MS = 10_000;

/** Parameters that no setting of the user controls. */
export const NOT_OF_USER: ReadonlySet<string> = new Set(["heartbeat", "partials"]);

export interface AcceptedSettings {
  /** With the model to use: the user's, else the team's, else the service's usual one, whichever is not refused. */
  readonly settings: Settings;
  /** Settings that are left out, by name. */
  readonly refused: ReadonlySet<string>;
  /** Names refused settings to the user; null if there are none. */
  readonly problem: Problem | null;
  /** The user has changed the settings, so what was refused may be accepted now. */
  configure(settings: Settings): void;
  /** A token names the model of users who have chosen none; null if the team has set none. */
  granted(teamModel: string | null): void;
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

/** @param fallbackModel of users and teams that have chosen none, or a refused one */
export function createAcceptedSettings(first: Settings, fallbackModel: string): AcceptedSettings {
  let wanted = first;
  let teamModel: string | null = null;
  let refused: ReadonlySet<string> = new Set();
  let refusedModels: ReadonlySet<string> = new Set();
  let found: Problem | null = null;
  let change: { readonly before: Settings; readonly atMs: number } | null = null;

  /** The first one is in use. */
  const models = (): readonly string[] =>
    [wanted.speech.model, teamModel ?? "", fallbackModel].filter(
      (model) => model !== "" && !refusedModels.has(model),
    );
  const model = (): string => models()[0] ?? fallbackModel;

  /** Returns whether another session is worth a try. */
  function leaveOut(setting: string): boolean {
    if (setting === "model") {
      refusedModels = new Set([...refusedModels, model()]);
      return models().length > 0;
    }
    return !refused.has(setting);
  }

  return {
    get settings() {
      return { ...wanted, speech: { ...wanted.speech, model: model() } };
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
      refusedModels = new Set();
      found = null;
    },
    granted(model) {
      teamModel = model;
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
      if (setting === null || !leaveOut(setting)) return false;
      refused = new Set([...refused, setting]);
      const ofUser = [...refused].filter((each) => !NOT_OF_USER.has(each));
      if (ofUser.length > 0) found = problem("speech-setting-refused", ofUser.join(", "));
      return true;
    },
  };
}
