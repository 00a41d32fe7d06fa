/**
 * Finds echo in the microphone's turns. Finals of both channels come in any order, so each final has the microphone's turns near it
 * judged, from what is stored and recorded: a crash loses nothing, and a turn that was not judged is shown whole. Judging has a queue of
 * its own, so storing never waits for it.
 */

import {
  markEchoes,
  type AudioReader,
  TAB_AFTER_MS,
  TAB_BEFORE_MS,
} from "../../../core/echo/echo-words.ts";
import { withoutEcho } from "../../../core/echo/own-words.ts";
import {
  type ChannelName,
  type PartialTurn,
  type Turn,
  turnId,
  type Word,
} from "../../../core/meeting.ts";
import type { Database } from "../../shared/database/open.ts";
import { getTurn, storeEchoes, turnsBetween } from "../../shared/database/turn-store.ts";
import { createSerial } from "../../shared/serial.ts";
import type { AudioLog } from "./durable-audio-log.ts";

/** Turns are found by their beginning, so the end of a longer turn is not searched. */
const LONGEST_TURN_MS = 120_000;
/** Number of the tab's last words that open turns are compared with: half a minute of fast speech. */
const RECENT_WORDS = 100;

export interface EchoWatchOptions {
  readonly database: Database;
  /** Returns null for a channel that the meeting does not have; then there is no echo. */
  readonly audioOf: (channel: ChannelName) => Pick<AudioLog, "read"> | null;
  /** Returns the channel's open turn. */
  readonly partialOf: (channel: ChannelName) => PartialTurn | null;
  readonly announce: (turn: Turn) => void;
  /** A turn could not be judged and stays as it is. */
  readonly onError: (error: unknown) => void;
}

export interface EchoWatch {
  /**
   * Announces a final that was just stored, a turn of the microphone once it is judged, and the microphone's turns that change because of
   * it.
   *
   * @param onAnnounced called right after the turn itself was announced
   */
  stored(turn: Turn, onAnnounced?: () => void): void;
  /** Announces a change of a stored turn, with the judgement if that is still due. */
  changed(turn: Turn): void;
  /** Returns an open turn without what it seems to repeat of the tab. Its text may be "". */
  shown(partial: PartialTurn): PartialTurn;
  /** Resolves when every turn stored so far is judged and announced. */
  idle(): Promise<void>;
}

export function createEchoWatch(options: EchoWatchOptions): EchoWatch {
  const { database, audioOf, partialOf, announce, onError } = options;
  const judging = createSerial();
  /** Number of judgements that are due for a turn before it is announced. */
  const due = new Map<string, number>();
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

  /** Returns the turn as it is stored now if this changed it. */
  async function judge(mic: Turn): Promise<Turn | null> {
    const around = stretchOf(mic, TAB_BEFORE_MS, TAB_AFTER_MS);
    const stored = (await turnsNear("tab", around)).flatMap(({ words }) => words);
    const tab = [...stored, ...openWords()].filter(
      ({ startMs, endMs }) => endMs > around.fromMs && startMs < around.toMs,
    );
    const words = await markEchoes(mic.words, tab, read);
    const isSame = words.every((word, index) => word === mic.words[index]);
    return isSame ? null : storeEchoes(database, mic, words);
  }

  async function judgeNear(tab: Turn): Promise<void> {
    for (const mic of await turnsNear("mic", stretchOf(tab, TAB_AFTER_MS, TAB_BEFORE_MS))) {
      const changed = await judge(mic);
      if (changed) announceUnlessDue(changed);
    }
  }

  async function judgeThenAnnounce(mic: Turn): Promise<void> {
    await judge(mic).catch(onError);
    const id = turnId(mic);
    const left = (due.get(id) ?? 1) - 1;
    if (left > 0) return void due.set(id, left);
    due.delete(id);
    // An insight or a better speaker may have been stored meanwhile, or the service's words in the place of a draft.
    const stored = await getTurn(database, mic);
    if (stored ?? !mic.isDraft) announce(stored ?? mic);
  }

  function announceUnlessDue(turn: Turn): void {
    if (!due.has(turnId(turn))) announce(turn);
  }

  return {
    stored(turn, onAnnounced = () => {}) {
      if (turn.channel === "tab") recent = [...recent, ...turn.words].slice(-RECENT_WORDS);
      const canEcho = audioOf("tab") !== null && audioOf("mic") !== null;
      if (turn.channel === "mic" && canEcho) {
        due.set(turnId(turn), (due.get(turnId(turn)) ?? 0) + 1);
        judging.run(() => judgeThenAnnounce(turn).then(onAnnounced)).catch(onError);
        return;
      }
      announce(turn);
      onAnnounced();
      if (canEcho) judging.run(() => judgeNear(turn)).catch(onError);
    },
    changed: announceUnlessDue,
    shown: (partial) =>
      partial.channel === "mic" ? withoutEcho(partial, [...recent, ...openWords()]) : partial,
    idle: () => judging.idle(),
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

/** Lets frames that came meanwhile be recorded first; audio is read in pieces of some 10 ms of work. */
const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
