/**
 * Who speaks on a channel, over its sessions: labels that hold, corrections of the service, recorded speech to introduce the known
 * speakers by, and the people of an earlier transcript (docs/protocol.md#turns-and-speakers).
 */

import type { PartialTurn, Turn } from "../meeting.ts";
import { type EarlierSpeakers, earlierSpeakers } from "./earlier-speakers.ts";
import {
  type Introduction,
  introductionOf,
  onePerSpeaker,
  runsOfSpeakers,
  voiceSample,
  type VoiceSample,
  withVoice,
} from "./introduction.ts";
import type { SettledWord } from "./resume.ts";
import type { SpeakerRevision, TurnMessage } from "./service.ts";
import { createSpeakerLabels } from "./speaker-labels.ts";
import { revisedSpeaker, type SpeakerLabel, type TurnRevision } from "./turn-parts.ts";
import { placeWord, type RepeatedSpeaker, repeatedSpeakers, type SessionPlace } from "./turns.ts";

/** Speakers whom earlier sessions have heard. */
export interface KnownSpeakers {
  /** Labels that a new speaker must not get. */
  readonly speakers: readonly SpeakerLabel[];
  /** Recorded speech of each known speaker. */
  readonly voices: readonly VoiceSample[];
  /** Labels that the user has merged into others. */
  readonly same: ReadonlyMap<string, string>;
}

export interface ChannelSpeakers extends Pick<EarlierSpeakers, "assignedAt"> {
  /** A session begins. Returns what it hears first, or null if speakers are not told apart or none is known. */
  begin(isLabelled: boolean): Introduction | null;
  /** The user has merged and named labels. */
  told(same: ReadonlyMap<string, string>, named: readonly string[]): void;
  /** A final may repeat words of known speakers. */
  recognise(message: TurnMessage, place: SessionPlace): void;
  /** The label of a speaker of the session; null if there is none yet. */
  known(heard: SpeakerLabel): SpeakerLabel;
  /** Labels a final and its words. @param heard the session's label of each word */
  label(turnOrder: number, turn: PartialTurn, heard: readonly SpeakerLabel[]): LabelledWords;
  /** Takes corrections; those of unknown turns are left out. */
  revise(
    revisions: readonly SpeakerRevision[],
    place: SessionPlace,
  ): ReadonlyMap<number, TurnRevision>;
}

interface LabelledWords {
  readonly speaker: SpeakerLabel;
  readonly words: readonly SettledWord[];
}

/** @param replaced turns of the transcript that this one replaces */
export function createChannelSpeakers(
  known: KnownSpeakers,
  replaced: readonly Turn[],
): ChannelSpeakers {
  const earlier = earlierSpeakers(replaced);
  const labels = createSpeakerLabels([
    ...known.speakers,
    ...replaced.map(({ speaker }) => speaker),
  ]);
  let { voices, same } = known;
  const targetOf = (label: string): string => {
    const first = labels.firstOf(label);
    return same.get(first) ?? first;
  };
  /** Labels of whole turns in this session, and corrections that came since. */
  let ofTurns = new Map<number, SpeakerLabel>();
  let revisions = new Map<number, TurnRevision>();

  function revisionOf(
    { order, speaker, words }: SpeakerRevision,
    place: SessionPlace,
  ): TurnRevision {
    const labelled = words.flatMap((word): readonly (readonly [number, string])[] => {
      const label = labels.of(word.speaker ?? null);
      return label === null ? [] : [[placeWord(word, place).startMs, label]];
    });
    return {
      speaker: labels.of(speaker),
      formerSpeaker: ofTurns.get(order) ?? null,
      words: new Map(labelled),
    };
  }

  return {
    assignedAt: earlier.assignedAt,
    begin(isLabelled) {
      ofTurns = new Map();
      revisions = new Map();
      labels.begin();
      return isLabelled ? introductionOf(onePerSpeaker(voices, targetOf)) : null;
    },
    told(next, named) {
      same = next;
      labels.named(named.map(targetOf));
    },
    recognise(message, place) {
      if (message.endOfTurn) labels.recognise(repeatedSpeakers(message, place));
    },
    known: labels.known,
    label(turnOrder, turn, heard) {
      labels.recognise(earlierIn(turn, heard, earlier));
      const revision = revisions.get(turnOrder);
      const speaker = labels.of(turn.speaker);
      ofTurns.set(turnOrder, speaker);
      const words = turn.words.map((word, index): SettledWord => {
        // A service that tells no voices apart leaves them as they were.
        const label = labels.of(heard[index] ?? null) ?? earlier.labelAt(word);
        return { ...word, speaker: revision ? revisedSpeaker(word, label, revision) : label };
      });
      for (const run of runsOfSpeakers(words))
        voices = withVoice(voices, voiceSample(run.speaker, run.words));
      return { speaker, words };
    },
    revise(found, place) {
      const changes = new Map(
        found
          .filter(({ order }) => ofTurns.has(order))
          .map((each) => [each.order, revisionOf(each, place)] as const),
      );
      for (const [order, revision] of changes) {
        revisions.set(order, revision);
        ofTurns.set(order, revision.speaker ?? revision.formerSpeaker);
      }
      return changes;
    },
  };
}

/** The speakers of a turn whom the earlier transcript has at the same times. */
const earlierIn = (
  { words }: PartialTurn,
  heard: readonly SpeakerLabel[],
  earlier: EarlierSpeakers,
): readonly RepeatedSpeaker[] =>
  words.flatMap((word, index) => {
    const [own, stored] = [heard[index] ?? null, earlier.labelAt(word)];
    return own === null || stored === null ? [] : [{ heard: own, stored }];
  });
