/** Hearing a meeting: what is handed down to where it is read, past everything between, and what the player is given. */

import type { InjectionKey, Ref } from "vue";
import type { ChannelName } from "../../core/meeting.ts";

export interface Playback {
  readonly canPlay: Readonly<Ref<boolean>>;
  readonly isPlaying: Readonly<Ref<boolean>>;
  /** Something of the meeting on show was played or looked for, so `positionMs` is where the person is. */
  readonly isActive: Readonly<Ref<boolean>>;
  readonly positionMs: Readonly<Ref<number>>;
  /** Those that are not silenced. */
  readonly heardChannels: Readonly<Ref<readonly ChannelName[]>>;
  playFrom(ms: number): void;
}

export const PLAYBACK: InjectionKey<Playback> = Symbol("playback");

export type ChannelChoice = ChannelName | "both";

export interface ChannelPeaks {
  readonly name: ChannelName;
  /** `core/audio/peaks.ts`. */
  readonly peaks: Uint8Array<ArrayBuffer>;
}

export const SKIP_MS = 5_000;
