/**
 * The verdict on a recorded meeting of time-coded sound. What is on disk is the truth for the transcript; whether it is what
 * was played is another question, since capture itself may lose sound on a busy machine.
 */

import type { Page } from "puppeteer-core";
import { SAMPLE_RATE } from "../../core/audio/format.ts";
import type { ChannelName, Turn } from "../../core/meeting.ts";
import { BLOCK_MS, createTimeCodeDecoder, type HeardBlock } from "./time-code.ts";
import { checkTimeCode, type TimeCodeCheck } from "./check.ts";
import { numbersSaid } from "./phrases.ts";
import { storedAudio, storedTurns } from "./stored.ts";

export interface MeetingVerdict {
  readonly samples: number;
  readonly turns: number;
  /** The recording, against what was played up to the last number in it. */
  readonly disk: TimeCodeCheck;
  /** The transcript, against the recording. */
  readonly transcript: TimeCodeCheck;
  /** How much earlier (below 0) or later the last number lies in the recording than the first one promised. */
  readonly shiftMs: number;
  /** How much of what was played lies behind the last number in the recording: the time it takes to arrive there. */
  readonly missingEndMs: number;
}

/** Of a meeting that began before the page played from its beginning, and played so long. */
export async function judgeMeeting(
  page: Page,
  meetingId: string,
  playedSeconds: number,
): Promise<MeetingVerdict> {
  const sound = await storedAudio(page, meetingId);
  const turns = await storedTurns(page, meetingId);
  const blocks = blocksIn(sound);
  const recorded = blocks.map(({ number }) => number);
  const playedBlocks = Math.floor((playedSeconds * 1000) / BLOCK_MS);
  const end = Math.max(...recorded, -1) + 1;
  return {
    samples: sound.length,
    turns: turns.length,
    disk: checkTimeCode(numbersSaid(0, end), recorded),
    transcript: checkTimeCode([...new Set(recorded)], numbersTold(turns)),
    shiftMs: delayMs(blocks.at(-1)) - delayMs(blocks[0]),
    missingEndMs: numbersSaid(end, playedBlocks).length * BLOCK_MS,
  };
}

export interface ChannelVerdict {
  readonly samples: number;
  /** The numbers in the recording, each with its place there, in their order. */
  readonly recorded: readonly HeardBlock[];
  /** The transcript, against the recording. */
  readonly transcript: TimeCodeCheck;
}

/** Of one channel, whatever was played. */
export async function judgeChannel(
  page: Page,
  meetingId: string,
  channel: ChannelName,
): Promise<ChannelVerdict> {
  const sound = await storedAudio(page, meetingId, channel);
  const turns = await storedTurns(page, meetingId);
  const recorded = blocksIn(sound);
  return {
    samples: sound.length,
    recorded,
    transcript: checkTimeCode(
      recorded.map(({ number }) => number),
      numbersTold(turns.filter((turn) => turn.channel === channel)),
    ),
  };
}

/** In the order of the recording. */
function blocksIn(sound: Int16Array): HeardBlock[] {
  const decode = createTimeCodeDecoder(SAMPLE_RATE);
  // A burst ends with some silence, which the recording may lack.
  return [...decode(sound), ...decode(new Int16Array(SAMPLE_RATE / 10))];
}

/** Of its place in the recording against its place in what was played. */
const delayMs = (block: HeardBlock | undefined): number =>
  block ? block.startMs - block.number * BLOCK_MS : 0;

/** Of a transcript, in its order; NaN for a word that is no number. */
const numbersTold = (turns: readonly Turn[]): number[] =>
  turns.flatMap(({ text }) => text.split(/\s+/).map(Number));
