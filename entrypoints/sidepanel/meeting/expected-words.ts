/** Which words the speech service can be told to expect. */

import { draftOf, faultsOf } from "../../../core/settings/draft.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { parseKeyTerms } from "../../../core/settings/typed-lists.ts";
import { speechService, speechServiceFor } from "../../../core/speech/chosen-service.ts";

/** The speech service takes key terms, this one is new, and there is room for it. */
export function canExpect(settings: Settings, word: string): boolean {
  const { speech } = settings;
  if (speechServiceFor(settings) !== speechService) return false;
  const keyTerms = parseKeyTerms([...speech.keyTerms, word].join("\n"));
  if (keyTerms.length !== speech.keyTerms.length + 1 || keyTerms.at(-1) !== word) return false;
  return faultsOf(draftOf({ ...settings, speech: { ...speech, keyTerms } })).speech === undefined;
}
