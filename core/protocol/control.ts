/** The border of commands: panel → service worker → offscreen document, over `runtime.sendMessage` (JSON; never sound). */

import type { RecorderPhase } from "./live.ts";
import type { Problem, Result } from "../problem.ts";
import type { Settings } from "../settings.ts";

/** The tab to record, as the panel sees it at the moment of Start. */
export interface TabSource {
  readonly tabId: number;
  readonly title: string;
  readonly url: string;
}

/** What the recorder thread needs to begin a meeting. */
export interface MeetingPlan {
  readonly meetingId: string;
  readonly title: string;
  readonly pageUrl: string | null;
  readonly settings: Settings;
}

/** From the durable offset, or from the first sample with the present settings. */
export type TranscribeFrom = "offset" | "start";

export type ControlMessage =
  /** Panel → service worker. Answers `Result<{ meetingId }>` once the first frame is on its way to disk. */
  | { readonly to: "background"; readonly type: "start"; readonly tab: TabSource }
  /** Panel → service worker. Answers `Result<null>` when capture has ended; saving goes on and shows in the live state. */
  | { readonly to: "background"; readonly type: "stop" }
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
   * Offscreen document → service worker: the phase of the meeting that is being recorded. Up to `saved` the badge says so, the
   * machine stays awake and the captured tab stays loaded. Answers `Result<null>`.
   */
  | { readonly to: "background"; readonly type: "phase"; readonly phase: RecorderPhase }
  /**
   * Offscreen document → service worker, every few seconds while recording: is the page of the captured tab alive? A crash
   * fires no event, so somebody must look. Answers `Result<Problem | null>`.
   */
  | { readonly to: "background"; readonly type: "look-at-source" }
  /** Offscreen document → service worker: nothing is recorded or transcribed any more, and it is closing. */
  | { readonly to: "background"; readonly type: "idle" }
  /** Service worker → offscreen document. The stream id is single-use and seconds old. */
  | {
      readonly to: "offscreen";
      readonly type: "capture-tab";
      readonly streamId: string;
      readonly plan: MeetingPlan;
    }
  | { readonly to: "offscreen"; readonly type: "stop" }
  | {
      readonly to: "offscreen";
      readonly type: "transcribe";
      readonly meetingId: string;
      readonly from: TranscribeFrom;
      readonly settings: Settings;
    };

export type StartResult = Result<{ readonly meetingId: string }>;
export type StopResult = Result<null>;
export type TranscribeResult = Result<null>;
/** What is wrong with the page that is being recorded; null where nothing is. */
export type SourceResult = Result<Problem | null>;
