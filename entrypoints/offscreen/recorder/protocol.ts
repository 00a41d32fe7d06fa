/** The borders of the recorder thread: to the offscreen document that started it, and to the audio thread. */

import type { Switch } from "../../../core/audio/framer.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import type { Problem } from "../../../core/problem.ts";
import type { MeetingPlan, TranscribeFrom } from "../../../core/protocol/control.ts";
import type { RecorderPhase } from "../../../core/protocol/live.ts";
import type { Settings } from "../../../core/settings/settings.ts";

/** Where the frames of one channel come from. */
export interface ChannelInput {
  readonly name: ChannelName;
  /** The device or tab, as Chrome names it; may be empty. */
  readonly label: string;
  /** Carries `FramerMessage`s. */
  readonly frames: MessagePort;
}

/** What is on disk of a meeting, from where its transcript was left or all of it again. */
export interface TranscriptionJob {
  readonly meetingId: string;
  readonly from: TranscribeFrom;
  readonly settings: Settings;
}

/** Offscreen document → recorder thread. One thread is at work on one meeting. */
export type RecorderCommand =
  | {
      readonly type: "record";
      readonly plan: MeetingPlan;
      readonly channels: readonly ChannelInput[];
    }
  | ({ readonly type: "transcribe" } & TranscriptionJob)
  /** What is wrong with the source of a channel, null where nothing is: replaces what was said of it before. */
  | { readonly type: "source"; readonly channel: ChannelName; readonly problem: Problem | null }
  /** A channel has another source now: the device it fell back to, or the one that is there again. */
  | { readonly type: "label"; readonly channel: ChannelName; readonly label: string }
  | { readonly type: "muted"; readonly channel: ChannelName; readonly isMuted: boolean }
  | { readonly type: "bookmark" }
  | { readonly type: "configure"; readonly settings: Settings }
  /** Why insights that are not the speech service's are missing; null: they are not. */
  | { readonly type: "insights"; readonly problem: Problem | null }
  /** The sources have ended, for `problem`'s reason if there is one; the framers are handing over their last samples. */
  | { readonly type: "end"; readonly problem: Problem | null };

/** Recorder thread → offscreen document. */
export type RecorderReport =
  /** The first frame is on disk, or the transcription has begun. */
  | { readonly type: "begun" }
  | { readonly type: "phase"; readonly phase: RecorderPhase }
  /** Nothing but digital silence has come for a while, or sound has come again: somebody should look at the source. */
  | { readonly type: "silence"; readonly channel: ChannelName; readonly isSilent: boolean }
  /** It can't begin, or the disk takes no more: let go of the sources and say `end`. What was written stays. */
  | { readonly type: "failed"; readonly problem: Problem }
  /**
   * Everything is stored and the sockets are closed: the thread may be ended. `canGoOn`: for lack of a connection not all is
   * transcribed, and a transcription from disk can do it when there is one.
   */
  | { readonly type: "finished"; readonly canGoOn: boolean };

/** Audio thread → recorder thread. */
export type FramerMessage =
  /**
   * `FRAME_SAMPLES` samples, fewer only in the last frame before a pause or the end; transferred, so the receiver owns them.
   * `peak`: linear, 0–1, before they were rounded to 16 bits; exactly 0 means digital silence.
   */
  | { readonly type: "frame"; readonly samples: Int16Array<ArrayBuffer>; readonly peak: number }
  /** No frame comes until `resumed`; all channels of a meeting pause and resume at the same sample. */
  | { readonly type: "paused" }
  | { readonly type: "resumed" }
  /** `samples`: how many the frames held in all, for whoever has counted too. */
  | { readonly type: "ended"; readonly samples: number };

/** Offscreen document → audio thread. Switches happen at a sample frame of the context, the same for all channels; counted at 16 kHz. */
export type FramerCommand =
  | { readonly type: "frames-to"; readonly port: MessagePort }
  /** `end`: hand over the last samples, and say `ended` to the recorder thread and to the document. */
  | { readonly type: Switch; readonly atFrame: number }
  /** Writes zeros in place of what comes. */
  | { readonly type: "mute"; readonly isMuted: boolean };
