/** Keeps one channel's turns: stores finals and insights in order, announces them, and moves the offset. */

import { msToSamples, samplesToMs } from "../../../core/audio/format.ts";
import type { ChannelName, PartialTurn, Turn } from "../../../core/meeting.ts";
import { createChannelSpeakers } from "../../../core/speech/channel-speakers.ts";
import type { Introduction } from "../../../core/speech/introduction.ts";
import {
  resumeAtMs,
  settledAfter,
  settledRevised,
  type SettledTurn,
  type SettledWord,
  settledWords,
} from "../../../core/speech/resume.ts";
import { type Covered, coveredBy, furthest, withoutCovered } from "../../../core/speech/drafts.ts";
import type { SpeakerRevision, TurnMessage } from "../../../core/speech/service.ts";
import { revisedSpeaker, type SpeakerLabel } from "../../../core/speech/turn-parts.ts";
import {
  applyTurn,
  type FinalTurns,
  heardUntilMs,
  type SessionPlace,
} from "../../../core/speech/turns.ts";
import { storeDraft } from "../../shared/database/draft-store.ts";
import type { Database } from "../../shared/database/open.ts";
import {
  type ChannelProgress,
  type LabelledFinal,
  storeBySpeaker,
  storeInsightOfParts,
  storeSpeakers,
  type StoredFinal,
  storeTranscribed,
  storeTurn,
} from "../../shared/database/turn-store.ts";
import { getMeeting } from "../../shared/database/meeting-store.ts";
import { mergedLabels, namedLabels } from "../../../core/transcript/speaker.ts";
import type { EchoWatch } from "./echo-watch.ts";

export interface TurnKeeperOptions {
  readonly meetingId: string;
  readonly channel: ChannelName;
  /** The result of earlier sessions. */
  readonly progress: ChannelProgress;
  /** Turns of the transcript that this one replaces. */
  readonly earlier?: readonly Turn[];
  readonly recordedSamples: () => number;
  readonly database: Database;
  /** Runs writes in order; `onLost` is called if this one can't be done. */
  readonly store: (write: () => Promise<void>, onLost?: () => void) => void;
  readonly echoes: Pick<EchoWatch, "stored" | "changed" | "shown">;
  readonly announcePartial: (channel: ChannelName, partial: PartialTurn | null) => void;
  /** The service's words up to here are stored, so they are deleted from the channel's drafts. */
  readonly announceReplaced: (channel: ChannelName, covered: Covered) => void;
  /** Index of the channel's next session. */
  readonly nextSession: () => number;
  /** For drafts: how far the service itself has come. Null: the turns are the service's own. */
  readonly draftAfter: (() => Covered) | null;
}

export interface TurnKeeper {
  /** The offset: all audio before it is transcribed and stored. */
  readonly transcribedSamples: number;
  readonly partial: PartialTurn | null;
  /** The last stored words before the offset. */
  readonly settled: readonly SettledWord[];
  /** How far its words reach. */
  readonly covered: Covered;
  /**
   * A new session begins, which voids the open turn.
   *
   * @param isLabelled speakers are to be told apart, so the known ones are introduced
   */
  beginSession(isLabelled: boolean): SessionStart;
  /** The session is over; what the user has changed since counts for the next one. */
  endSession(): void;
  /** Takes a turn as it stands; tells whether it became final with this message. */
  turn(message: TurnMessage): { readonly isNewFinal: boolean };
  insight(order: number, content: string): void;
  /** The service has corrected the speakers of turns in this session. */
  revise(revisions: readonly SpeakerRevision[]): void;
  /** All audio before this sample is heard: the service has confirmed it, or it is quiet. */
  heardAll(samples: number): void;
}

export interface SessionStart {
  /** Place of the session's first sample in the recording, less its introduction. */
  readonly baseSamples: number;
  readonly introduction: Introduction | null;
}

/** Turns of one session so far. */
interface SessionTurns {
  readonly place: SessionPlace;
  finals: FinalTurns;
  /** Insights that came before their final. */
  readonly earlyInsights: Map<number, string>;
}

const turnsAt = (place: SessionPlace): SessionTurns => ({
  place,
  finals: new Map(),
  earlyInsights: new Map(),
});

const NOTHING_COVERED: Covered = { untilMs: -Infinity, lastWord: null };

/** What earlier jobs have stored counts as one turn. */
const settledBefore = ({ settled }: ChannelProgress): readonly SettledTurn[] =>
  settledAfter([], { session: -1, order: 0, words: settled });

