/** Requests to the service worker, from panels and from the offscreen document. */

import type { LineChange } from "../notes/own-lines.ts";
import type { Problem, Result } from "../problem.ts";
import type { RecorderPhase } from "./live.ts";
import type { NoteRequest, RecordingAct, TranscribeFrom } from "./offscreen-requests.ts";

/** The tab to record, as the panel sees it at Start. */
export interface TabSource {
  readonly tabId: number;
  readonly title: string;
  readonly url: string;
}

/** The user's choice of sources. */
export type StartRequest =
  | { readonly source: "tab" | "both"; readonly tab: TabSource }
  /** The user picks the tab in Chrome's own dialog: the way without a toolbar click. */
  | { readonly source: "tab" | "both"; readonly tab: "picker" }
  | { readonly source: "mic" };

export interface PanelRequests {
  /** Answered when the first frame is on its way to disk. */
  readonly start: {
    readonly fields: { readonly request: StartRequest };
    readonly answer: Result<{ readonly meetingId: string }>;
  };
  /** Answered when capture has ended; saving goes on and shows in the live state. */
  readonly stop: { readonly fields: object; readonly answer: Result<null> };
  /** Answered when the act is done; without a recording nothing happens. Shortcuts do the same. */
  readonly act: { readonly fields: { readonly act: RecordingAct }; readonly answer: Result<null> };
  /**
   * Transcribes the audio on disk: from the durable offset, or from the start, which replaces the present transcript. Answered
   * when it has begun; it then continues without the panel, through network failures too.
   */
  readonly transcribe: {
    readonly fields: { readonly meetingId: string; readonly from: TranscribeFrom };
    readonly answer: Result<null>;
  };
  /** Stores what was typed last into the notepad of a panel that closes. */
  readonly "edit-lines": {
    readonly fields: { readonly meetingId: string; readonly changes: readonly LineChange[] };
    readonly answer: Result<null>;
  };
  /** Looks at the delivery queue now. Answered at once. */
  readonly deliver: { readonly fields: object; readonly answer: Result<null> };
  /** Makes a note of the transcript so far. Answered when it has begun; the live channel carries its progress. */
  readonly "make-note": {
    readonly fields: { readonly request: NoteRequest };
    readonly answer: Result<null>;
  };
  /** A note that is already made stays. */
  readonly "cancel-note": {
    readonly fields: { readonly request: NoteRequest };
    readonly answer: Result<null>;
  };
}

export interface OffscreenReports {
  /**
   * The phase of the recording, whether its microphone is muted, and whether the user is asked if it is to go on (absent: no); sent
   * when one of them changes. Until `saved` the badge shows it, the machine stays awake except in a pause, and the captured tab
   * stays loaded.
   */
  readonly phase: {
    readonly fields: {
      readonly phase: RecorderPhase;
      readonly isMuted?: boolean;
      readonly isAsked?: boolean;
    };
    readonly answer: Result<null>;
  };
  /**
   * Asks for the problem of the captured page; null: none. Sent every few seconds while a recording is silent, because a
   * crashed page fires no event.
   */
  readonly "look-at-source": { readonly fields: object; readonly answer: Result<Problem | null> };
  /** Automatic notes of a whole meeting were made. */
  readonly "notes-ready": {
    readonly fields: { readonly meetingId: string };
    readonly answer: Result<null>;
  };
  /** The offscreen document has no job left and closes. */
  readonly idle: { readonly fields: object; readonly answer: Result<null> };
}
