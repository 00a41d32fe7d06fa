/** Report of a soak run: a line a minute, and the figures with their verdict at the end. */

import { samplesToMs } from "../../core/audio/format.ts";
import type { LiveState } from "../../core/protocol/live.ts";
import type { MemoryReading } from "../processes/held-memory.ts";
import { describeCheck, isFaultless, type TimeCodeCheck } from "../time-code/check.ts";
import { BLOCK_MS } from "../time-code/time-code.ts";
import type { SessionCount, SoakOutcome } from "./run.ts";
import type { Measured } from "./surroundings.ts";
import { median } from "../bench/statistics.ts";

/** Growth allowed by test/bench/figures/memory.ts, plus the noise of a reading. */
const HELD_GROWTH = { mbPerMinute: 0.1, noiseMb: 1 };
/** The whole process includes garbage, whose amount depends on the moment of the reading. */
const RESIDENT_GROWTH = { mbPerMinute: 0.5, noiseMb: 30 };
/**
 * Share of the numbers that tab capture may lose on a busy machine; a run that loses more proves nothing. It drops 10 ms at a time, each
 * of which costs a number. What is lost after the audio thread is an unexpected error.
 */
const MAX_LOST_BY_CAPTURE = 0.01;
/** Logged when the database refuses a write, which it does on purpose here. */
const EXPECTED_ERROR = "storing a meeting";
/** Time in which a recording goes on after the loss of the sound server. */
const MAX_LOST_SOUND_MS = 2_000;
/** Median of the time from the network's return to new words, and the longest. */
const MAX_BLIP_MS = { median: 5_000, longest: 20_000 };

export function describeMinute(
  minute: number,
  { phase, channels }: LiveState,
  { opened, lost }: SessionCount,
  memory: MemoryReading,
): string {
  const [channel] = channels;
  const lag = (channel?.recordedSamples ?? 0) - (channel?.heardSamples ?? 0);
  return [
    `${minute} min: ${phase}`,
    `${seconds(channel?.recordedSamples ?? 0)} recorded`,
    `${seconds(lag)} behind`,
    `${opened} sessions, ${lost} of them lost`,
    describeMemory(memory),
  ].join("; ");
}

/** @returns Lines of the report, and objections if the run failed */
export function report(outcome: SoakOutcome): {
  readonly lines: readonly string[];
  readonly objections: readonly string[];
} {
  const { verdict, playedSeconds, recordedSamples, sessions, memory, measured, errors } = outcome;
  const { disk, transcript, samples, turns, shiftMs, missingEndMs } = verdict;
  const lines = [
    `played       ${playedSeconds.toFixed(1)} s, of which the last ${missingEndMs} ms are not in the recording`,
    `captured     ${seconds(recordedSamples)} (${recordedSamples} samples by the recorder's count before Stop)`,
    `on disk      ${seconds(samples)} (${samples} samples), ${numbersOf(disk)} of those played`,
    `shift        ${shiftMs} ms from the first number on disk to the last`,
    `transcribed  ${numbersOf(transcript)} of those on disk, in ${turns} turns`,
    `sessions     ${sessions.opened}, ${sessions.lost} of them lost`,
    `network      ${measured.blips.map(describeBlip).join("; ") || "no blip"}`,
    `sound        ${measured.lostSound.map(({ what, ms }) => `${what} lost, recorded again after ${msToSeconds(ms)}`).join("; ") || "never lost"}`,
    `errors       ${describeErrors(errors)}`,
    `memory       ${describeMemory(memory.before)} warmed up; ${describeMemory(memory.after)} at the end`,
  ];
  const heldMb = memory.after.heldMb - memory.before.heldMb;
  const residentMb = memory.after.residentMb - memory.before.residentMb;
  const most = ({ mbPerMinute, noiseMb }: typeof HELD_GROWTH): number =>
    noiseMb + mbPerMinute * outcome.minutesBetween;
  const blipsMs = measured.blips.map(({ ms }) => ms);
  const lostMs = measured.lostSound.reduce((sum, { ms }) => sum + ms, 0);
  const objections = [
    median(blipsMs) > MAX_BLIP_MS.median &&
      `Words came ${msToSeconds(median(blipsMs))} after the return of the network (median).`,
    Math.max(...blipsMs) > MAX_BLIP_MS.longest &&
      `Words came only ${msToSeconds(Math.max(...blipsMs))} after the return of the network.`,
    measured.lostSound.some(({ ms }) => ms > MAX_LOST_SOUND_MS) &&
      "The loss of the sound server stopped the recording for too long.",
    !isFaultless(transcript) &&
      `The transcript is not the recording: ${describeCheck(transcript)}.`,
    !isFaultless({ ...disk, lost: [] }) &&
      `The recording is not what was played: ${describeCheck(disk)}.`,
    disk.lost.length > disk.expected * MAX_LOST_BY_CAPTURE + lostMs / BLOCK_MS &&
      `Much of what was played was not captured: ${describeCheck(disk)}.`,
    errors.some(({ where }) => where !== EXPECTED_ERROR) &&
      `There were unexpected errors: ${describeErrors(errors)}.`,
    samples < recordedSamples && `The file lacks ${recordedSamples - samples} samples.`,
    transcript.expected === 0 && "Nothing was recorded.",
    heldMb > most(HELD_GROWTH) && `What is held in memory grew by ${heldMb.toFixed(2)} MB.`,
    residentMb > most(RESIDENT_GROWTH) && `The process grew by ${residentMb.toFixed(0)} MB.`,
  ].filter((objection) => objection !== false);
  return { lines, objections };
}

const msToSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const describeBlip = ({ blip, ms }: Measured["blips"][number]): string =>
  `${blip.seconds} s ${blip.outage}${blip.isReported ? "" : ", return not reported"}: words after ${msToSeconds(ms)}`;

const describeErrors = (errors: SoakOutcome["errors"]): string =>
  errors.map(({ count, where, error }) => `${count} × ${where}: ${error}`).join("; ") || "none";

const numbersOf = (check: TimeCodeCheck): string =>
  `${check.expected - check.lost.length} of ${check.expected} numbers${isFaultless(check) ? ", each once" : `: ${describeCheck(check)}`}`;

const seconds = (samples: number): string => `${(samplesToMs(samples) / 1000).toFixed(1)} s`;

const describeMemory = ({ heldMb, residentMb }: MemoryReading): string =>
  `${heldMb.toFixed(2)} MB held, ${residentMb.toFixed(0)} MB resident`;
