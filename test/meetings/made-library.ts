/** Stores years of generated meetings for the search, made of a seeded vocabulary. */

import type { Page } from "puppeteer-core";
import type { Meeting, Turn } from "../../core/meeting.ts";
import type { PackedWords } from "../../entrypoints/shared/database/turn-row.ts";
import { seededRandom } from "../soak/random.ts";

export interface LibraryPlan {
  readonly meetings: number;
  /** Number of turns in each meeting, at random between both. */
  readonly turns: readonly [min: number, max: number];
  readonly seed: number;
}

const WORDS = 20_000;
const SYLLABLES = "ba de ki lo mu na re si to vü ta pé go li må ster".split(" ");
const PER_TRANSACTION = 50;
const HOUR_MS = 3_600_000;

/** Returns words in order of frequency. */
export function vocabularyOf(seed: number): readonly string[] {
  const random = seededRandom(seed);
  const syllable = (): string => SYLLABLES[Math.floor(random() * SYLLABLES.length)] ?? "";
  const word = (): string =>
    Array.from({ length: 2 + Math.floor(random() * 3) }, syllable).join("");
  return Array.from({ length: WORDS }, word);
}

/** Stores meetings "made 0", "made 1" and so on, newest first, an hour apart; the search index has yet to include them. */
export async function storeLibrary(keeper: Page, plan: LibraryPlan): Promise<void> {
  const random = seededRandom(plan.seed);
  const vocabulary = vocabularyOf(plan.seed);
  // As in real languages, the word of rank n is n times less frequent than the first.
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

/** Returns a turn without `words`, which `keep` adds. */
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

/** Stores meetings and turns, and marks them as due for the search index, as Earshot does with each change. */
export const keep = (
  keeper: Page,
  stored: { readonly meetings?: readonly Meeting[]; readonly turns?: readonly Turn[] },
): Promise<void> =>
  keeper.evaluate(
    ({ meetings = [], turns = [] }) =>
      new Promise<void>((resolve, reject) => {
        /** Words of 280 ms with 20 ms between them, as `turn-row.ts` packs them. */
        const wordsOf = ({ text }: Turn): PackedWords => ({
          times: text.split(" ").flatMap((_, index) => [index === 0 ? 0 : 20, 280]),
          confidence: 900,
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
