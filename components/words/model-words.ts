/** Words about a language model: its price, and when it retires. */

import { i18n } from "#i18n";
import type { LanguageModel } from "../../core/protocol/worker-api.ts";
import type { Suggestion } from "../parts/TextField.vue";
import { formatDollars } from "./format-number.ts";
import { wordsLanguage } from "./language.ts";

export const modelSuggestions = (models: readonly LanguageModel[]): readonly Suggestion[] =>
  models.map((model) => ({ value: model.id, label: wordsOf(model) }));

/** @returns `undefined` for a model about which nothing is known */
export const modelHelp = (
  id: string | undefined,
  models: readonly LanguageModel[],
): string | undefined => {
  const model = models.find((each) => each.id === id?.trim());
  return (model && wordsOf(model)) || undefined;
};

const wordsOf = ({ price, retires, streams }: LanguageModel): string =>
  [
    price &&
      i18n.t("settings.modelPrice", [formatDollars(price.input), formatDollars(price.output)]),
    streams === false && i18n.t("settings.modelWhole"),
    retires !== undefined && i18n.t("settings.modelRetires", [formatDay(retires)]),
  ]
    .filter((each) => typeof each === "string")
    .join(" ");

const formatDay = (isoDay: string): string =>
  new Date(isoDay).toLocaleDateString(wordsLanguage(), { dateStyle: "medium", timeZone: "UTC" });
