/**
 * Judges a recorded meeting of time-coded audio. The transcript is compared with the file on disk, and the file with what was
 * played; these are separate checks, because capture may lose audio on a busy machine.
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
  /** The recording compared with what was played up to the last number in it. */
  readonly disk: TimeCodeCheck;
  /** The transcript compared with the recording. */
  readonly transcript: TimeCodeCheck;
  /** Delay of the last number in the recording minus the delay of the first. */
  readonly shiftMs: number;
  /** Length played after the last number in the recording, which had not arrived yet. */
  readonly missingEndMs: number;
}

/** @param playedSeconds Length that the page played from its beginning, after the meeting had started */
export async function judgeMeeting(
  page: Page,
  meetingId: string,
  playedSeconds: number,
): Promise<MeetingVerdict> {
  const audio = await storedAudio(page, meetingId);
  const turns = await storedTurns(page, meetingId);
  const blocks = blocksIn(audio);
  const recorded = blocks.map(({ number }) => number);
  const playedBlocks = Math.floor((playedSeconds * 1000) / BLOCK_MS);
  const end = Math.max(...recorded, -1) + 1;
  return {
    samples: audio.length,
    turns: turns.length,
    disk: checkTimeCode(numbersSaid(0, end), recorded),
    transcript: checkTimeCode([...new Set(recorded)], numbersTranscribed(turns)),
    shiftMs: delayMs(blocks.at(-1)) - delayMs(blocks[0]),
    missingEndMs: numbersSaid(end, playedBlocks).length * BLOCK_MS,
  };
}

export interface ChannelVerdict {
  readonly samples: number;
  /** Numbers in the recording, in order. */
  readonly recorded: readonly HeardBlock[];
  /** The transcript compared with the recording. */
  readonly transcript: TimeCodeCheck;
}

/** Judges one channel without regard to what was played. */
export async function judgeChannel(
  page: Page,
  meetingId: string,
  channel: ChannelName,
): Promise<ChannelVerdict> {
  const audio = await storedAudio(page, meetingId, channel);
  const turns = await storedTurns(page, meetingId);
  const recorded = blocksIn(audio);
  return {
    samples: audio.length,
    recorded,
    transcript: checkTimeCode(
      recorded.map(({ number }) => number),
      numbersTranscribed(turns.filter((turn) => turn.channel === channel)),
    ),
  };
}

function blocksIn(audio: Int16Array): HeardBlock[] {
  const decode = createTimeCodeDecoder(SAMPLE_RATE);
  // The decoder needs silence after the last burst, which the recording may lack.
  return [...decode(audio), ...decode(new Int16Array(SAMPLE_RATE / 10))];
}

/** Delay of a number in the recording against what was played. */
const delayMs = (block: HeardBlock | undefined): number =>
  block ? block.startMs - block.number * BLOCK_MS : 0;

/** Returns NaN for a word that is not a number. */
const numbersTranscribed = (turns: readonly Turn[]): number[] =>
  turns.flatMap(({ text }) => text.split(/\s+/).map(Number));
