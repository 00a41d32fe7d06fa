/**
 * Types of everything that Earshot stores of a meeting. Times are milliseconds on the meeting clock, which counts recorded
 * samples, unless a comment says otherwise. Stored names never change (docs/decisions/0011-stored-formats.md).
 */

import type { SectionRequest } from "./notes/section.ts";
import type { Problem } from "./problem.ts";

/** `tab` is the remote side ("Them"), `mic` the user's side ("You"). Each has one audio file and one transcriber. */
export type ChannelName = (typeof CHANNEL_NAMES)[number];
export const CHANNEL_NAMES = ["tab", "mic"] as const;

export interface MeetingChannel {
  readonly name: ChannelName;
  /** Chrome's name of the captured device or tab. Imported recordings may lack it. */
  readonly label?: string;
  /**
   * The transcriber's durable offset: all samples before it are transcribed, and their turns are stored. Each transaction that
   * stores a turn moves it, so it is never ahead of the turns.
   */
  readonly transcribedSamples: number;
  /** Stretch of the meeting clock in which draft turns are stored; absent without them. */
  readonly drafts?: DraftStretch;
}

export interface DraftStretch {
  /** No draft turn begins before it. */
  readonly fromMs: number;
  /** No draft turn ends after it. */
  readonly toMs: number;
}

/** `interrupted`: browser, extension or machine ended during the recording. The audio is complete up to that moment. */
export type MeetingState = "recording" | "interrupted" | "saved";

export interface Meeting {
  readonly id: string;
  readonly title: string;
  /** Without query and fragment; `null` if unknown. */
  readonly pageUrl: string | null;
  /** Unix time of the first sample in ms. */
  readonly startedAt: number;
  /** 0 during the recording, when the length of the file counts. */
  readonly durationMs: number;
  readonly state: MeetingState;
  readonly channels: readonly MeetingChannel[];
  /** Why the recording or its transcription ended early. */
  readonly problem: Problem | null;
  /** Names that the user gave to speakers. */
  readonly names?: Readonly<Record<SpeakerKey, string>>;
  /** Names that a language model read in the transcript; suggestions until the user takes one. Absent: not asked yet. */
  readonly heardNames?: readonly HeardName[];
  /** Maps each merged speaker to an unmerged one. */
  readonly merged?: Readonly<Record<SpeakerKey, SpeakerKey>>;
  /** People whom the user was asked about, and who are not this speaker. */
  readonly different?: Readonly<Record<SpeakerKey, readonly SpeakerKey[]>>;
  /** Sorted by `atMs`. */
  readonly marks?: readonly Mark[];
  /** What the user wrote during the meeting, in the user's order; no line is blank. */
  readonly ownLines?: readonly OwnLine[];
  /** Unix time in ms at which the user confirmed that everyone knows of the recording. */
  readonly consentAt?: number;
  /** Language of notes and insights that the user has chosen for this meeting; empty: the spoken one. Absent: that of the settings. */
  readonly notesLanguage?: string;
  readonly usage?: MeetingUsage;
  /** Pending notes, at most one for each subject. */
  readonly owedNotes?: readonly PendingNote[];
  /**
   * A requested transcription is not complete, and startup recovery continues it. An interrupted recording does not set this,
   * because the user decides whether to pay for its transcription.
   */
  readonly finishesByItself?: boolean;
  /** Unix time of the import in ms; absent if recorded in this browser. */
  readonly importedAt?: number;
  /** Unix time of the deletion in ms. The meeting is hidden, and can be restored until it is removed soon after. */
  readonly deletedAt?: number;
  /** Unix time in ms at which its audio was deleted and its text kept. */
  readonly soundDeletedAt?: number;
  /** Its text was imported without times, so those of its turns are estimated. */
  readonly hasEstimatedTimes?: true;
  /** The sample meeting that comes with Earshot, not a recording. */
  readonly isSample?: true;
}

/** Speaker in a meeting: a channel (`tab`), a diarization label in it (`tab A`), or a person the user has named (`person <uuid>`). */
export type SpeakerKey = string;

export interface HeardName {
  readonly speaker: SpeakerKey;
  readonly name: string;
  /** `turnId` of the turn that shows it. */
  readonly turn: string;
}

/** Names of channels as speakers. Absent or empty: "Them" and "You". */
export type ChannelNames = Readonly<Partial<Record<ChannelName, string>>>;

/** Place on the meeting clock. The clock stands still in pauses and gaps, so they have no length on it. */
export type Mark =
  | {
      readonly type: "pause";
      readonly atMs: number;
      /** Unix times in ms; `resumedAt` is `null` during the pause and if the meeting ends in it. */
      readonly pausedAt: number;
      readonly resumedAt: number | null;
    }
  /** Nothing was recorded, although it was not paused: the machine slept, or its audio system failed. */
  | {
      readonly type: "gap";
      readonly atMs: number;
      /** Unix times in ms. */
      readonly stoppedAt: number;
      readonly resumedAt: number;
    }
  | {
      readonly type: "bookmark";
      readonly id: string;
      readonly atMs: number;
      readonly note: string;
    };

/** A line of the user's own notes. */
export interface OwnLine {
  readonly id: string;
  /** When it was begun. */
  readonly atMs: number;
  /** As typed, without a line break. */
  readonly text: string;
  /** Absent: a plain line. */
  readonly kind?: "task" | "decision";
  /** Of a task. */
  readonly isDone?: true;
}

