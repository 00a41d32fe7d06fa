/** Local language model that holds back its notes until released, for tests of what happens meanwhile. */

import { createExtractiveModel } from "../../core/language/extractive/extractive-model.ts";
import type { LanguageModel } from "../../core/language/language-request.ts";

export function heldModel(): LanguageModel & {
  readonly asked: () => number;
  readonly answered: () => number;
  readonly release: () => void;
} {
  const model = createExtractiveModel();
  const gate = Promise.withResolvers<void>();
  let asked = 0;
  let answered = 0;
  return {
    asked: () => asked,
    answered: () => answered,
    release: () => gate.resolve(),
    async complete(messages, maxTokens) {
      // Requests for insights have no system message.
      if (messages[0]?.role !== "system") return model.complete(messages, maxTokens);
      asked++;
      await gate.promise;
      const completion = await model.complete(messages, maxTokens);
      answered++;
      return completion;
    },
  };
}
