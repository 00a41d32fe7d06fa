/** From what the engine understood to the messages of a turn, protocol §4: state and hypothesis in, state and messages out. */

import { assertNever } from "../../core/assert-never.ts";
import type { Hypothesis } from "./engine.ts";
import { isPro } from "./speech-models.ts";
import { writeProFinal, writeProPartial } from "./pro-turns.ts";
import type { TurnContext, TurnState, TurnStep } from "./turn-state.ts";
import { writeUniversalFinal, writeUniversalPartial } from "./universal-turns.ts";
import { reworded } from "./wording.ts";

export function writeHypothesis(
  state: TurnState,
  hypothesis: Hypothesis,
  context: TurnContext,
): TurnStep {
  const pro = turnStyle(context) === "pro";
  switch (hypothesis.type) {
    case "speech-started":
      return { state: { ...state, speechStartedMs: hypothesis.atMs }, messages: [] };
    case "partial": {
      // With PII redaction the service sends finals only (§2).
      if (context.parameters.redact_pii || hypothesis.words.length === 0) {
        return { state, messages: [] };
      }
      const words = reworded(hypothesis.words, context.parameters);
      return pro
        ? writeProPartial(state, words, context)
        : writeUniversalPartial(state, words, context);
    }
    case "final": {
      const words = reworded(hypothesis.words, context.parameters);
      return pro
        ? writeProFinal(state, words, context)
        : writeUniversalFinal(state, words, context);
    }
    default:
      return assertNever(hypothesis);
  }
}

export function turnStyle({ parameters, behaviour }: Omit<TurnContext, "heardMs">) {
  if (behaviour.style !== "by-model") return behaviour.style;
  return isPro(parameters.speech_model) ? "pro" : "universal";
}
