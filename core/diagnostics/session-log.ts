/** The log of speech sessions: what the service reported about each, without anything that was said. */

import type { ChannelName } from "../meeting.ts";
import { type Problem, problem } from "../problem.ts";
import { NOT_OF_USER } from "../speech/accepted-settings.ts";
import type { ReportedConfiguration, SpeechMessage } from "../speech/service.ts";

export interface LoggedSession {
  readonly channel: ChannelName;
  /** Unix times in ms. */
  readonly beganAt: number;
  readonly endedAt: number;
  /** The service's own, for which its support asks. */
  readonly sessionId: string;
  readonly model: string;
  /** The configuration that the service has reported; null if it has not. */
  readonly reported: ReportedConfiguration | null;
  /** Settings that were asked for and not applied. */
  readonly ignored: readonly string[];
  /** Settings that were left out, because the service has refused them. */
  readonly refused: readonly string[];
  /** Warnings, errors and failed insights in the service's words, each once. */
  readonly words: readonly string[];
  /** Audio that was sent, and audio that the service counted. */
  readonly sentSeconds: number;
  readonly heardSeconds: number | null;
  /** Duration by the service's count, which is billed. */
  readonly sessionSeconds: number | null;
}

const MAX_SESSIONS = 50;

/** @returns the log, latest first, without the oldest if it is full */
export const withSession = (
  log: readonly LoggedSession[],
  session: LoggedSession,
): readonly LoggedSession[] => [session, ...log].slice(0, MAX_SESSIONS);

type Facts = Omit<LoggedSession, "channel">;
type Beginning = Pick<Facts, "sessionId" | "model" | "reported" | "ignored" | "refused">;

export interface SessionWatch {
  /** @param content texts of the settings, which a message may repeat */
  begin(beginning: Beginning, content: readonly string[], nowUnixMs: number): void;
  heard(message: SpeechMessage): void;
  /** Settings that the service ignores or warns about, if the user can change them; else null. */
  problem(): Problem | null;
  /** Returns null if no session has begun since the last one ended. */
  end(sentSeconds: number, nowUnixMs: number): Facts | null;
}

/** Settings whose absence a user notices and can mend. */
const MATTERS: ReadonlySet<string> = new Set(["speakerLabels", "redactPii", "filterProfanity"]);

const NOT_STATED = { heardSeconds: null, sessionSeconds: null };
const MAX_WORDS = 10;
/** A reply comes within seconds of its turn, if at all. */
const KEPT_TURNS = 50;

export function createSessionWatch(): SessionWatch {
  let session: (Beginning & { readonly beganAt: number }) | null = null;
  let found: Problem | null = null;
  let content: readonly string[] = [];
  /** Texts of the last turns, by their order. */
  const turns = new Map<number, string>();
  let words: readonly string[] = [];
  let ending: Pick<Facts, "heardSeconds" | "sessionSeconds"> = NOT_STATED;

  function keepTurn(order: number, transcript: string): void {
    turns.set(order, transcript);
    for (const oldest of turns.keys()) {
      if (turns.size <= KEPT_TURNS) return;
      turns.delete(oldest);
    }
  }

  const lastTurn = (): string => [...turns.values()].at(-1) ?? "";

  /** @param turn text that the message may repeat */
  function note(text: string, turn: string, code: number | null = null): void {
    const told = serviceWords(text, [...content, turn]);
    const entry = code === null ? told : `${code}: ${told}`;
    if (entry === "" || words.length === MAX_WORDS || words.includes(entry)) return;
    words = [...words, entry];
  }

  return {
    begin(beginning, texts, beganAt) {
      session = { ...beginning, beganAt };
      content = texts;
      turns.clear();
      words = [];
      ending = NOT_STATED;
      const ignored = beginning.ignored.filter((setting) => MATTERS.has(setting));
      found = ignored.length > 0 ? problem("speech-setting-ignored", ignored.join(", ")) : null;
    },
    heard(message) {
      if (message.type === "turn") keepTurn(message.order, message.transcript);
      if (message.type === "warning" || message.type === "error")
        note(message.text, lastTurn(), message.code);
      if (message.type === "warning" && message.setting && !NOT_OF_USER.has(message.setting))
        found = problem("speech-setting-warned", message.setting);
      if (message.type === "insight" && message.error !== null) {
        const turn = turns.get(message.order);
        if (turn !== undefined) note(message.error, turn);
      }
      if (message.type === "termination") {
        const { heardSeconds, sessionSeconds } = message;
        ending = { heardSeconds, sessionSeconds };
      }
    },
    problem: () => found,
    end(sentSeconds, endedAt) {
      if (session === null) return null;
      const ended = { ...session, endedAt, words, sentSeconds, ...ending };
      session = null;
      return ended;
    },
  };
}

const MAX_CHARACTERS = 200;
const OMITTED = "…";

/**
 * Leaves out addresses, quotations other than the name of a parameter, words that this content holds, and words that are not plain ASCII
 * or are as long as a token: the services write English, so those are quoted.
 *
 * @param content what was said or typed and may be repeated
 */
export function serviceWords(message: string, content: readonly string[]): string {
  const held = new Set(content.flatMap(wordsOf));
  return message
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, OMITTED)
    .replace(/“[^”]*”|"[^"]*"|'[^']*'(?!\w)|`[^`]*`/g, (quoted) =>
      /^.[a-z_]+.$/.test(quoted) ? quoted : OMITTED,
    )
    .replace(WORD, (word) =>
      /^[A-Za-z0-9_]{1,40}$/.test(word) && !held.has(word.toLowerCase()) ? word : OMITTED,
    )
    .replace(/…(?:[^\p{L}\p{N}_]*…)+/gu, OMITTED)
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, MAX_CHARACTERS);
}

const WORD = /[\p{L}\p{M}\p{N}_]+/gu;

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(WORD) ?? [];
