/** The visible ledger of a meeting: how much is on disk, and how far the transcript is behind it (design.md §1). */

import { msToSamples, SAMPLE_RATE, samplesToMs } from "../audio/format.ts";
import type { Meeting } from "../meeting.ts";
import type { ChannelStatus } from "../protocol/live.ts";

/** The channels share one clock; the longest is the length of the meeting. */
export const recordedMs = (channels: readonly Pick<ChannelStatus, "recordedSamples">[]): number =>
  samplesToMs(Math.max(0, ...channels.map((each) => each.recordedSamples)));

/** Whole seconds of the channel that is furthest behind. */
export const lagSeconds = (channels: readonly ChannelStatus[]): number =>
  Math.floor(
    Math.max(0, ...channels.map((each) => each.recordedSamples - each.heardSamples)) / SAMPLE_RATE,
  );

/** A channel of a meeting that nobody is at work on: what lies on disk, and how far its transcript has come. */
export interface ChannelOnDisk {
  readonly recordedSamples: number;
  readonly transcribedSamples: number;
}

/** No channel is longer than its meeting, so of most meetings the disk need not be asked. */
export function mayBeBehind({ channels, durationMs, soundDeletedAt }: Meeting): boolean {
  const recordedSamples = msToSamples(durationMs);
  return (
    soundDeletedAt === undefined &&
    untranscribedMs(channels.map((channel) => ({ ...channel, recordedSamples }))) > 0
  );
}

/** Less than this holds no word, and is not worth a session. */
const WORTH_FINISHING_MS = 1_000;

/** How much the channel that is furthest behind has not transcribed yet, in ms; 0 where that is less than a second. */
export function untranscribedMs(channels: readonly ChannelOnDisk[]): number {
  const behind = channels.map((each) => each.recordedSamples - each.transcribedSamples);
  const ms = samplesToMs(Math.max(0, ...behind));
  return ms < WORTH_FINISHING_MS ? 0 : ms;
}
