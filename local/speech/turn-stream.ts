/** Remembers where a session's turns stand: hypotheses in, messages out, a request for an insight after every final turn. */

import type { Behaviour } from "../behaviour.ts";
import type { Hypothesis } from "./engine.ts";
import type { Insights } from "./insights.ts";
import type { ServerMessage, SpeakerRevision, TurnMessage } from "./messages.ts";
import type { Parameters } from "./parameters.ts";
import { revisionOf } from "./speakers.ts";
import { FIRST_TURN, type TurnContext } from "./turn-state.ts";
import { turnStyle, writeHypothesis } from "./turns.ts";
import { emptyFinal } from "./universal-turns.ts";

export interface TurnStream {
  hear(hypothesis: Hypothesis): void;
  /** Sends the speaker labels that have changed since the last time. */
  revise(): void;
  /** The end of the stream: what comes between the last final and the late insights. */
  finish(): void;
}

export interface TurnStreamContext {
  readonly behaviour: Behaviour["turns"];
  readonly insights: Insights | null;
  readonly send: (message: ServerMessage) => void;
  /** Both change while the session runs. */
  readonly parameters: () => Parameters;
  readonly heardMs: () => number;
}

export function createTurnStream(context: TurnStreamContext): TurnStream {
  let state = FIRST_TURN;
  let revisions: SpeakerRevision[] = [];

  const now = (): TurnContext => ({
    parameters: context.parameters(),
    behaviour: context.behaviour,
    heardMs: context.heardMs(),
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
      const revision = revisionOf(final, context.behaviour.speakerOf);
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
