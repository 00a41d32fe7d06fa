/** Length of a recording, and how far its transcript lags behind (docs/architecture.md#the-disk-is-the-queue). */

import { msToSamples, SAMPLE_RATE, samplesToMs } from "../audio/format.ts";
import type { Meeting } from "../meeting.ts";
import type { ChannelStatus } from "../protocol/live.ts";

/** Length of the meeting: channels share one clock, so the longest counts. */
export const recordedMs = (channels: readonly Pick<ChannelStatus, "recordedSamples">[]): number =>
  samplesToMs(Math.max(0, ...channels.map((each) => each.recordedSamples)));

/** Lag of the channel that is furthest behind, in whole seconds. */
export const lagSeconds = (channels: readonly ChannelStatus[]): number =>
  Math.floor(
    Math.max(0, ...channels.map((each) => each.recordedSamples - each.heardSamples)) / SAMPLE_RATE,
  );

/** A channel of a meeting without a running job. */
export interface ChannelOnDisk {
  readonly recordedSamples: number;
  readonly transcribedSamples: number;
}

/** Answers without the disk for most meetings, because no channel is longer than its meeting. */
export function mayBeBehind({ channels, durationMs, soundDeletedAt }: Meeting): boolean {
  const recordedSamples = msToSamples(durationMs);
  return (
    soundDeletedAt === undefined &&
    untranscribedMs(channels.map((channel) => ({ ...channel, recordedSamples }))) > 0
  );
}

/** Less audio holds no word and is not worth a session. */
const WORTH_FINISHING_MS = 1_000;

/** Audio (ms) that the channel furthest behind has not transcribed; 0 if less than a second. */
export function untranscribedMs(channels: readonly ChannelOnDisk[]): number {
  const behind = channels.map((each) => each.recordedSamples - each.transcribedSamples);
  const ms = samplesToMs(Math.max(0, ...behind));
  return ms < WORTH_FINISHING_MS ? 0 : ms;
}

/** How far all channels are transcribed, in ms; `null`: to the end. */
export function transcribedMs(channels: readonly ChannelOnDisk[]): number | null {
  if (untranscribedMs(channels) === 0) return null;
  const behind = channels.filter((each) => each.transcribedSamples < each.recordedSamples);
  return samplesToMs(Math.min(...behind.map((each) => each.transcribedSamples)));
}
