/**
 * The sending half of a transcriber: sends audio from the offset on to the live session, at the pace that service and connection allow. At
 * the head it sends the frame that was just appended, behind the head it reads the file. Notices a stalled session, and silence that need
 * not be sent again.
 */

import { msToSamples, samplesToMs } from "../../../core/audio/format.ts";
import { peakOf } from "../../../core/audio/pcm.ts";
import { messageSamples, nextChunkSamples } from "../../../core/speech/pacing.ts";
import { createQuietWatch } from "../../../core/speech/quiet-watch.ts";
import type {
  SpeechConnection,
  SpeechLimits,
  SpeechMessage,
} from "../../../core/speech/service.ts";
import type { SessionState } from "../../../core/speech/session.ts";
import { createStallWatch } from "../../../core/speech/stall-watch.ts";
import { createWordLag } from "../../../core/speech/word-lag.ts";
import type { AudioLog } from "./durable-audio-log.ts";

/** A connection with this much waiting (two seconds of audio) gets no more for now. */
const FULL_CONNECTION_BYTES = 64_000;
/** How often a backlog is sent on if no new frame triggers it. */
const BACKLOG_PUMP_MS = 100;

/** The service counts whole seconds (docs/protocol.md#server-messages), and maybe not all of the last ones. */
const UNCOUNTED_SAMPLES = msToSamples(5_000);

export interface SenderOptions {
  readonly limits: SpeechLimits;
  readonly log: AudioLog;
  /** Audio is sent while it is live. */
  readonly session: () => Pick<SessionState, "phase" | "supply" | "isTurnOpen">;
  /** All audio before this sample is quiet and certainly heard. */
  readonly onQuiet: (samples: number) => void;
  /** No audio follows, for now or at all, and the last sample is sent. */
  readonly onAllSent: () => void;
  readonly onStalled: () => void;
}

export interface Sender {
  /** How far the live session was sent the recording, in samples; null without a session. */
  readonly sentUpTo: number | null;
  /**
   * How far the recording counts as heard: as far as it was sent, unless words are late or a sign of life is overdue. Never less than
   * `settledSamples`.
   */
  heardUpTo(settledSamples: number): number;
  /** Audio sent in this session that the service has not heard yet, by its words or at the speed of real time. */
  unheardMs(): number;
  /**
   * How far the service confirms the recording heard at the end of the session.
   *
   * @param heardSeconds by its own count; null if it states none, which counts as everything
   */
  confirmedUpTo(heardSeconds: number | null): number;
  /**
   * A session begins.
   *
   * @param baseSamples place of its first sample in the recording
   * @param introduction audio that it hears first, in place of the recording there
   */
  begin(connection: SpeechConnection, baseSamples: number, introduction: Audio): void;
  /** The service has sent a message. */
  heard(message: SpeechMessage): void;
  /** Sends what pace and connection allow. */
  send(): void;
  /** A frame was appended to the recording; `peak` is its linear peak, 0–1. */
  appended(frame: Int16Array<ArrayBuffer>, peak: number): void;
  /** The session is over. */
  stop(): void;
}

type Audio = Int16Array<ArrayBuffer>;

interface Frame {
  readonly samples: Int16Array<ArrayBuffer>;
  readonly peak: number;
}

interface LiveSession {
  readonly connection: SpeechConnection;
  readonly baseSamples: number;
  readonly introduction: Audio;
  readonly sinceMs: number;
}

