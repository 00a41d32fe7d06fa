/**
 * The border between the recorder thread and every open panel: a BroadcastChannel of this name. The panel reads stored
 * turns from the database itself; over this channel comes only what is happening now.
 */

import type { ChannelName, Meeting, Note, PartialTurn, Turn } from "../meeting.ts";
import type { Problem } from "../problem.ts";
import type { NoteRequest } from "./offscreen-requests.ts";

export const LIVE_CHANNEL = "earshot-live";

/** The states of design.md §8, in the order of a meeting. "Ready" is the panel's own: no meeting is being recorded. */
export type RecorderPhase =
  | "connecting"
  | "recording"
  | "paused"
  | "reconnecting"
  | "catching-up"
  | "saving"
  | "saved";

/** Proof, stage by stage, that a channel is really being captured. */
export interface ChannelHealth {
  /** `waiting`: none has come yet. `stopped`: none has come for a while. `paused`: none is to come. */
  readonly frames: "waiting" | "flowing" | "stopped" | "paused";
  /** `silence`: every sample is exactly zero, for some seconds. `quiet`: there is sound, but hardly any. A quiet meeting is no fault. */
  readonly sound: "none" | "muted" | "silence" | "quiet" | "sound";
  /** The speech session. `lost`: it is being tried again. `closed`: not before the next recording, or for now nothing is to be heard. */
  readonly service: "connecting" | "live" | "lost" | "closed";
  /** `waiting`: the disk refuses at present, and sound waits in memory. */
  readonly disk: "none" | "writing" | "waiting" | "failed";
}

export interface ChannelStatus {
  readonly name: ChannelName;
  /** The device or tab that is captured, as Chrome names it; empty where it is not known. */
  readonly label: string;
  readonly isMuted: boolean;
  readonly health: ChannelHealth;
  /** Samples on disk, or within a quarter of a second. */
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
  readonly channels: readonly ChannelStatus[];
  /** What a person should know now; each takes itself back by being absent from the next state. */
  readonly problems: readonly Problem[];
}

/** A note that is being made. */
export interface NoteJob {
  readonly request: NoteRequest;
  /** Parts of a long transcript that are done, and all of them; one of one where it is short. */
  readonly done: number;
  readonly parts: number;
  /** What has streamed in so far; empty where the model does not stream. */
  readonly markdown: string;
}

/** Recorder thread, and whoever makes notes in the offscreen document → panels. */
export type LiveEvent =
  /** About ten times a second while recording, at once at every change of phase, and in answer to `hello`. */
  | { readonly type: "state"; readonly state: LiveState }
  /** The meeting's record has changed, and is stored: a mark was set, a name, or a note could not be made. */
  | { readonly type: "meeting"; readonly meeting: Meeting }
  /** Every note that is being made, of all meetings: replaces what was said before. In answer to `hello` too, where there are any. */
  | { readonly type: "note-jobs"; readonly jobs: readonly NoteJob[] }
  /** A note, already stored. */
  | { readonly type: "note"; readonly note: Note }
  /** A note that is stored no longer. */
  | { readonly type: "note-deleted"; readonly meetingId: string; readonly noteId: string }
  /** A final turn, already stored; again, whole, when its insight has come, its speaker was revised, it proved an echo, or a person changed it. */
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