export interface Word {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  /** 0–1. */
  readonly confidence: number;
  /** The microphone heard it from the loudspeaker; it is neither shown nor exported. */
  readonly isEcho?: true;
}

/** Identity of a turn. The service's orders restart with every speech session (docs/protocol.md#turns-and-speakers), so the session is part of it. */
export interface TurnKey {
  readonly meetingId: string;
  readonly channel: ChannelName;
  /** Index of the speech session in its channel. */
  readonly session: number;
  /** 1,000 times the service's `turn_order`, and the place of the first word in it. Earlier versions stored `turn_order` alone. */
  readonly order: number;
}

export interface Turn extends TurnKey {
  readonly startMs: number;
  readonly endMs: number;
  /** Text for panel, exports and notes: without echoes and with the user's edits. A turn with an empty text is not shown. */
  readonly text: string;
  /** Text before the user's edit; absent without one. */
  readonly heardText?: string;
  /** All words that were heard, with echoes: a new session resumes by them. */
  readonly words: readonly Word[];
  /** The service has added punctuation and capitals. */
  readonly formatted: boolean;
  /** ISO 639-1 code, with language detection only. */
  readonly language: string | null;
  /** Diarization label, with speaker labels only. */
  readonly speaker: string | null;
  /** Speaker that the user has assigned. */
  readonly saidBy?: SpeakerKey;
  /** `null` until it has arrived. */
  readonly insight: string | null;
  /** The on-device engine wrote it while the team's service was away. The service's own words replace it (`core/speech/drafts.ts`). */
  readonly isDraft?: true;
}

/** A turn that is still being spoken. Its words may change, and it is never stored. */
export type PartialTurn = Omit<Turn, "insight" | "heardText" | "saidBy">;

/** Subject of a note: a template (`core/notes/templates.ts`), "What did I miss?", or a question of the user. */
export type NoteSubject =
  | { readonly type: "template"; readonly templateId: string; readonly name: string }
  | { readonly type: "catch-up"; readonly minutes: number }
  | { readonly type: "question"; readonly question: string };

export interface Note {
  readonly id: string;
  readonly meetingId: string;
  /** Absent in notes of versions that had only the standard template. The latest note on a subject is the valid version. */
  readonly subject?: NoteSubject;
  /** Written by the model (untrusted) or edited by the user. Cites turns as `[n]`. */
  readonly markdown: string;
  /** What the model adds below lines of the user, by the id of the line. The lines themselves are the meeting's. */
  readonly ownPoints?: readonly OwnPoints[];
  /** `turnId` by number of citation. Absent: `[n]` is the n-th turn in the order they were spoken. */
  readonly citations?: Readonly<Record<number, string>>;
  /** Model that wrote it; for an edited note the model of the version before. */
  readonly model: string;
  /** Unix time in ms. */
  readonly createdAt: number;
  /** The model reached its length limit, so the end is missing. */
  readonly isCutOff?: boolean;
  readonly isEdited?: boolean;
  /** Made during the meeting; the next version replaces it. */
  readonly isLive?: boolean;
  /** How far it covers the meeting; absent if it covers all of it. */
  readonly upToMs?: number;
  readonly usage?: TokenUsage;
  /** The model has compared its statements with the turns they cite; absent in notes without this reading. */
  readonly secondReading?: SecondReading;
}

/** What a model thinks of the statements of a note. It can only add marks to those of the rules. */
export interface SecondReading {
  readonly model: string;
  /** How many statements were read. */
  readonly statements: number;
  /** Statements in plain words without citations that the cited turns support partly or not. */
  readonly doubts: readonly {
    readonly statement: string;
    readonly verdict: "partly" | "not";
  }[];
}

export interface OwnPoints {
  /** Id of an `OwnLine`. */
  readonly line: string;
  /** Bullets that cite turns, numbered as in the note. */
  readonly markdown: string;
}

/** A note that is being made or could not be made. */
export interface PendingNote {
  readonly subject: NoteSubject;
  /** Only this section is to be changed. */
  readonly section?: SectionRequest;
  /** `null` while it is being made. */
  readonly problem: Problem | null;
  /** Unix time of the request or of its failure in ms. */
  readonly at: number;
}

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Some replies did not state their tokens, so more were used than counted. */
  readonly isIncomplete?: true;
}

/** Quantities that a meeting has used. Prices come from the Worker (`GET /v1/config`). */
export interface MeetingUsage {
  /** Wall-clock time of all speech sessions, which is what the service bills (docs/protocol.md#close-codes-and-limits). */
  readonly speechSeconds: number;
  /** By speech model. Meetings of earlier versions have only the sum. */
  readonly secondsBySpeechModel?: Readonly<Record<string, number>>;
  /** The part of `speechSeconds` with speaker labels, which cost extra. Earlier versions did not count it. */
  readonly speakerLabelSeconds?: number;
  /** Tokens of insights and notes, by model. */
  readonly models: Readonly<Record<string, TokenUsage>>;
}

export interface MeetingContent {
  readonly meeting: Meeting;
  /** In the order they were spoken. */
  readonly turns: readonly Turn[];
  /** Oldest first. */
  readonly notes: readonly Note[];
}

/** Key of a turn in maps and lists; it does not sort by time. */
export const turnId = (turn: TurnKey): string =>
  `${turn.meetingId}/${turn.channel}/${turn.session}/${turn.order}`;
