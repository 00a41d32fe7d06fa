/** The visible ledger of a live meeting: how much is on disk, and how far the transcript is behind it (design.md §1). */

import { SAMPLE_RATE, samplesToMs } from "./audio/format.ts";
import type { ChannelLedger } from "./protocol/live.ts";

/** The channels share one clock; the longest is the length of the meeting. */
export const recordedMs = (channels: readonly ChannelLedger[]): number =>
  samplesToMs(Math.max(0, ...channels.map((each) => each.recordedSamples)));

/** Whole seconds of the channel that is furthest behind. */
export const behindSeconds = (channels: readonly ChannelLedger[]): number =>
  Math.floor(
    Math.max(0, ...channels.map((each) => each.recordedSamples - each.heardSamples)) / SAMPLE_RATE,
  );

/** Linear peak 0–1 of the loudest channel. */
export const loudestPeak = (channels: readonly ChannelLedger[]): number =>
  Math.max(0, ...channels.map((each) => each.peak));