export function createSender(options: SenderOptions): Sender {
  const { limits, log, session, onQuiet, onAllSent, onStalled } = options;
  const shortestMessage = messageSamples(limits);
  const quiet = createQuietWatch();
  const hearing = createHearing();
  let live: LiveSession | null = null;
  let sentUpTo = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function send(head?: Frame): void {
    clearTimeout(timer);
    const { phase, supply, isTurnOpen } = session();
    if (!live || phase !== "live") return;
    const peak = sendChunks(live, head);
    const quietUpTo = quiet.sent(sentUpTo, peak, isTurnOpen, performance.now());
    if (quietUpTo !== null) onQuiet(quietUpTo);
    const isTail = log.samples - sentUpTo < shortestMessage;
    if (!isTail) timer = setTimeout(sendBacklog, BACKLOG_PUMP_MS);
    else if (supply !== "growing") finish(live);
  }

  /** Returns the linear peak of what was sent. */
  function sendChunks(open: LiveSession, head?: Frame): number {
    const { connection, baseSamples, sinceMs } = open;
    let peak = 0;
    while (connection.backlogBytes < FULL_CONNECTION_BYTES) {
      const count = nextChunkSamples(limits, {
        backlogSamples: log.samples - sentUpTo,
        sentSamples: sentUpTo - baseSamples,
        sessionMs: performance.now() - sinceMs,
      });
      if (count === 0) break;
      const isHead = head?.samples.length === count && sentUpTo + count === log.samples;
      const chunk = isHead ? head : frameOf(audioAt(log, open, sentUpTo, count));
      connection.sendAudio(chunk.samples);
      sentUpTo += count;
      peak = Math.max(peak, chunk.peak);
    }
    return peak;
  }

  /** Sends the last samples, padded with silence to the shortest message. */
  function finish({ connection }: LiveSession): void {
    if (sentUpTo < log.samples) {
      const padded = new Int16Array(shortestMessage);
      padded.set(log.read(sentUpTo, shortestMessage));
      connection.sendAudio(padded);
      sentUpTo = log.samples;
    }
    onAllSent();
  }

  function sendBacklog(): void {
    send();
    // While the recording grows, its frames drive the watch.
    if (session().supply === "growing") return;
    watchStalls(BACKLOG_PUMP_MS, peakOf(log.read(sentUpTo, shortestMessage)));
  }

  function watchStalls(ms: number, peak: number): void {
    if (!limits.canStall || !live || session().phase !== "live") return;
    const isBlocked = live.connection.backlogBytes >= FULL_CONNECTION_BYTES;
    if (hearing.passed(ms, peak, isBlocked)) onStalled();
  }

  return {
    get sentUpTo() {
      return live && sentUpTo;
    },
    heardUpTo(settledSamples) {
      if (!live) return settledSamples;
      return Math.max(settledSamples, hearing.heardUpTo(log.samples, sentUpTo));
    },
    unheardMs: () => (live ? hearing.unheardMs(live, sentUpTo) : 0),
    confirmedUpTo(heardSeconds) {
      if (!live || heardSeconds === null) return live ? sentUpTo : 0;
      const counted = live.baseSamples + msToSamples(heardSeconds * 1000);
      return sentUpTo - counted > UNCOUNTED_SAMPLES ? counted : sentUpTo;
    },
    begin(connection, baseSamples, introduction) {
      live = { connection, baseSamples, introduction, sinceMs: performance.now() };
      sentUpTo = baseSamples;
      quiet.begin(baseSamples, live.sinceMs);
      hearing.begin(baseSamples);
    },
    heard: (message) => hearing.heard(message, live, sentUpTo),
    send: () => send(),
    appended(samples, peak) {
      send({ samples, peak });
      watchStalls(samplesToMs(samples.length), peak);
    },
    stop() {
      clearTimeout(timer);
      live = null;
    },
  };
}

/** Reads the session's audio: its introduction, then the recording. */
function audioAt(log: AudioLog, session: LiveSession, atSample: number, count: number): Audio {
  const { baseSamples, introduction } = session;
  const introduced = introduction.subarray(atSample - baseSamples, atSample - baseSamples + count);
  if (introduced.length === 0) return log.read(atSample, count);
  const audio = new Int16Array(count);
  audio.set(introduced);
  if (introduced.length === count) return audio;
  const recorded = log.read(atSample + introduced.length, count - introduced.length);
  audio.set(recorded, introduced.length);
  return audio;
}

/** Judges by messages and their absence how far the service has heard what it was sent. */
function createHearing() {
  const stalls = createStallWatch();
  const wordLag = createWordLag();

  return {
    begin(baseSamples: number): void {
      stalls.begin();
      wordLag.begin(baseSamples);
    },
    heard(message: SpeechMessage, live: LiveSession | null, sentUpTo: number): void {
      stalls.heard(message.type);
      if (!live) return;
      if (message.type === "speech-started") wordLag.speechStarted(sentUpTo);
      if (message.type !== "turn") return;
      const last = message.words.at(-1);
      if (last) wordLag.words(live.baseSamples + msToSamples(last.endMs), sentUpTo);
      if (message.endOfTurn) wordLag.turnClosed();
    },
    passed: stalls.passed,
    heardUpTo(recordedSamples: number, sentUpTo: number): number {
      const atLastSign = recordedSamples - msToSamples(stalls.overdueMs);
      return Math.min(wordLag.heardUpTo(sentUpTo), atLastSign);
    },
    unheardMs({ baseSamples, sinceMs }: LiveSession, sentUpTo: number): number {
      const byClockMs = samplesToMs(sentUpTo - baseSamples) - (performance.now() - sinceMs);
      const byWordsMs = samplesToMs(sentUpTo - wordLag.heardUpTo(sentUpTo));
      return Math.max(0, byClockMs, byWordsMs);
    },
  };
}

const frameOf = (samples: Int16Array<ArrayBuffer>): Frame => ({ samples, peak: peakOf(samples) });
