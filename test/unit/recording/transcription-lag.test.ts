import { expect, it } from "vitest";
import {
  lagSeconds,
  recordedMs,
  untranscribedMs,
} from "../../../core/recording/transcription-lag.ts";
import type { ChannelStatus } from "../../../core/protocol/live.ts";

const channel = (recordedSamples: number, heardSamples: number): ChannelStatus => ({
  name: "tab",
  label: "",
  isMuted: false,
  health: { frames: "flowing", sound: "sound", service: "live", disk: "writing" },
  recordedSamples,
  heardSamples,
  peak: 0,
  ignoredMessages: 0,
});

it.each([
  ["no channel", [], 0, 0],
  ["a second that is heard", [channel(16_000, 16_000)], 1_000, 0],
  ["less than a second behind", [channel(32_000, 16_001)], 2_000, 0],
  ["three seconds behind", [channel(160_000, 112_000)], 10_000, 3],
  ["the worse of two channels", [channel(160_000, 160_000), channel(160_000, 0)], 10_000, 10],
  ["heard more than recorded", [channel(16_000, 17_000)], 1_000, 0],
])("length and lag of %s", (_, channels, length, behind) => {
  expect(recordedMs(channels)).toBe(length);
  expect(lagSeconds(channels)).toBe(behind);
});

const onDisk = (recordedSamples: number, transcribedSamples: number) => ({
  recordedSamples,
  transcribedSamples,
});

it.each([
  ["no channel", [], 0],
  ["a meeting that is transcribed to its end", [onDisk(160_000, 160_000)], 0],
  ["less than a second", [onDisk(160_000, 144_001)], 0],
  ["a second", [onDisk(160_000, 144_000)], 1_000],
  ["the channel that is furthest behind", [onDisk(160_000, 160_000), onDisk(160_000, 0)], 10_000],
  ["an offset beyond the end of the file", [onDisk(0, 16_000)], 0],
])("untranscribedMs of %s", (_, channels, expected) => {
  expect(untranscribedMs(channels)).toBe(expected);
});
