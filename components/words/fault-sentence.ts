/** Sentence for a fault in the settings: which values the field accepts, or which text to shorten. */

import { i18n } from "#i18n";
import { assertNever } from "../../core/assert-never.ts";
import { TURN_TAG } from "../../core/settings/insight-prompt.ts";
import type { SettingFault } from "../../core/settings/rows.ts";
import { formatCount } from "./format-number.ts";

export function faultSentence(fault: SettingFault | null | undefined): string | null {
  if (!fault) return null;
  switch (fault.kind) {
    case "required":
      return i18n.t("fault.required");
    case "number":
      return i18n.t("fault.number", [fault.from, fault.to]);
    case "too-many":
      return i18n.t("fault.tooMany", [fault.count, fault.max]);
    case "term-too-long":
      return i18n.t("fault.termTooLong", [fault.term, fault.max]);
    case "text-too-long":
      return i18n.t("fault.textTooLong", [formatCount(fault.length), formatCount(fault.max)]);
    case "no-language":
      return i18n.t("fault.noLanguage", [fault.code]);
    case "any-language-alone":
      return i18n.t("fault.anyLanguageAlone");
    case "together-too-long":
      return i18n.t("fault.togetherTooLong");
    case "amount":
      return i18n.t("fault.amount");
    case "template":
      return fault.name === ""
        ? i18n.t("fault.templateWithoutName")
        : i18n.t("fault.template", [fault.name]);
    case "no-turn-tag":
      return i18n.t("fault.noTurnTag", [TURN_TAG]);
    case "too-long":
      return i18n.t("fault.promptTooLong");
    default:
      return assertNever(fault);
  }
}
