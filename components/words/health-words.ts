/** Words for the health of a channel: one for the channel as a whole, and one for each of its four stages. */

import { i18n } from "#i18n";
import type { ChannelHealth } from "../../core/protocol/live.ts";

/** `idle`: nothing is expected now. `bad`: needs the user's attention. */
type Tone = "good" | "idle" | "bad";

interface HealthWord {
  readonly word: string;
  readonly tone: Tone;
}

interface StageHealth extends HealthWord {
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

/** Returns the worst failure, or else what is heard. */
export function healthSummary({ frames, sound, disk }: ChannelHealth): HealthWord {
  if (disk === "failed") return healthWord(["light.notSaved", "bad"]);
  if (frames === "stopped") return healthWord(["light.noSound", "bad"]);
  return healthWord(frames === "flowing" ? SOUND[sound] : FRAMES[frames]);
}

/** Returns the stages in the order in which audio passes them. */
export const stageHealth = (health: ChannelHealth): readonly StageHealth[] => [
  { stage: i18n.t("light.frames"), ...healthWord(FRAMES[health.frames]) },
  { stage: i18n.t("light.sound"), ...healthWord(SOUND[health.sound]) },
  { stage: i18n.t("light.connection"), ...healthWord(SERVICE[health.service]) },
  { stage: i18n.t("light.disk"), ...healthWord(DISK[health.disk]) },
];

type Entry =
  | (typeof FRAMES)[keyof typeof FRAMES]
  | (typeof SOUND)[keyof typeof SOUND]
  | (typeof SERVICE)[keyof typeof SERVICE]
  | (typeof DISK)[keyof typeof DISK]
  | readonly ["light.notSaved" | "light.noSound", "bad"];

const healthWord = ([key, tone]: Entry): HealthWord => ({ word: i18n.t(key), tone });
