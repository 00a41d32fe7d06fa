/** The borders of the recorder thread: to the offscreen document that started it, and to the audio thread. */

import type { ChannelName } from "../../../core/meeting.ts";
import type { Problem } from "../../../core/problem.ts";
import type { MeetingPlan } from "../../../core/protocol/control.ts";
import type { RecorderPhase } from "../../../core/protocol/live.ts";

/** Where the frames of one channel come from. */
export interface ChannelInput {
  readonly name: ChannelName;
  /** Carries `FramerMessage`s. */
  readonly frames: MessagePort;
}

/** Offscreen document → recorder thread. One thread records one meeting. */
export type RecorderCommand =
  | {
      readonly type: "begin";
      readonly plan: MeetingPlan;
      readonly channels: readonly ChannelInput[];
    }
  /** The sources have ended, for `problem`'s reason if there is one; the framers are handing over their last samples. */
  | { readonly type: "end"; readonly problem: Problem | null };

/** Recorder thread → offscreen document. */
export type RecorderReport =
  /** The first frame is on disk. */
  | { readonly type: "recording" }
  | { readonly type: "phase"; readonly phase: RecorderPhase }
  /** It can't begin, or the disk takes no more: let go of the sources and say `end`. What was written stays. */
  | { readonly type: "failed"; readonly problem: Problem }
  /** Everything is stored and the sockets are closed: the thread may be ended. */
  | { readonly type: "finished" };

/** Audio thread → recorder thread. */
export type FramerMessage =
  /** `FRAME_SAMPLES` samples, fewer only in the last frame; transferred, so the receiver owns them. */
  | { readonly type: "frame"; readonly samples: Int16Array<ArrayBuffer> }
  | { readonly type: "ended" };

/** Offscreen document → audio thread. */
export type FramerCommand =
  | { readonly type: "frames-to"; readonly port: MessagePort }
  /** Hand over the last samples, say `ended`, and stop. */
  | { readonly type: "end" };
