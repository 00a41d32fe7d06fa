/** What Earshot keeps. All times are milliseconds on the meeting clock, which counts recorded samples, unless said otherwise. */

import type { Problem } from "./problem.ts";

/** `tab` is what others say ("Them"), `mic` what the user says ("You"). Each is one file and one speech session. */
export type ChannelName = (typeof CHANNEL_NAMES)[number];
export const CHANNEL_NAMES = ["tab", "mic"] as const;

export interface Channel {
  readonly name: ChannelName;
  /** The device or tab that was captured, by the name Chrome gives it; absent in recordings made elsewhere. */
  readonly label?: string;
  /**
   * The transcriber's durable offset, in samples: what lies before it is transcribed and stored. It moves in the same
   * transaction that stores a turn, so it is never ahead of the turns.
   */
  readonly transcribedSamples: number;
}

/**
 * `interrupted`: it was being recorded when the browser, the extension or the machine went away. Its sound is whole up to
 * that moment.
 */
export type MeetingState = "recording" | "interrupted" | "saved";

export interface Meeting {
  readonly id: string;
  readonly title: string;
  /** Address of the page, without query and fragment; null where it is not known. */
  readonly pageUrl: string | null;
  /** Unix time in ms at the first sample. */
  readonly startedAt: number;
  /** Length of the recording; 0 while it runs (then the file on disk tells). */
  readonly durationMs: number;
  readonly state: MeetingState;
  readonly channels: readonly Channel[];
  /** Why the recording or its transcription ended before its time; null where all went well. */
  readonly problem: Problem | null;
  /** What speakers are called in this meeting, where somebody gave them names. */
  readonly names?: Readonly<Record<SpeakerKey, string>>;
  /** Speakers who are one with another: from key to key, and never on from there. */
  readonly merged?: Readonly<Record<SpeakerKey, SpeakerKey>>;
  /** In the order of the meeting clock. */
  readonly marks?: readonly Mark[];
  /** Unix time in ms at which the user confirmed that everyone knows of the recording; absent where nobody did. */
  readonly consentAt?: number;
  readonly usage?: MeetingUsage;
  /** Notes that are being made or could not be made, at most one of each subject. */
  readonly owedNotes?: readonly PendingNote[];
  /**
   * Its transcription was asked for and is not over: where the browser is closed meanwhile, its next start goes on with it.
   * Not so of a recording that was cut off: what it would cost, a person decides.
   */
  readonly finishesByItself?: boolean;
  /** Unix time in ms at which it came in as a file; absent where it was recorded here. */
  readonly importedAt?: number;
  /** Unix time in ms. It is shown nowhere, and soon gone for good; until then it can be brought back. */
  readonly deletedAt?: number;
  /** Unix time in ms at which its sound was deleted and its text kept; absent while it has sound. */
  readonly soundDeletedAt?: number;
}

/**
 * A speaker within a meeting: a channel ("tab"), a diarization label in one ("tab A"), or a person whom somebody has named
 * ("person <uuid>").
 */
export type SpeakerKey = string;

/** Names for the speakers that are channels. An absent or empty name stands for "Them" and "You". */
export type ChannelNames = Readonly<Partial<Record<ChannelName, string>>>;

/** A place in a meeting. The meeting clock stands still in a pause, so a pause is a place and not a span. */
export type Mark =
  | {
      readonly type: "pause";
      readonly atMs: number;
      /** Unix times in ms; `resumedAt` is null until it ends, and stays so where the meeting ended in the pause. */
      readonly pausedAt: number;
      readonly resumedAt: number | null;
    }
  | {
      readonly type: "bookmark";
      readonly id: string;
      readonly atMs: number;
      readonly note: string;
    };

export interface Word {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  /** 0–1. */
  readonly confidence: number;
  /** The tab's sound, heard again from the loudspeaker: not shown, not exported. */
  readonly isEcho?: true;
}

