/** What Earshot keeps. All times are milliseconds on the meeting clock, which counts recorded samples, unless said otherwise. */

import type { Problem } from "./problem.ts";

/** `tab` is what others say ("Them"), `mic` what the user says ("You"). Each is one file and one speech session. */
export type ChannelName = (typeof CHANNEL_NAMES)[number];
export const CHANNEL_NAMES = ["tab", "mic"] as const;

export interface Channel {
  readonly name: ChannelName;
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
  /**
   * Its transcription was asked for and is not over: where the browser is closed meanwhile, its next start goes on with it.
   * Not so of a recording that was cut off: what it would cost, a person decides.
   */
  readonly finishesByItself?: boolean;
}

export interface Word {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  /** 0–1. */
  readonly confidence: number;
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
  readonly text: string;
  readonly words: readonly Word[];
  /** Punctuated and cased by the service. */
  readonly formatted: boolean;
  /** ISO 639-1, where language detection is on. */
  readonly language: string | null;
  /** Diarization label, where it is on. */
  readonly speaker: string | null;
  /** The model's reply to this turn; null until it has come. */
  readonly insight: string | null;
}

/** A turn that is still being spoken: its words may yet be rewritten, and it is never stored. */
export type PartialTurn = Omit<Turn, "insight">;

export interface Note {
  readonly id: string;
  readonly meetingId: string;
  /** Markdown, as the model wrote it: untrusted. */
  readonly markdown: string;
  /** The model that answered. */
  readonly model: string;
  /** Unix time in ms. */
  readonly createdAt: number;
  /** The model stopped at its length limit, so the end is missing. */
  readonly isCutOff?: boolean;
}

/** A string that is the same for the same turn and sorts nowhere in particular: for maps and list keys. */
export const turnId = (turn: TurnKey): string =>
  `${turn.meetingId}/${turn.channel}/${turn.session}/${turn.order}`;
