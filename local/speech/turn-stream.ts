/**
 * Turns hypotheses into messages and requests an insight after every final turn
 * (docs/protocol.md#order-and-replacement).
 */

import type { Behaviour } from "../behaviour.ts";
import type { Hypothesis } from "./engine.ts";
import type { Insights } from "./insights.ts";
import type { ServerMessage, SpeakerRevision, TurnMessage } from "./wire-messages.ts";
import type { Parameters } from "./parameters.ts";
import { FIRST_TURN, type TurnContext, type TurnState, type TurnStep } from "./turn-state.ts";
import { emptyFinal, writeUniversalFinal, writeUniversalPartial } from "./universal-turns.ts";
import { assertNever } from "../../core/assert-never.ts";
import { isPro } from "./speech-models.ts";
import { labelOfMost, withLabels } from "./turn-message.ts";
import { writeProFinal, writeProPartial } from "./pro-turns.ts";
import { reworded } from "./wording.ts";

export interface TurnStream {
  hear(hypothesis: Hypothesis): void;
  /** Sends the speaker labels that changed since the last call. */
  revise(): void;
  /** Sends the messages between the last final and late insights. */
  finish(): void;
}

export interface TurnStreamContext {
  readonly behaviour: Behaviour["turns"];
  readonly insights: Insights | null;
  readonly send: (message: ServerMessage) => void;
  /** Both may change during the session. */
  readonly parameters: () => Parameters;
  readonly heardMs: () => number;
}

export function createTurnStream(context: TurnStreamContext): TurnStream {
  let state = FIRST_TURN;
  let revisions: SpeakerRevision[] = [];
  const letters = new Map<string, string>();

  function letterOf(voice: string): string {
    const letter = letters.get(voice) ?? String.fromCharCode("A".charCodeAt(0) + letters.size);
    letters.set(voice, letter);
    return letter;
  }

  const now = (): TurnContext => ({
    parameters: context.parameters(),
    behaviour: context.behaviour,
    heardMs: context.heardMs(),
    letterOf,
  });

  const revise = (): void => {
    if (revisions.length > 0) context.send({ type: "SpeakerRevision", revisions });
    revisions = [];
  };

  return {
    hear(hypothesis) {
      const step = writeHypothesis(state, hypothesis, now());
      state = step.state;
      for (const message of step.messages) context.send(message);
      const final = step.messages.findLast(isFinal);
      if (final === undefined) return;
      context.insights?.request(final.turn_order, final.transcript);
      const revision = revisionOf(final, now());
      if (revision !== null) revisions.push(revision);
    },
    revise,
    finish() {
      const end = now();
      if (turnStyle(end) === "universal" && end.behaviour.emptyFinal) {
        context.send(emptyFinal(state, end));
      }
      revise();
    },
  };
}

const isFinal = (message: ServerMessage): message is TurnMessage =>
  message.type === "Turn" && message.end_of_turn;

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
      // With PII redaction the service sends finals only (docs/protocol.md#connection-parameters).
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

/** @returns the speaker revision of a final turn; `null` if its labels were right */
function revisionOf(
  turn: TurnMessage,
  { behaviour, letterOf }: TurnContext,
): SpeakerRevision | null {
  if (turn.speaker_label === undefined) return null;
  const { revised } = behaviour.voicesOf(turn.words, turn.turn_order);
  const labels = revised.map((voice) => (voice === null ? null : letterOf(voice)));
  const words = withLabels(turn.words, labels);
  if (words.every(({ speaker }, index) => speaker === turn.words[index]?.speaker)) return null;
  return { turn_order: turn.turn_order, speaker_label: labelOfMost(labels), words };
}

/** Interval for `speaker_labels_revision_interval_ms`: 0 is never, other values are clamped. */
export function revisionIntervalMs(parameter: number | undefined): number | null {
  if (parameter === undefined || parameter === 0) return null;
  return Math.min(Math.max(parameter, 120_000), 300_000);
}
