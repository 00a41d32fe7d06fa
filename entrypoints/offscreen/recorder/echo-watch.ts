/**
 * Looks for what the microphone has heard of the loudspeaker. The finals of both channels come in any order, so whichever
 * comes, the microphone's turns near it are judged anew, from what is stored and recorded: nothing is remembered that a
 * crash could lose, and a turn that was not judged is shown whole.
 */

import {
  markEchoes,
  type AudioReader,
  TAB_AFTER_MS,
  TAB_BEFORE_MS,
} from "../../../core/echo/echo-words.ts";
import { withoutEcho } from "../../../core/echo/own-words.ts";
import type { ChannelName, PartialTurn, Turn, Word } from "../../../core/meeting.ts";
import type { Database } from "../../shared/database/open.ts";
import { storeEchoes, turnsBetween } from "../../shared/database/turn-store.ts";
import type { AudioLog } from "./durable-audio-log.ts";

/** Turns are found by their beginning; what a longer one has in its end is not looked for. */
const LONGEST_TURN_MS = 120_000;
/** Of the tab's last words, so many are kept for the comparison with open turns: half a minute of fast speech. */
const RECENT_WORDS = 100;

export interface EchoWatchOptions {
  readonly database: Database;
  /** Null where the meeting does not have the channel: then there is no echo. */
  readonly audioOf: (channel: ChannelName) => Pick<AudioLog, "read"> | null;
  /** The channel's open turn. */
  readonly partialOf: (channel: ChannelName) => PartialTurn | null;
  readonly onError: (error: unknown) => void;
}

export interface EchoWatch {
  /**
   * A turn was stored. Returns it as it is stored now, and with it the microphone's turns that have changed because of it. Gives
   * way to other tasks after every stretch of some 10 ms. Never rejects: what can't be judged stays as it was.
   */
  judged(turn: Turn): Promise<readonly Turn[]>;
  /** An open turn without what it seems to repeat of the tab. Its text may be "". */
  shown(partial: PartialTurn): PartialTurn;
}

export function createEchoWatch(options: EchoWatchOptions): EchoWatch {
  const { database, audioOf, partialOf, onError } = options;
  let recent: readonly Word[] = [];

  const read: AudioReader = async (channel, fromSample, samples) => {
    await nextTask();
    return audioOf(channel)?.read(fromSample, samples) ?? new Int16Array(0);
  };
  const openWords = (): readonly Word[] => partialOf("tab")?.words ?? [];

  const turnsNear = async (channel: ChannelName, { meetingId, fromMs, toMs }: Stretch) => {
    const turns = await turnsBetween(database, meetingId, fromMs - LONGEST_TURN_MS, toMs);
    return turns.filter((turn) => turn.channel === channel && turn.endMs > fromMs);
  };

  /** The turn as it is stored now. */
  async function judge(mic: Turn): Promise<Turn> {
    const around = stretchOf(mic, TAB_BEFORE_MS, TAB_AFTER_MS);
    const stored = (await turnsNear("tab", around)).flatMap(({ words }) => words);
    const tab = [...stored, ...openWords()].filter(
      ({ startMs, endMs }) => endMs > around.fromMs && startMs < around.toMs,
    );
    const words = await markEchoes(mic.words, tab, read);
    const isSame = words.every((word, index) => word === mic.words[index]);
    return isSame ? mic : ((await storeEchoes(database, mic, words)) ?? mic);
  }

  async function judgeNear(tab: Turn): Promise<readonly Turn[]> {
    const changed: Turn[] = [];
    for (const mic of await turnsNear("mic", stretchOf(tab, TAB_AFTER_MS, TAB_BEFORE_MS))) {
      const now = await judge(mic);
      if (now !== mic) changed.push(now);
    }
    return [tab, ...changed];
  }

  return {
    async judged(turn) {
      if (turn.channel === "tab") recent = [...recent, ...turn.words].slice(-RECENT_WORDS);
      if (!audioOf("tab") || !audioOf("mic")) return [turn];
      try {
        return turn.channel === "tab" ? await judgeNear(turn) : [await judge(turn)];
      } catch (error) {
        onError(error);
        return [turn];
      }
    },
    shown: (partial) =>
      partial.channel === "mic" ? withoutEcho(partial, [...recent, ...openWords()]) : partial,
  };
}

interface Stretch {
  readonly meetingId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

const stretchOf = (turn: Turn, beforeMs: number, afterMs: number): Stretch => ({
  meetingId: turn.meetingId,
  fromMs: turn.startMs - beforeMs,
  toMs: turn.endMs + afterMs,
});

/** Frames that have come meanwhile are recorded first. */
const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
