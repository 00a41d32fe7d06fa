/**
 * Draft turns: the on-device engine writes them while the team's service is away, and the service's own words replace them later, word
 * by word (docs/architecture.md#drafts).
 */

import { ownText } from "../echo/own-words.ts";
import type { Turn, Word } from "../meeting.ts";
import type { Settings } from "../settings/settings.ts";
import { plainWord } from "../text/fold.ts";

/** How far the service's own words reach on the meeting clock. */
export interface Covered {
  /** All audio before it is transcribed. */
  readonly untilMs: number;
  /** The last word, which begins at `untilMs`; null if the audio up to there holds no other words, as in silence. */
  readonly lastWord: Word | null;
}

/** How far apart the service and the engine place the beginning of a word: the engine only estimates it. */
const SAME_WORD_MS = 700;
/** A word that is last in its turn may end up to 1.3 s late (docs/protocol.md#server-messages). Few words are longer than this. */
const LONGEST_WORD_MS = 500;

/** @param transcribedMs the offset that is stored together with the turn */
export function coveredBy({ words }: Pick<Turn, "words">, transcribedMs: number): Covered {
  const lastWord = words.at(-1);
  return lastWord && lastWord.startMs <= transcribedMs
    ? { untilMs: lastWord.startMs, lastWord }
    : { untilMs: transcribedMs, lastWord: null };
}

export const furthest = (one: Covered, other: Covered): Covered =>
  other.untilMs > one.untilMs ? other : one;

/**
 * Removes the words of a draft that the service has written itself.
 *
 * @returns the same object if it has none, and null if it has no others
 */
export function withoutCovered<Draft extends Pick<Turn, "words" | "text" | "startMs">>(
  draft: Draft,
  covered: Covered,
): Draft | null {
  const count = coveredWords(draft.words, covered);
  if (count === 0) return draft;
  const words = draft.words.slice(count);
  const startMs = words[0]?.startMs;
  return startMs === undefined ? null : { ...draft, words, startMs, text: ownText(words) };
}

/** Doubled is better than lost: without the last word itself only words that hardly come after it count as covered. */
function coveredWords(words: readonly Word[], { untilMs, lastWord }: Covered): number {
  const before = (ms: number): number => words.findLastIndex((word) => middleMs(word) < ms) + 1;
  if (!lastWord) return before(untilMs);
  const same = nearest(words, lastWord);
  if (same !== -1) return Math.max(same + 1, before(untilMs));
  return before(untilMs + Math.min(LONGEST_WORD_MS, lastWord.endMs - lastWord.startMs));
}

function nearest(words: readonly Word[], wanted: Word): number {
  const plain = plainWord(wanted.text);
  const apartMs = ({ startMs }: Word): number => Math.abs(startMs - wanted.startMs);
  let best = -1;
  for (const [index, word] of words.entries()) {
    if (apartMs(word) > SAME_WORD_MS || plainWord(word.text) !== plain) continue;
    const before = words[best];
    if (!before || apartMs(word) < apartMs(before)) best = index;
  }
  return best;
}

const middleMs = ({ startMs, endMs }: Word): number => (startMs + endMs) / 2;

/** Whether the on-device engine may know the languages that the user expects. It writes English only. */
export const mayBeEnglish = (languageCodes: readonly string[]): boolean =>
  languageCodes.length === 0 || languageCodes.some((code) => /^(en|multi)\b/i.test(code));

export const allowsDrafts = ({ speech }: Settings): boolean =>
  speech.draftWhileAway && mayBeEnglish(speech.languageCodes);

/** A usual start and a rollover take less (docs/protocol.md#temporary-token). */
export const AWAY_AFTER_MS = 5_000;
/** A service this close to the end of the recording is shown as live. */
const CAUGHT_UP_MS = 3_000;

export interface ServiceProgress {
  /** Since when no session is live although audio waits; null while one is, and while nothing waits. */
  readonly awayMs: number | null;
  readonly lagMs: number;
  /** How far the service's words reach on the meeting clock, those of its open turn included. */
  readonly wordsUntilMs: number;
}

/** @param openDraftMs beginning of the open draft turn; null without one */
/** @param draftedMs beginning of the draft's open turn, or else of its last word */
export const needsDraft = (
  isDrafting: boolean,
  { awayMs, lagMs, wordsUntilMs }: ServiceProgress,
  draftedMs: number,
): boolean => {
  if (awayMs !== null) return isDrafting || awayMs >= AWAY_AFTER_MS;
  return isDrafting && (lagMs > CAUGHT_UP_MS || wordsUntilMs < draftedMs);
};
