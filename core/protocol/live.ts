/**
 * The live channel: a BroadcastChannel that carries to panels what happens now. Panels read stored turns and notes from the
 * database themselves.
 */

import type { ChannelName, Meeting, Note, PartialTurn, Turn } from "../meeting.ts";
import type { PartsDone } from "../notes/make-notes.ts";
import type { Problem } from "../problem.ts";
import type { Covered } from "../speech/drafts.ts";
import type { NoteRequest } from "./offscreen-requests.ts";

export const LIVE_CHANNEL = "earshot-live";

/** States of a meeting, in their order (docs/architecture.md#states-of-a-meeting). Without one the panel shows "Ready". */
export type RecorderPhase =
  | "connecting"
  | "recording"
  | "paused"
  | "reconnecting"
  | "catching-up"
  | "saving"
  | "saved";

/** Shows, stage by stage, that a channel is being captured. */
export interface ChannelHealth {
  /** `waiting`: no frame has come yet. `stopped`: no frame has come for a while. `paused`: no frame is expected. */
  readonly frames: "waiting" | "flowing" | "stopped" | "paused";
  /** `silence`: every sample has been exactly zero for some seconds. `quiet`: hardly any audio, as in a quiet meeting. */
  readonly sound: "none" | "muted" | "silence" | "quiet" | "sound";
  /** State of the speech session. `lost`: it is being retried. `closed`: none is wanted until audio or the next recording comes. */
  readonly service: "connecting" | "live" | "lost" | "closed";
  /** `waiting`: the disk refuses writes, and audio waits in memory. */
  readonly disk: "none" | "writing" | "waiting" | "failed";
}

export interface ChannelStatus {
  readonly name: ChannelName;
  /** Name of the captured device or tab, as Chrome has it; empty if unknown. */
  readonly label: string;
  readonly isMuted: boolean;
  readonly health: ChannelHealth;
  /** Samples on disk, up to a quarter of a second ago. */
  readonly recordedSamples: number;
  /** Samples that the present session has received, or that are transcribed and stored. */
  readonly heardSamples: number;
  /** Linear peak of the last 200 ms, 0–1. */
  readonly peak: number;
  /** Messages of the speech service of unknown kind or broken form. */
  readonly ignoredMessages: number;
}

export interface LiveState {
  readonly meetingId: string;
  /** `transcribing`: a complete recording is transcribed from disk. At most one `recording` has a phase before `saving`. */
  readonly activity: "recording" | "transcribing";
  readonly title: string;
  /** Address of the recorded page; absent if unknown. */
  readonly pageUrl?: string;
  /** Unix time of the first sample in ms. */
  readonly startedAt: number;
  readonly phase: RecorderPhase;
  readonly channels: readonly ChannelStatus[];
  /** The user is asked whether to go on, because nothing was heard for so many minutes; absent: not asked. */
  readonly silentMinutes?: number;
  /** Problems that exist now. A problem that is absent from the next state is solved. */
  readonly problems: readonly Problem[];
}

/** A note that is being made. */
export interface NoteJob {
  readonly request: NoteRequest;
  /** Finished requests to the model, out of `parts`. A short transcript without lines of the user has one. */
  readonly done: number;
  readonly parts: number;
  /** Absent: waits for other notes. */
  readonly step?: PartsDone["step"];
  /** Text that has streamed in so far; empty if the model does not stream. */
  readonly markdown: string;
}

/** Recorder threads, offscreen document, service worker and panels → panels. */
export type LiveEvent =
  /**
   * During a recording five times a second, and every two seconds while no panel is open; at once at every change of phase, and
   * as the answer to `hello`.
   */
  | { readonly type: "state"; readonly state: LiveState }
  /** The stored record of the meeting has changed. */
  | { readonly type: "meeting"; readonly meeting: Meeting }
  /** The delivery queue has been worked through. */
  | { readonly type: "deliveries" }
  /** All notes that are being made, of all meetings. Also the answer to `hello`, if there are any. */
  | { readonly type: "note-jobs"; readonly jobs: readonly NoteJob[] }
  /** A note was stored. */
  | { readonly type: "note"; readonly note: Note }
  | { readonly type: "note-deleted"; readonly meetingId: string; readonly noteId: string }
  /** A final was stored, or a stored turn has changed: its insight, its speaker, an echo, or an edit. */
  | { readonly type: "turn"; readonly turn: Turn }
  /** The speech service has written these words of the channel itself, so they are deleted from its draft turns. */
  | {
      readonly type: "drafts-replaced";
      readonly meetingId: string;
      readonly channel: ChannelName;
      readonly covered: Covered;
    }
  /** Replaces the channel's partial; `null`: it became final or was dropped. */
  | {
      readonly type: "partial";
      readonly meetingId: string;
      readonly channel: ChannelName;
      readonly partial: PartialTurn | null;
    };

/** Panel → recorder threads and offscreen document: it has opened and needs states, partials and note jobs. */
export interface LiveHello {
  readonly type: "hello";
}

/** Panel → recorder threads, every `PRESENT_EVERY_MS` while it can be seen. */
export interface LivePresence {
  readonly type: "present";
}

export const PRESENT_EVERY_MS = 4_000;
