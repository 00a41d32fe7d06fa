/** Years of meetings for the search to go through, made up of a seeded vocabulary, where Earshot keeps them. */

import type { Page } from "puppeteer-core";
import type { Meeting, Turn } from "../../core/meeting.ts";

export interface LibraryPlan {
  readonly meetings: number;
  /** Each has from so many turns to so many. */
  readonly turns: readonly [fewest: number, most: number];
  readonly seed: number;
}

const WORDS = 20_000;
const SYLLABLES = "ba de ki lo mu na re si to vü ta pé go li må ster".split(" ");
const PER_TRANSACTION = 50;
const HOUR_MS = 3_600_000;

/** The same numbers for the same seed, 0 to 1. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The first ones are said most often. */
export function vocabularyOf(seed: number): readonly string[] {
  const random = randomOf(seed);
  const syllable = (): string => SYLLABLES[Math.floor(random() * SYLLABLES.length)] ?? "";
  const word = (): string =>
    Array.from({ length: 2 + Math.floor(random() * 3) }, syllable).join("");
  return Array.from({ length: WORDS }, word);
}

/** Meetings "made 0", "made 1" and so on, the newest first, an hour apart; each is due for the index. */
export async function storeLibrary(keeper: Page, plan: LibraryPlan): Promise<void> {
  const random = randomOf(plan.seed);
  const vocabulary = vocabularyOf(plan.seed);
  // As in a language: the word of rank n is said n times less often than the first.
  const anyWord = (): string => vocabulary[Math.floor(WORDS ** random()) - 1] ?? "";
  const words = (count: number): string => Array.from({ length: count }, anyWord).join(" ");
  const between = (least: number, most: number): number =>
    least + Math.floor(random() * (most - least + 1));
  const newest = Date.now() - HOUR_MS;
  for (let first = 0; first < plan.meetings; first += PER_TRANSACTION) {
    const count = Math.min(PER_TRANSACTION, plan.meetings - first);
    const made = Array.from({ length: count }, (_, index) => {
      const meeting = madeMeeting(first + index, words(2), newest - (first + index) * HOUR_MS);
      const turns = Array.from({ length: between(...plan.turns) }, (_, order) =>
        madeTurn(meeting.id, order, `${words(between(8, 32))}.`),
      );
      return { meeting, turns };
    });
    await keep(keeper, {
      meetings: made.map(({ meeting }) => meeting),
      turns: made.flatMap(({ turns }) => turns),
    });
  }
}

const madeMeeting = (at: number, title: string, startedAt: number): Meeting => ({
  id: `made ${at}`,
  title,
  pageUrl: null,
  startedAt,
  durationMs: HOUR_MS,
  state: "saved",
  channels: [
    { name: "tab", transcribedSamples: 16 * HOUR_MS },
    { name: "mic", transcribedSamples: 16 * HOUR_MS },
  ],
  problem: null,
});

/** Without its words in time, which are added where it is stored. */
export const madeTurn = (meetingId: string, order: number, text: string): Turn => ({
  meetingId,
  channel: order % 3 === 0 ? "mic" : "tab",
  session: 0,
  order,
  startMs: order * 12_000,
  endMs: order * 12_000 + 10_000,
  text,
  words: [],
  formatted: true,
  language: null,
  speaker: null,
  insight: null,
});

/** Puts them into the database, and marks their meetings as Earshot does with each change. */
export const keep = (
  keeper: Page,
  stored: { readonly meetings?: readonly Meeting[]; readonly turns?: readonly Turn[] },
): Promise<void> =>
  keeper.evaluate(
    ({ meetings = [], turns = [] }) =>
      new Promise<void>((resolve, reject) => {
        const wordsOf = ({ text, startMs }: Turn): Turn["words"] =>
          text.split(" ").map((word, index) => {
            const begin = startMs + index * 300;
            return { text: word, startMs: begin, endMs: begin + 280, confidence: 0.9 };
          });
        const opening = indexedDB.open("earshot");
        opening.onerror = () => reject(opening.error ?? new Error("no database"));
        opening.onsuccess = () => {
          const { result: database } = opening;
          const transaction = database.transaction(["meetings", "turns", "searchDue"], "readwrite");
          for (const meeting of meetings) transaction.objectStore("meetings").put(meeting);
          for (const turn of turns)
            transaction.objectStore("turns").put({ ...turn, words: wordsOf(turn) });
          const changed = [...meetings.map(({ id }) => id), ...turns.map((turn) => turn.meetingId)];
          for (const id of new Set(changed))
            transaction.objectStore("searchDue").put(crypto.randomUUID(), id);
          transaction.oncomplete = () => {
            database.close();
            resolve();
          };
          transaction.onerror = () => reject(transaction.error ?? new Error("not stored"));
        };
      }),
    stored,
  );
