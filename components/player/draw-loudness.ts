/**
 * Draws the loudness of a meeting as thin bars, the remote side above the middle and the user's side below. Bars with
 * recognised words are stronger than bars of noise; bars already played are opaque.
 */

import { columnsOf, PEAK_MS } from "../../core/audio/peaks.ts";
import type { ChannelName } from "../../core/meeting.ts";
import type { ChannelPeaks } from "./playback.ts";

export interface SpokenSpan {
  readonly channel: ChannelName;
  readonly startMs: number;
  readonly endMs: number;
}

export interface LoudnessColumns {
  readonly name: ChannelName;
  readonly peaks: Uint8Array;
  /** True for columns in which words were recognised. */
  readonly isSpoken: readonly boolean[];
}

/** CSS colours. */
export interface LoudnessColours extends Readonly<Record<ChannelName, string>> {
  readonly bookmark: string;
  readonly position: string;
}

export interface LoudnessPicture {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly channels: readonly LoudnessColumns[];
  /** Share of the length, 0–1. */
  readonly played: number;
  /** Shares of the length, 0–1. */
  readonly bookmarks: readonly number[];
  readonly colours: LoudnessColours;
}

const BAR_PX = 2;
const STEP_PX = 3;
const BOOKMARK_PX = 6;
const LOUDEST = 255;
const ALPHA = { played: 1, spoken: 0.55, noise: 0.25 };

export const columnCount = (width: number): number => Math.floor(width / STEP_PX);

export const loudnessColumns = (
  { name, peaks }: ChannelPeaks,
  spans: readonly SpokenSpan[],
  { lengthMs, count }: { readonly lengthMs: number; readonly count: number },
): LoudnessColumns => {
  const isSpoken = Array.from({ length: count }, () => false);
  for (const { channel, startMs, endMs } of spans) {
    if (channel !== name) continue;
    const from = Math.floor((startMs / lengthMs) * count);
    isSpoken.fill(true, from, Math.max(from + 1, Math.ceil((endMs / lengthMs) * count)));
  }
  return { name, peaks: columnsOf(peaks, lengthMs / PEAK_MS, count), isSpoken };
};

export function drawLoudness(context: CanvasRenderingContext2D, picture: LoudnessPicture): void {
  const { width, height, channels, played, bookmarks, colours } = picture;
  context.clearRect(0, 0, width, height);
  for (const channel of channels) drawChannel(context, picture, channel);
  context.globalAlpha = 1;
  context.fillStyle = colours.bookmark;
  for (const place of bookmarks) context.fillRect(place * width - 1, 0, 2, BOOKMARK_PX);
  context.fillStyle = colours.position;
  context.fillRect(Math.min(width - 2, Math.max(0, played * width - 1)), 0, 2, height);
}

function drawChannel(
  context: CanvasRenderingContext2D,
  { width, height, channels, played, colours }: LoudnessPicture,
  { name, peaks, isSpoken }: LoudnessColumns,
): void {
  const half = height / 2;
  const isAlone = channels.length === 1;
  context.fillStyle = colours[name];
  for (const [column, peak] of peaks.entries()) {
    const x = column * STEP_PX;
    const isPlayed = x < played * width;
    context.globalAlpha = ALPHA[isPlayed ? "played" : isSpoken[column] ? "spoken" : "noise"];
    // Silence is drawn as a dot, so that the whole length is visible.
    const tall = Math.max(0.5, (peak / LOUDEST) * (half - 0.5));
    const y = name === "tab" || isAlone ? half - tall : half + 0.5;
    context.fillRect(x, y, BAR_PX, isAlone ? 2 * tall : tall);
  }
}