/** Identity of a turn: `turn_order` restarts with every speech session, so the session counts too (protocol §4.1). */
export interface TurnKey {
  readonly meetingId: string;
  readonly channel: ChannelName;
  /** Speech sessions of this channel, counted from 0. */
  readonly session: number;
  readonly order: number;
}

export interface Turn extends TurnKey {
  readonly startMs: number;
  readonly endMs: number;
  /**
   * What is shown, exported and summed up: what was heard without words that are echo, or what a person has made of it. Where
   * it is "", as when all is echo, the turn is not shown.
   */
  readonly text: string;
  /** As it was heard; absent where nobody has changed `text`. */
  readonly heardText?: string;
  /** All that were heard, echo too: a new session finds its place by them. */
  readonly words: readonly Word[];
  /** Punctuated and cased by the service. */
  readonly formatted: boolean;
  /** ISO 639-1, where language detection is on. */
  readonly language: string | null;
  /** Diarization label, where it is on. */
  readonly speaker: string | null;
  /** Who said it according to a person; absent where nobody has said so. */
  readonly saidBy?: SpeakerKey;
  /** The model's reply to this turn; null until it has come. */
  readonly insight: string | null;
}

/** A turn that is still being spoken: its words may yet be rewritten, and it is never stored. */
export type PartialTurn = Omit<Turn, "insight" | "heardText" | "saidBy">;

/** What a note answers: a template (`core/notes/templates.ts`), "what did I miss?", or a question of one's own. */
export type NoteSubject =
  | { readonly type: "template"; readonly templateId: string; readonly name: string }
  | { readonly type: "catch-up"; readonly minutes: number }
  | { readonly type: "question"; readonly question: string };

export interface Note {
  readonly id: string;
  readonly meetingId: string;
  /** Absent: the standard notes, made before there were others. Notes of one template are its versions, the latest the valid one. */
  readonly subject?: NoteSubject;
  /** Markdown, as the model wrote it (untrusted) or a person has changed it. Cites turns as `[n]`. */
  readonly markdown: string;
  /** `turnId` of each turn that is cited, by its number; absent: the n-th turn in the order they were spoken. */
  readonly citations?: Readonly<Record<number, string>>;
  /** The model that answered; of a version that a person wrote, the one before it. */
  readonly model: string;
  /** Unix time in ms. */
  readonly createdAt: number;
  /** The model stopped at its length limit, so the end is missing. */
  readonly isCutOff?: boolean;
  /** Written or changed by hand. */
  readonly isEdited?: boolean;
  /** Made while the meeting was running, from what there was: the next version takes its place. */
  readonly isLive?: boolean;
  /** End of the last turn it was made from; absent where that was all of them. */
  readonly upToMs?: number;
  readonly usage?: TokenUsage;
}

/** A note that somebody, or a setting, wants and that there is not. */
export interface PendingNote {
  readonly subject: NoteSubject;
  /** Why it could not be made; null: it is being made. */
  readonly problem: Problem | null;
  /** Unix time in ms of the request, or of its failure. */
  readonly at: number;
}

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What a meeting has cost so far, as quantities; prices are the Worker's (`GET /v1/config`). */
export interface MeetingUsage {
  /** Wall-clock time of all speech sessions: that is what is billed (protocol §5). */
  readonly speechSeconds: number;
  /** By speech model, as many of these as it is known of: meetings of earlier versions kept only the sum. */
  readonly secondsBySpeechModel?: Readonly<Record<string, number>>;
  /** By model, for insights and notes together. */
  readonly models: Readonly<Record<string, TokenUsage>>;
}

/** A meeting with all that belongs to it. */
export interface MeetingContent {
  readonly meeting: Meeting;
  /** In the order they were spoken. */
  readonly turns: readonly Turn[];
  /** Oldest first. */
  readonly notes: readonly Note[];
}

/** A string that is the same for the same turn and sorts nowhere in particular: for maps and list keys. */
export const turnId = (turn: TurnKey): string =>
  `${turn.meetingId}/${turn.channel}/${turn.session}/${turn.order}`;