export function createTurnKeeper(options: TurnKeeperOptions): TurnKeeper {
  const { meetingId, channel, progress, recordedSamples, database, store, echoes } = options;
  const { announceReplaced, draftAfter } = options;
  let { transcribedSamples } = progress;
  let covered: Covered = NOTHING_COVERED;
  /** The stored offset stays here, because a turn behind it could not be stored. */
  let pinnedSamples = Infinity;
  const people = createChannelSpeakers(progress, options.earlier ?? []);
  let settled = settledBefore(progress);
  let partial: PartialTurn | null = null;
  let session = turnsAt({
    meetingId,
    channel,
    // No message comes before the first session.
    session: -1,
    baseSamples: 0,
    introduction: null,
    settled: progress.settled,
  });

  function show(next: PartialTurn | null): void {
    if (next === null && partial === null) return;
    partial = next && { ...echoes.shown(next), ...(draftAfter && { isDraft: true }) };
    options.announcePartial(channel, partial);
  }

  /** @param heardSpeakers the session's label of each word */
  function keepFinal(
    turnOrder: number,
    heard: PartialTurn,
    heardSpeakers: readonly SpeakerLabel[],
  ): void {
    show(null);
    const { speaker, words } = people.label(turnOrder, heard, heardSpeakers);
    const insight = session.earlyInsights.get(turnOrder) ?? null;
    const turn: Turn = { ...heard, speaker, insight };
    const before = transcribedSamples;
    const endMs = heardUntilMs(turn.words, samplesToMs(recordedSamples()));
    if (endMs !== null) transcribedSamples = Math.max(before, msToSamples(endMs));
    settled = settledAfter(settled, { session: turn.session, order: turnOrder, words });
    if (draftAfter) return keepDraft({ ...turn, isDraft: true }, draftAfter());
    const offset = transcribedSamples;
    covered = furthest(covered, coveredBy(turn, samplesToMs(offset)));
    const speakers = words.map((word) => word.speaker);
    const final = { turnOrder, turn, speakers, assigned: people.assignedAt };
    store(
      async () => announce(await storeFinal(database, final, Math.min(offset, pinnedSamples))),
      () => (pinnedSamples = Math.min(pinnedSamples, before)),
    );
  }

  /** Drafts disappear right after the last part of the final is shown. */
  function announce({ turns, replaced }: StoredFinal): void {
    const replace = (): void => void (replaced && announceReplaced(channel, replaced));
    for (const turn of turns) echoes.stored(turn, turn === turns.at(-1) ? replace : undefined);
  }

  function keepDraft(turn: Turn, after: Covered): void {
    const draft = withoutCovered(turn, after);
    if (draft)
      store(async () => {
        await storeDraft(database, draft);
        echoes.stored(draft);
      });
  }

  return {
    get transcribedSamples() {
      return transcribedSamples;
    },
    get partial() {
      return partial;
    },
    get settled() {
      return settledWords(settled);
    },
    get covered() {
      return covered;
    },
    beginSession(isLabelled) {
      const { place } = session;
      const words = settledWords(settled);
      const introduction = people.begin(isLabelled);
      // Whole milliseconds, so that the times of words are whole too, as the service gives them.
      const fromMs = Math.floor(resumeAtMs(samplesToMs(transcribedSamples), words));
      const fromSample = msToSamples(fromMs);
      const baseSamples = fromSample - (introduction?.samples ?? 0);
      const next = { session: options.nextSession(), baseSamples, introduction, settled: words };
      session = turnsAt({ ...place, ...next });
      show(null);
      return { baseSamples, introduction };
    },
    endSession() {
      store(async () => {
        const meeting = await getMeeting(database, meetingId);
        people.told(
          mergedLabels(channel, meeting?.merged),
          meeting ? namedLabels(channel, meeting) : [],
        );
      });
    },
    turn(message) {
      const isKnown = session.finals.has(message.order);
      people.recognise(message, session.place);
      const { finals, change } = applyTurn(session.finals, message, session.place);
      session.finals = finals;
      if (change.type === "final") keepFinal(message.order, change.turn, change.speakers);
      else if (change.type === "partial")
        show({ ...change.partial, speaker: people.known(change.partial.speaker) });
      else if (change.type === "dropped") show(null);
      return { isNewFinal: change.type === "final" && !isKnown };
    },
    insight(order, content) {
      if (!session.finals.has(order)) {
        session.earlyInsights.set(order, content);
        return;
      }
      const { place } = session;
      store(async () => {
        const turn = await storeInsightOfParts(database, place, order, content);
        if (turn) echoes.changed(turn);
      });
    },
    revise(found) {
      const { place } = session;
      const changes = people.revise(found, place);
      for (const [order, revision] of changes)
        settled = settledRevised(settled, { session: place.session, order }, (word) =>
          revisedSpeaker(word, word.speaker, revision),
        );
      if (changes.size === 0) return;
      store(async () => {
        for (const turn of await storeSpeakers(database, place, changes)) echoes.changed(turn);
      });
    },
    heardAll(samples) {
      if (samples <= transcribedSamples) return;
      transcribedSamples = samples;
      if (draftAfter) return;
      covered = furthest(covered, { untilMs: samplesToMs(samples), lastWord: null });
      store(async () => {
        const offset = Math.min(samples, pinnedSamples);
        const replaced = await storeTranscribed(database, { meetingId, channel }, offset);
        if (replaced) announceReplaced(channel, replaced);
      });
    },
  };
}

/** A turn without labels stays whole. */
const storeFinal = (
  database: Database,
  final: LabelledFinal,
  transcribedSamples: number,
): Promise<StoredFinal> =>
  final.speakers.every((label) => label === null) && final.assigned(final.turn) === null
    ? storeTurn(database, final.turn, transcribedSamples)
    : storeBySpeaker(database, final, transcribedSamples);
