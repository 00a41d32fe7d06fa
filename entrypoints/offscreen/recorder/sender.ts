/**
 * The sending half of a transcriber: sound from its own offset to the live session, at the head the frame just appended,
 * behind the head what it reads from the file, at the pace that service and socket allow. Notices a session that no longer
 * hears, and silence that need not be sent again.
 */

import { FRAME_MS, FRAME_SAMPLES, msToSamples, samplesToMs } from "../../../core/audio/format.ts";
import { peakOf } from "../../../core/audio/pcm.ts";
import { nextChunkSamples } from "../../../core/speech/pacing.ts";
import { createQuietWatch } from "../../../core/speech/quiet-watch.ts";
import type { SessionState } from "../../../core/speech/session.ts";
import { createStallWatch } from "../../../core/speech/stall-watch.ts";
import type { AudioLog } from "./durable-audio-log.ts";
import type { SpeechSocket } from "./speech-socket.ts";

/** A socket that has this much waiting (two seconds of sound) takes no more for now. */
const FULL_SOCKET_BYTES = 64_000;
/** How often a backlog is looked at when no new frame gives the occasion. */
const BACKLOG_PUMP_MS = 100;

export interface SenderOptions {
  readonly sound: AudioLog;
  /** Sound is sent while a session is live. */
  readonly session: () => Pick<SessionState, "phase" | "supply" | "isTurnOpen">;
  /** Everything before this sample was quiet, and is surely heard. */
  readonly onQuiet: (samples: number) => void;
  /** No more sound comes for now, or ever, and the last sample is sent. */
  readonly onAllSent: () => void;
  /** The session hears nothing any more. */
  readonly onStalled: () => void;
}

export interface Sender {
  /** Sent to the live session; null where there is none. Counted, in samples, from the beginning of the recording. */
  readonly sentUpTo: number | null;
  /**
   * What was sent counts as heard, unless a service that should have given a sign of life since has given none. Never less
   * than `settledSamples`.
   */
  heardUpTo(settledSamples: number): number;
  /** How much of it the service has not heard yet, if it hears in real time. */
  unheardMs(): number;
  /** A session has begun that takes up the recording at this sample. `hasHeartbeat`: it speaks whatever it hears. */
  begin(socket: SpeechSocket, baseSamples: number, hasHeartbeat: boolean): void;
  /** The session has said something; `isSpeech`: a turn, or the beginning of one. */
  heard(isSpeech: boolean): void;
  /** Sends what pace and socket allow; where no more comes and all of it is sent, says so. */
  send(): void;
  /** A frame has been appended to the recording; `peak` is its linear peak, 0–1. */
  appended(frame: Int16Array<ArrayBuffer>, peak: number): void;
  /** The session is over. */
  stop(): void;
}

interface Frame {
  readonly samples: Int16Array<ArrayBuffer>;
  readonly peak: number;
}

interface LiveSession {
  readonly socket: SpeechSocket;
  readonly baseSamples: number;
  readonly sinceMs: number;
}

export function createSender(options: SenderOptions): Sender {
  const { sound, session, onQuiet, onAllSent, onStalled } = options;
  const stalls = createStallWatch();
  const quiet = createQuietWatch();
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
    const isTail = sound.samples - sentUpTo < FRAME_SAMPLES;
    if (!isTail) timer = setTimeout(sendBacklog, BACKLOG_PUMP_MS);
    else if (supply !== "growing") finish(live);
  }

  /** The linear peak of what was sent. */
  function sendChunks({ socket, baseSamples, sinceMs }: LiveSession, head?: Frame): number {
    let peak = 0;
    while (socket.backlogBytes < FULL_SOCKET_BYTES) {
      const sessionMs = performance.now() - sinceMs;
      const count = nextChunkSamples(sound.samples - sentUpTo, sentUpTo - baseSamples, sessionMs);
      if (count === 0) break;
      const isHead = head?.samples.length === count && sentUpTo + count === sound.samples;
      const chunk = isHead ? head : frameOf(sound.read(sentUpTo, count));
      socket.sendAudio(chunk.samples);
      sentUpTo += count;
      peak = Math.max(peak, chunk.peak);
    }
    return peak;
  }

  /** The last samples, padded with silence to the shortest length the service accepts. */
  function finish({ socket }: LiveSession): void {
    if (sentUpTo < sound.samples) {
      const padded = new Int16Array(FRAME_SAMPLES);
      padded.set(sound.read(sentUpTo, FRAME_SAMPLES));
      socket.sendAudio(padded);
      sentUpTo = sound.samples;
    }
    onAllSent();
  }

  /** From the file alone: no frame gives the occasion to look. */
  function sendBacklog(): void {
    send();
    if (session().supply === "growing") return;
    watchStalls(BACKLOG_PUMP_MS, peakOf(sound.read(sentUpTo, FRAME_SAMPLES)));
  }

  function watchStalls(ms: number, peak: number): void {
    if (!live || session().phase !== "live") return;
    const isBlocked = live.socket.backlogBytes >= FULL_SOCKET_BYTES;
    if (stalls.passed(ms, peak, isBlocked)) onStalled();
  }

  return {
    get sentUpTo() {
      return live && sentUpTo;
    },
    heardUpTo(settledSamples) {
      const atLastSign = sound.samples - msToSamples(stalls.overdueMs);
      return live ? Math.max(settledSamples, Math.min(sentUpTo, atLastSign)) : settledSamples;
    },
    unheardMs() {
      if (!live) return 0;
      const sentMs = samplesToMs(sentUpTo - live.baseSamples);
      return Math.max(0, sentMs - (performance.now() - live.sinceMs));
    },
    begin(socket, baseSamples, hasHeartbeat) {
      const sinceMs = performance.now();
      live = { socket, baseSamples, sinceMs };
      sentUpTo = baseSamples;
      stalls.begin(hasHeartbeat);
      quiet.begin(baseSamples, sinceMs);
    },
    heard: (isSpeech) => stalls.heard(isSpeech),
    send: () => send(),
    appended(samples, peak) {
      send({ samples, peak });
      watchStalls(FRAME_MS, peak);
    },
    stop() {
      clearTimeout(timer);
      live = null;
    },
  };
}

const frameOf = (samples: Int16Array<ArrayBuffer>): Frame => ({ samples, peak: peakOf(samples) });
