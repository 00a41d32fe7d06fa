/** Requests of the service worker to the offscreen document. */

import type { NoteSubject } from "../meeting.ts";
import type { SectionRequest } from "../notes/section.ts";
import type { Result } from "../problem.ts";
import type { Microphone } from "../recording/source.ts";
import type { Settings } from "../settings/settings.ts";

/** The facts with which a recorder thread begins a meeting. */
export interface MeetingPlan {
  readonly meetingId: string;
  readonly title: string;
  readonly pageUrl: string | null;
  readonly settings: Settings;
}

/** Source of the audio of a tab. */
export type TabCapture =
  /** The stream id can be used once, within seconds. `isMuted`: the user has muted the tab, so it is not played. */
  { readonly streamId: string; readonly isMuted: boolean } | "picker";

/** The sources to open: at least one of them. */
export interface CaptureRequest {
  readonly tab: TabCapture | null;
  /** The chosen device, or Chrome's default one; null: no microphone is recorded. */
  readonly mic: { readonly device: Microphone | null } | null;
}

/** From the durable offset, or from the first sample with the present settings. */
export type TranscribeFrom = "offset" | "start";

/** A note to make. It is stored even if no panel is open. */
export interface NoteRequest {
  readonly meetingId: string;
  readonly subject: NoteSubject;
  /** Made again while the meeting goes on: continues the live note of this subject if there is one. */
  readonly isLive?: boolean;
  /** Changes one section of a note and keeps the rest, as a new version. */
  readonly section?: SectionRequest;
  /** An automatic note: an empty transcript is no failure. */
  readonly isUnasked?: boolean;
}

/** An act on the recording. Each may be repeated: pausing a paused recording changes nothing. */
export type RecordingAct =
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  /** The microphone's channel continues as zeros. */
  | { readonly type: "mute"; readonly isMuted: boolean }
  /** From the shortcut, which does not know whether the microphone is muted. */
  | { readonly type: "toggle-mute" }
  | { readonly type: "bookmark" }
  /** The answer to the question after a long silence. */
  | { readonly type: "go-on" }
  /** New settings for the recording: at once, or with the next session (`SpeechService.reconfiguration`). */
  | { readonly type: "configure"; readonly settings: Settings };

export interface OffscreenRequests {
  readonly record: {
    readonly fields: { readonly capture: CaptureRequest; readonly plan: MeetingPlan };
    readonly answer: Result<{ readonly meetingId: string }>;
  };
  readonly stop: { readonly fields: object; readonly answer: Result<null> };
  readonly act: { readonly fields: { readonly act: RecordingAct }; readonly answer: Result<null> };
  /** The user has muted or unmuted the captured tab; its playback follows. */
  readonly "tab-muted": {
    readonly fields: { readonly isMuted: boolean };
    readonly answer: Result<null>;
  };
  readonly transcribe: {
    readonly fields: {
      readonly meetingId: string;
      readonly from: TranscribeFrom;
      readonly settings: Settings;
    };
    readonly answer: Result<null>;
  };
  readonly "make-note": {
    readonly fields: { readonly request: NoteRequest; readonly settings: Settings };
    readonly answer: Result<null>;
  };
  readonly "cancel-note": {
    readonly fields: { readonly request: NoteRequest };
    readonly answer: Result<null>;
  };
}
