/**
 * The border between the recorder thread and every open panel: a BroadcastChannel of this name. The panel reads stored
 * turns from the database itself; over this channel comes only what is happening now.
 */

import type { ChannelName, PartialTurn, Turn } from "../meeting.ts";
import type { Problem } from "../problem.ts";

export const LIVE_CHANNEL = "earshot-live";

/** The states of design.md §8, in the order of a meeting. "Ready" is the panel's own: no meeting is being recorded. */
export type RecorderPhase =
  | "connecting"
  | "recording"
  | "reconnecting"
  | "catching-up"
  | "saving"
  | "saved";

export interface ChannelLedger {
  readonly name: ChannelName;
  /** Samples on disk. */
  readonly recordedSamples: number;
  /** Samples the service has heard in a session that still lives, or that are transcribed and stored. */
  readonly heardSamples: number;
  /** Linear peak of the last 100 ms, 0–1. */
  readonly peak: number;
  /** Messages of the speech service that were of unknown kind or broken form, and passed over. */
  readonly ignoredMessages: number;
}

export interface LiveState {
  readonly meetingId: string;
  /** `transcribing`: the recording is complete, and what is behind is being caught up; beside at most one `recording`. */
  readonly activity: "recording" | "transcribing";
  readonly title: string;
  /** Unix time in ms at the first sample. */
  readonly startedAt: number;
  readonly phase: RecorderPhase;
  readonly channels: readonly ChannelLedger[];
  /** What a person should know now; each takes itself back by being absent from the next state. */
  readonly problems: readonly Problem[];
}

/** Recorder thread → panels. */
export type LiveEvent =
  /** About ten times a second while recording, at once at every change of phase, and in answer to `hello`. */
  | { readonly type: "state"; readonly state: LiveState }
  /** A final turn, already stored; again, whole, when its insight has come. */
  | { readonly type: "turn"; readonly turn: Turn }
  /** Replaces the channel's partial; null when it became final or was dropped. */
  | {
      readonly type: "partial";
      readonly meetingId: string;
      readonly channel: ChannelName;
      readonly partial: PartialTurn | null;
    };

/** Panel → recorder thread: "I have just opened; tell me the state and the partials." */
export interface LiveHello {
  readonly type: "hello";
}
