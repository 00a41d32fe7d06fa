/** The proof that a channel is being captured, in words: one for the whole, and one for each of its four stages. */

import { i18n } from "#i18n";
import type { ChannelHealth } from "../../core/protocol/live.ts";

/** `good`: as it should be. `idle`: nothing is to come now. `bad`: somebody should look. */
type Tone = "good" | "idle" | "bad";

export interface Light {
  readonly word: string;
  readonly tone: Tone;
}

export interface StageHealth extends Light {
  readonly stage: string;
}

const FRAMES = {
  waiting: ["light.waiting", "idle"],
  flowing: ["light.flowing", "good"],
  stopped: ["light.stopped", "bad"],
  paused: ["light.paused", "idle"],
} as const satisfies Record<ChannelHealth["frames"], readonly [string, Tone]>;

const SOUND = {
  none: ["light.waiting", "idle"],
  muted: ["light.muted", "idle"],
  silence: ["light.silence", "bad"],
  quiet: ["light.quiet", "good"],
  sound: ["light.hearing", "good"],
} as const satisfies Record<ChannelHealth["sound"], readonly [string, Tone]>;

const SERVICE = {
  connecting: ["light.connecting", "idle"],
  live: ["light.connected", "good"],
  lost: ["light.lost", "bad"],
  closed: ["light.closed", "idle"],
} as const satisfies Record<ChannelHealth["service"], readonly [string, Tone]>;

const DISK = {
  none: ["light.waiting", "idle"],
  writing: ["light.writing", "good"],
  waiting: ["light.diskWaiting", "bad"],
  failed: ["light.diskFailed", "bad"],
} as const satisfies Record<ChannelHealth["disk"], readonly [string, Tone]>;

/** What stands in the way speaks for the whole; where nothing does, what is heard. */
export function summaryHealth({ frames, sound, disk }: ChannelHealth): Light {
  if (disk === "failed") return light(["light.notSaved", "bad"]);
  if (frames === "stopped") return light(["light.noSound", "bad"]);
  return light(frames === "flowing" ? SOUND[sound] : FRAMES[frames]);
}

/** In the order in which sound passes them. */
export const stageHealth = (health: ChannelHealth): readonly StageHealth[] => [
  { stage: i18n.t("light.frames"), ...light(FRAMES[health.frames]) },
  { stage: i18n.t("light.sound"), ...light(SOUND[health.sound]) },
  { stage: i18n.t("light.connection"), ...light(SERVICE[health.service]) },
  { stage: i18n.t("light.disk"), ...light(DISK[health.disk]) },
];

type Entry =
  | (typeof FRAMES)[keyof typeof FRAMES]
  | (typeof SOUND)[keyof typeof SOUND]
  | (typeof SERVICE)[keyof typeof SERVICE]
  | (typeof DISK)[keyof typeof DISK]
  | readonly ["light.notSaved" | "light.noSound", "bad"];

const light = ([key, tone]: Entry): Light => ({ word: i18n.t(key), tone });
