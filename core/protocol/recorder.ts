/**
 * The borders of the recorder thread and the audio thread. `Port` is a `MessagePort`, which core has no type for.
 */

import type { Switch } from "../audio/framer.ts";
import type { ChannelName } from "../meeting.ts";
import type { Problem } from "../problem.ts";
import type { LongSilence } from "../recording/long-silence.ts";
import type { Settings } from "../settings/settings.ts";
import type { MeetingPlan, TranscribeFrom } from "./offscreen-requests.ts";
import type { RecorderPhase } from "./live.ts";

/** Source of the frames of one channel. */
export interface ChannelInput<Port> {
  readonly name: ChannelName;
  /** Name of the device or tab, as Chrome has it; may be empty. */
  readonly label: string;
  /** Carries `FramerMessage`s. */
  readonly frames: Port;
}

/** Transcribes a meeting from disk. */
export interface TranscriptionJob {
  readonly meetingId: string;
  readonly from: TranscribeFrom;
  readonly settings: Settings;
}

/** Offscreen document → recorder thread. Each thread works on one meeting. */
export type RecorderCommand<Port> =
  | {
      readonly type: "record";
      readonly plan: MeetingPlan;
      readonly channels: readonly ChannelInput<Port>[];
    }
  | ({ readonly type: "transcribe" } & TranscriptionJob)
  /** The problem of a channel's source; null: it has none. Replaces the one before. */
  | { readonly type: "source"; readonly channel: ChannelName; readonly problem: Problem | null }
  /** The channel's frames come from another framer now, because the audio context died. */
  | { readonly type: "frames"; readonly channel: ChannelName; readonly frames: Port }
  /** The audio context has died, and no other one runs yet. */
  | { readonly type: "audio-lost"; readonly isLost: boolean }
  /** A channel has another source now: a replacement, or the chosen device again. */
  | { readonly type: "label"; readonly channel: ChannelName; readonly label: string }
  | { readonly type: "muted"; readonly channel: ChannelName; readonly isMuted: boolean }
  | { readonly type: "bookmark" }
  /** The question whether to go on, or the pause that followed it; null: neither. Replaces the one before. */
  | { readonly type: "long-silence"; readonly found: LongSilence | null }
  | { readonly type: "configure"; readonly settings: Settings }
  /** Why batched insights are missing; null: they are not. */
  | { readonly type: "insights"; readonly problem: Problem | null }
  /** The sources have ended, because of `problem` if there is one; the framers hand over their last samples. */
  | { readonly type: "end"; readonly problem: Problem | null };

/** Recorder thread → offscreen document. */
export type RecorderReport =
  /** The first frame is on disk, or the transcription has begun. */
  | { readonly type: "begun" }
  | { readonly type: "phase"; readonly phase: RecorderPhase }
  /** The channel has been digital silence for a while, or no longer is: the source may have a problem. */
  | { readonly type: "silence"; readonly channel: ChannelName; readonly isSilent: boolean }
  /** Whole minutes in which no channel delivered audio or words; reported at every change, so 0 as soon as one does. */
  | { readonly type: "unheard"; readonly minutes: number }
  /** The thread cannot begin, or can store no more. The document releases the sources and sends `end`. What was written stays. */
  | { readonly type: "failed"; readonly problem: Problem }
  /**
   * Everything is stored and the sockets are closed: the thread may be terminated. `canGoOn`: the transcript is incomplete for
   * lack of a connection, so a transcription from disk can finish it later.
   */
  | { readonly type: "finished"; readonly canGoOn: boolean };

/** Audio thread → recorder thread. */
export type FramerMessage =
  /**
   * `FRAME_SAMPLES` samples, fewer only in the last frame before a pause or the end; transferred, so the receiver owns them.
   * `peak`: linear, 0–1, before rounding to 16 bits; exactly 0 means digital silence.
   */
  | { readonly type: "frame"; readonly samples: Int16Array<ArrayBuffer>; readonly peak: number }
  /** No frame follows until `resumed`; all channels of a meeting pause and resume at the same sample. */
  | { readonly type: "paused" }
  | { readonly type: "resumed" }
  /** Another framer continues. `samples`: as for `ended`. */
  | { readonly type: "cut"; readonly samples: number }
  /** `samples`: how many all frames held, for comparison with the receiver's count. */
  | { readonly type: "ended"; readonly samples: number };

/** Offscreen document → audio thread. */
export type FramerCommand<Port> =
  | { readonly type: "frames-to"; readonly port: Port }
  /** At this sample frame of the context, counted at 16 kHz; the same for all channels. `end` hands over the last samples. */
  | { readonly type: Switch; readonly atFrame: number }
  /** Hand over what is held, without waiting for a block. */
  | { readonly type: "cut" }
  /** Writes zeros instead of the input. */
  | { readonly type: "mute"; readonly isMuted: boolean };

/** Audio thread → offscreen document, on the port of the node. */
export type FramerReport =
  /** After `end`: the last samples are handed over, so the context may be closed. */
  { readonly type: "ended" };
