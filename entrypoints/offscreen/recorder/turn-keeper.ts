/** Keeps one channel's turns: stores finals and insights in order, announces them, and moves the offset. */

import { msToSamples, samplesToMs } from "../../../core/audio/format.ts";
import type { ChannelName, PartialTurn, Turn } from "../../../core/meeting.ts";
import {
  resumeAtMs,
  settledAfter,
  type SettledTurn,
  settledWords,
  withSpeakers,
} from "../../../core/speech/resume.ts";
import type { SpeakerRevision, TurnMessage } from "../../../core/speech/service.ts";
import { createSpeakerLabels } from "../../../core/speech/speaker-labels.ts";
import {
  type FinalTurns,
  heardUntilMs,
  repeatedSpeaker,
  type SessionPlace,
  applyTurn,
} from "../../../core/speech/turns.ts";
import type { Database } from "../../shared/database/open.ts";
import {
  type ChannelProgress,
  storeInsight,
  storeSpeakers,
  storeTranscribed,
  storeTurn,
} from "../../shared/database/turn-store.ts";
import type { EchoWatch } from "./echo-watch.ts";

export interface TurnKeeperOptions {
  readonly meetingId: string;
  readonly channel: ChannelName;
  /** The result of earlier sessions. */
  readonly progress: ChannelProgress;
  readonly recordedSamples: () => number;
  readonly database: Database;
  /** Runs writes in order; `onLost` is called if this one can't be done. */
  readonly store: (write: () => Promise<void>, onLost?: () => void) => void;
  readonly echoes: Pick<EchoWatch, "stored" | "changed" | "shown">;
  readonly announcePartial: (channel: ChannelName, partial: PartialTurn | null) => void;
}

export interface TurnKeeper {
  /** The offset: all audio before it is transcribed and stored. */
  readonly transcribedSamples: number;
  readonly partial: PartialTurn | null;
  /** A new session begins, which voids the open turn. Returns the sample at which the session begins. */
  beginSession(): number;
  /** Takes a turn as it stands; tells whether it became final with this message. */
  turn(message: TurnMessage): { readonly isNewFinal: boolean };
  insight(order: number, content: string): void;
  /** The service has corrected the speakers of turns in this session. */
  revise(revisions: readonly SpeakerRevision[]): void;
  /** All audio before this sample is heard: the service has confirmed it, or it is quiet. */
  heardAll(samples: number): void;
}

/** Turns of one session so far. */
interface SessionTurns {
  readonly place: SessionPlace;
  finals: FinalTurns;
  /** Insights that came before their final. */
  readonly earlyInsights: Map<number, string>;
  readonly revisedSpeakers: Map<number, string>;
}

const turnsAt = (place: SessionPlace): SessionTurns => ({
  place,
  finals: new Map(),
  earlyInsights: new Map(),
  revisedSpeakers: new Map(),
});

/** What earlier jobs have stored counts as one turn. */
const settledBefore = ({ settled, speakers }: ChannelProgress): readonly SettledTurn[] =>
  settledAfter([], { session: -1, order: 0, words: settled, speaker: speakers.at(-1) ?? null });

export function createTurnKeeper(options: TurnKeeperOptions): TurnKeeper {
  const { meetingId, channel, progress, recordedSamples, database, store, echoes } = options;
  let { transcribedSamples } = progress;
  /** The stored offset stays here, because a turn behind it could not be stored. */
  let pinnedSamples = Infinity;
  const labels = createSpeakerLabels(progress.speakers);
  let settled = settledBefore(progress);
  let partial: PartialTurn | null = null;
  let session = turnsAt({
    meetingId,
    channel,
    session: progress.sessions - 1,
    baseSamples: 0,
    settled: progress.settled,
  });

  function show(next: PartialTurn | null): void {
    if (next === null && partial === null) return;
    partial = next && echoes.shown(next);
    options.announcePartial(channel, partial);
  }

  function keepFinal(heard: PartialTurn): void {
    show(null);
    const { earlyInsights, revisedSpeakers } = session;
    const turn: Turn = {
      ...heard,
      speaker: revisedSpeakers.get(heard.order) ?? labels.of(heard.speaker),
      insight: earlyInsights.get(heard.order) ?? null,
    };
    const before = transcribedSamples;
    const endMs = heardUntilMs(turn.words, samplesToMs(recordedSamples()));
    if (endMs !== null) transcribedSamples = Math.max(before, msToSamples(endMs));
    settled = settledAfter(settled, turn);
    const offset = transcribedSamples;
    store(
      async () => echoes.stored(await storeTurn(database, turn, Math.min(offset, pinnedSamples))),
      () => (pinnedSamples = Math.min(pinnedSamples, before)),
    );
  }

  return {
    get transcribedSamples() {
      return transcribedSamples;
    },
    get partial() {
      return partial;
    },
    beginSession() {
      const { place } = session;
      const words = settledWords(settled);
      const baseSamples = msToSamples(resumeAtMs(samplesToMs(transcribedSamples), words));
      session = turnsAt({ ...place, session: place.session + 1, baseSamples, settled: words });
      labels.begin(settled.at(-1)?.speaker ?? null);
      show(null);
      return baseSamples;
    },
    turn(message) {
      const isKnown = session.finals.has(message.order);
      if (message.endOfTurn) labels.recognise(repeatedSpeaker(message, session.place));
      const { finals, change } = applyTurn(session.finals, message, session.place);
      session.finals = finals;
      if (change.type === "final") keepFinal(change.turn);
      else if (change.type === "partial")
        show({ ...change.partial, speaker: labels.known(change.partial.speaker) });
      else if (change.type === "dropped") show(null);
      return { isNewFinal: change.type === "final" && !isKnown };
    },
    insight(order, content) {
      if (!session.finals.has(order)) {
        session.earlyInsights.set(order, content);
        return;
      }
      const key = { meetingId, channel, session: session.place.session, order };
      store(async () => {
        const turn = await storeInsight(database, key, content);
        if (turn) echoes.changed(turn);
      });
    },
    revise(revisions) {
      const revised = revisions.map((each) => ({ ...each, speaker: labels.of(each.speaker) }));
      for (const { order, speaker } of revised) session.revisedSpeakers.set(order, speaker);
      const { place, revisedSpeakers } = session;
      settled = withSpeakers(settled, place.session, revisedSpeakers);
      const key = { meetingId, channel, session: place.session };
      store(async () => {
        for (const turn of await storeSpeakers(database, key, revised)) echoes.changed(turn);
      });
    },
    heardAll(samples) {
      if (samples <= transcribedSamples) return;
      transcribedSamples = samples;
      store(() =>
        storeTranscribed(database, { meetingId, channel }, Math.min(samples, pinnedSamples)),
      );
    },
  };
}
