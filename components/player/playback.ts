/** Playback of a meeting, as the player provides it to the transcript, and types of the player's parts. */

import type { InjectionKey, Ref } from "vue";
import type { ChannelName } from "../../core/meeting.ts";

export interface Playback {
  readonly canPlay: Readonly<Ref<boolean>>;
  readonly isPlaying: Readonly<Ref<boolean>>;
  /** The user has played or sought in the shown meeting, so `positionMs` is meaningful. */
  readonly isActive: Readonly<Ref<boolean>>;
  readonly positionMs: Readonly<Ref<number>>;
  readonly audibleChannels: Readonly<Ref<readonly ChannelName[]>>;
  playFrom(ms: number): void;
}

export const PLAYBACK: InjectionKey<Playback> = Symbol("playback");

export type ChannelChoice = ChannelName | "both";

export interface ChannelPeaks {
  readonly name: ChannelName;
  /** One peak per `PEAK_MS` (`core/audio/peaks.ts`). */
  readonly peaks: Uint8Array<ArrayBuffer>;
}

export const SKIP_MS = 5_000;
