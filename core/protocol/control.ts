/** The border of commands: panel → service worker → offscreen document, over `runtime.sendMessage` (JSON; never sound). */

import type { RecorderPhase } from "./live.ts";
import type { NoteSubject } from "../meeting.ts";
import type { Problem, Result } from "../problem.ts";
import type { Settings } from "../settings/settings.ts";
import type { Microphone } from "../recording/source.ts";

/** The tab to record, as the panel sees it at the moment of Start. */
export interface TabSource {
  readonly tabId: number;
  readonly title: string;
  readonly url: string;
}

/** What is to be recorded, as the person sees it at the moment of Start. */
export type StartRequest =
  | { readonly source: "tab" | "both"; readonly tab: TabSource }
  /** Chrome's own picker chooses the tab: the way that needs no toolbar click. */
  | { readonly source: "tab" | "both"; readonly tab: "picker" }
  | { readonly source: "mic" };

/** What the recorder thread needs to begin a meeting. */
export interface MeetingPlan {
  readonly meetingId: string;
  readonly title: string;
  readonly pageUrl: string | null;
  readonly settings: Settings;
}

/** Where the sound of a tab comes from. */
export type TabCapture =
  /** Single-use and seconds old. `isMuted`: the user has muted the tab, so it is not to be heard. */
  { readonly streamId: string; readonly isMuted: boolean } | "picker";

/** What to open: at least one of them. */
export interface CaptureRequest {
  readonly tab: TabCapture | null;
  /** The chosen device, or Chrome's default one; null where no microphone is recorded. */
  readonly mic: { readonly device: Microphone | null } | null;
}

/** A note to be made. It is stored like everything else, whoever is still looking. */
export interface NoteRequest {
  readonly meetingId: string;
  readonly subject: NoteSubject;
  /** Refreshed while the meeting goes on: continues the live note of this subject, if there is one. */
  readonly isLive?: boolean;
  /** Nobody has asked for it: where there is nothing to sum up, nothing is said. */
  readonly isUnasked?: boolean;
}

/** From the durable offset, or from the first sample with the present settings. */
export type TranscribeFrom = "offset" | "start";

export type ControlMessage =
  /** Panel → service worker. Answers `Result<{ meetingId }>` once the first frame is on its way to disk. */
  | { readonly to: "background"; readonly type: "start"; readonly request: StartRequest }
  /** Panel → service worker. Answers `Result<null>` when capture has ended; saving goes on and shows in the live state. */
  | { readonly to: "background"; readonly type: "stop" }
  /**
   * Panel → service worker: act on the recording under way; where there is none, nothing happens. Answers `Result<null>` when
   * it is done. Shortcuts do the same.
   */
  | { readonly to: "background"; readonly type: "act"; readonly act: RecordingAct }
  /**
   * Panel → service worker. Transcribes what is on disk: from the durable offset on, or all of it again, which replaces the
   * present transcript. Answers `Result<null>` when it has begun; it goes on by itself, through whatever the network does.
   */
  | {
      readonly to: "background";
      readonly type: "transcribe";
      readonly meetingId: string;
      readonly from: TranscribeFrom;
    }
  /**
   * Panel → service worker: make a note of what the transcript holds by now. Answers `Result<null>` when it has begun; the live
   * channel tells how it goes on.
   */
  | { readonly to: "background"; readonly type: "make-note"; readonly request: NoteRequest }
  /** Panel → service worker. Answers `Result<null>`; a note that is made already stays. */
  | { readonly to: "background"; readonly type: "cancel-note"; readonly request: NoteRequest }
  /**
   * Offscreen document → service worker: the phase of the meeting that is being recorded, and whether its microphone is muted
   * (absent: it is not); again when either changes. Up to `saved` the badge says so, the machine stays awake but in a pause,
   * and the captured tab stays loaded. Answers `Result<null>`.
   */
  | {
      readonly to: "background";
      readonly type: "phase";
      readonly phase: RecorderPhase;
      readonly isMuted?: boolean;
    }
  /**
   * Offscreen document → service worker, every few seconds while recording: is the page of the captured tab alive? A crash
   * fires no event, so somebody must look. Answers `Result<Problem | null>`.
   */
  | { readonly to: "background"; readonly type: "look-at-source" }
  /** Offscreen document → service worker: nothing is recorded or transcribed any more, and it is closing. */
  | { readonly to: "background"; readonly type: "idle" }
  /** Service worker → offscreen document. */
  | {
      readonly to: "offscreen";
      readonly type: "record";
      readonly capture: CaptureRequest;
      readonly plan: MeetingPlan;
    }
  | {
      readonly to: "offscreen";
      readonly type: "make-note";
      readonly request: NoteRequest;
      readonly settings: Settings;
    }
  | { readonly to: "offscreen"; readonly type: "cancel-note"; readonly request: NoteRequest }
  | { readonly to: "offscreen"; readonly type: "stop" }
  | { readonly to: "offscreen"; readonly type: "act"; readonly act: RecordingAct }
  /** The user has muted the captured tab, or unmuted it: what plays it on does the same. */
  | { readonly to: "offscreen"; readonly type: "tab-muted"; readonly isMuted: boolean }
  | {
      readonly to: "offscreen";
      readonly type: "transcribe";
      readonly meetingId: string;
      readonly from: TranscribeFrom;
      readonly settings: Settings;
    };

/** What can be done to a recording while it runs. Each may be repeated: pausing what is paused changes nothing. */
export type RecordingAct =
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  /** The microphone's channel goes on as silence. */
  | { readonly type: "mute"; readonly isMuted: boolean }
  /** From the shortcut, which does not know what holds. */
  | { readonly type: "toggle-mute" }
  | { readonly type: "bookmark" }
  /** New settings hold for the recording under way: at once, or with the next speech session (`core/speech/reconfigure.ts`). */
  | { readonly type: "configure"; readonly settings: Settings };

export type NoteResult = Result<null>;
export type StartResult = Result<{ readonly meetingId: string }>;
export type StopResult = Result<null>;
export type TranscribeResult = Result<null>;
/** What is wrong with the page that is being recorded; null where nothing is. */
export type SourceResult = Result<Problem | null>;
