/** Keeps what one channel's speech sessions say: stores finals and insights in order, tells the panels, knows the offset. */

import { msToSamples, samplesToMs } from "../../../core/audio/format.ts";
import type { ChannelName, PartialTurn, Turn } from "../../../core/meeting.ts";
import type { LiveEvent } from "../../../core/protocol/live.ts";
import { resumeAtMs, settledAfter, settledWords } from "../../../core/speech/resume.ts";
import type { SpeakerRevision, TurnMessage } from "../../../core/speech/service.ts";
import { type FinalTurns, type SessionPlace, applyTurn } from "../../../core/speech/turns.ts";
import type { Database } from "../../shared/database/open.ts";
import {
  type ChannelProgress,
  storeInsight,
  storeSpeakers,
  storeTranscribed,
  storeTurn,
} from "../../shared/database/turn-store.ts";
import type { EchoWatch } from "./echo-watch.ts";
import type { StoreQueue } from "./store-queue.ts";

export interface TurnKeeperOptions {
  readonly meetingId: string;
  readonly channel: ChannelName;
  /** What earlier sessions have left behind. */
  readonly progress: ChannelProgress;
  /** By now. */
  readonly recordedSamples: () => number;
  readonly database: Database;
  readonly queue: StoreQueue;
  readonly echoes: EchoWatch;
  readonly announce: (event: LiveEvent) => void;
}

export interface TurnKeeper {
  /** What lies before it is transcribed and stored. */
  readonly transcribedSamples: number;
  readonly partial: PartialTurn | null;
  /** A new session: the open turn of the one before is void. Returns the sample at which it takes up the recording. */
  beginSession(): number;
  /** Takes a turn as it stands; says whether it is now final for the first time. */
  turn(message: TurnMessage): { readonly isNewFinal: boolean };
  insight(order: number, content: string): void;
  /** The service knows better now who spoke in turns of this session. */
  revise(revisions: readonly SpeakerRevision[]): void;
  /** Everything before this sample is heard: the service has confirmed it, or it was quiet there. */
  heardAll(samples: number): void;
}

export function createTurnKeeper(options: TurnKeeperOptions): TurnKeeper {
  const { meetingId, channel, progress, recordedSamples, database, queue, echoes, announce } =
    options;
  let { transcribedSamples } = progress;
  let settled = settledAfter([], { session: -1, order: 0, words: progress.settled });
  let place: SessionPlace = {
    meetingId,
    channel,
    session: progress.sessions - 1,
    baseSamples: 0,
    settled: progress.settled,
  };
  let finals: FinalTurns = new Map();
  let partial: PartialTurn | null = null;
  /** Replies that came before their turn was final. */
  let earlyInsights = new Map<number, string>();
  let revisedSpeakers = new Map<number, string>();

  function show(next: PartialTurn | null): void {
    if (next === null && partial === null) return;
    partial = next && echoes.shown(next);
    announce({ type: "partial", meetingId, channel, partial });
  }

  /** Every final comes this way, and a better copy of it comes again. */
  function store(turn: Turn): void {
    // A last word ends up to a second late (protocol §4), which before a pause would be beyond the recording.
    const endSamples = Math.min(msToSamples(turn.endMs), recordedSamples());
    transcribedSamples = Math.max(transcribedSamples, endSamples);
    settled = settledAfter(settled, turn);
    const offset = transcribedSamples;
    queue.add(async () => {
      const stored = await storeTurn(database, turn, offset);
      for (const each of await echoes.judged(stored)) announce({ type: "turn", turn: each });
    });
  }

  return {
    get transcribedSamples() {
      return transcribedSamples;
    },
    get partial() {
      return partial;
    },
    beginSession() {
      const words = settledWords(settled);
      const baseSamples = msToSamples(resumeAtMs(samplesToMs(transcribedSamples), words));
      place = { ...place, session: place.session + 1, baseSamples, settled: words };
      finals = new Map();
      earlyInsights = new Map();
      revisedSpeakers = new Map();
      show(null);
      return baseSamples;
    },
    turn(message) {
      const isKnown = finals.has(message.order);
      const { finals: after, change } = applyTurn(finals, message, place);
      finals = after;
      switch (change.type) {
        case "final":
          show(null);
          store({
            ...change.turn,
            speaker: revisedSpeakers.get(message.order) ?? change.turn.speaker,
            insight: earlyInsights.get(message.order) ?? null,
          });
          return { isNewFinal: !isKnown };
        case "partial":
          show(change.partial);
          return { isNewFinal: false };
        case "dropped":
          show(null);
          return { isNewFinal: false };
        case "ignored":
          return { isNewFinal: false };
      }
    },
    insight(order, content) {
      if (!finals.has(order)) {
        earlyInsights.set(order, content);
        return;
      }
      const key = { meetingId, channel, session: place.session, order };
      queue.add(async () => {
        const turn = await storeInsight(database, key, content);
        if (turn) announce({ type: "turn", turn });
      });
    },
    revise(revisions) {
      for (const { order, speaker } of revisions) revisedSpeakers.set(order, speaker);
      const { session } = place;
      queue.add(async () => {
        const revised = await storeSpeakers(database, { meetingId, channel, session }, revisions);
        for (const turn of revised) announce({ type: "turn", turn });
      });
    },
    heardAll(samples) {
      if (samples <= transcribedSamples) return;
      transcribedSamples = samples;
      const offset = transcribedSamples;
      queue.add(() => storeTranscribed(database, { meetingId, channel }, offset));
    },
  };
}
