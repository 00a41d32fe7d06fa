/** The help of a field that only some speech models understand: says so where the chosen one does not, and what it does instead. */

import { i18n } from "#i18n";
import { speechService } from "../../core/speech/chosen-service.ts";
import type { Ability } from "../../core/speech/service.ts";

export function modelHelp(speechModel: string, ability: Ability, help: string): string {
  const model = speechModel.trim();
  if (model === "" || speechService.can(model, ability)) return help;
  return ability === "formatTurns"
    ? i18n.t("settings.alwaysFormats", [model])
    : i18n.t("settings.notThisModel", [model]);
}
