/**
 * Search in 2,000 stored meetings of 20 to 40 turns (median 20 words) in an artificial language of 20,000 words:
 *
 * - preparing: from the first opening of the Meetings view to a complete index on disk; its size, and the memory of the search
 *   thread with it;
 * - beginning: from the first letter typed in a panel that was just opened to the answer, which includes reading the index;
 * - words: from the query to 50 hits, or to the end, for frequent and rare words, single and in pairs;
 * - a phrase of two of the most common words: to the first hits, and to the end.
 *
 * `search-long` asks for the same phrase in 2,000 meetings of 450 to 550 turns, which is an hour each. It takes minutes to store
 * and to prepare, so it is measured only if it is asked for.
 *
 * Goal: the answer keeps up with typing.
 */

import type { Page } from "puppeteer-core";
import type { SearchQuery, SearchReport, SearchRequest } from "../../../core/protocol/search.ts";
import { press } from "../../../local/browser/panel-driver.ts";
import { inBrowser, type Scenario, withoutWords } from "../../browser/harness.ts";
import type { Figure } from "../figure.ts";
import { storeLibrary, vocabularyOf } from "../../meetings/made-library.ts";
import { dueCount, indexOnDisk, openMeetingsAnew, searchFor } from "../../meetings/search-page.ts";
import { median } from "../statistics.ts";
import { openKeeper } from "../../meetings/stored-meeting.ts";

const LIBRARY = { meetings: 2_000, turns: [20, 40], seed: 1 } as const;
const LONG_LIBRARY = { ...LIBRARY, turns: [450, 550] } as const;
const POLL_MS = 50;
const NOWHERE = "qqq";
const MAX_WORDS_MS = 200;
const MAX_PHRASE_MS = 150;
const MAX_LONG_PHRASE_MS = 300;

const vocabulary = vocabularyOf(LIBRARY.seed);
const word = (rank: number): string => vocabulary[rank] ?? "";
const QUERIES = [
  ...[1, 10, 100, 1_000, 5_000, 19_000].map(word),
  ...[50, 500, 5_000].map((rank) => word(rank).slice(0, 4)),
  `${word(900)} ${word(1_100)}`,
  `${word(3_000)} ${word(60)}`,
  NOWHERE,
];
const PHRASE = `"${word(10)} ${word(11)}"`;

export const search: Figure = async ({ runs, say, signal }) => {
  const preparing: number[] = [];
  const beginning: number[] = [];
  const words: number[] = [];
  const phrases: Answer[] = [];
  const held: { diskMb: number; memoryMb: number }[] = [];
  await inBrowser(withoutWords(), async (scenario) => {
    const panel = await openKeeper(scenario.browser, scenario.extension);
    await storeLibrary(panel, LIBRARY);
    preparing.push(await prepare(panel));
    say(`prepared in ${preparing[0]?.toFixed(0)} ms`);
    for (let run = 0; run < runs; run++) {
      signal.throwIfAborted();
      beginning.push(await begin(panel));
      const address = threadAddress(scenario);
      for (const query of QUERIES) words.push((await ask(panel, address, query)).endMs);
      phrases.push(await ask(panel, address, PHRASE));
      say(`run ${run + 1}: words in ${median(words).toFixed(0)} ms`);
    }
    // Read last, because Chrome slows down a thread after a debugger was attached.
    const { bytes } = await indexOnDisk(panel);
    held.push({ diskMb: bytes / 1e6, memoryMb: await threadMb(scenario) });
  });
  const row = (name: string, unit: string, values: readonly number[]) => ({
    figure: `Search, 2,000 meetings: ${name}`,
    unit,
    values,
  });
  return [
    row("preparing", "ms", preparing),
    row(
      "index on disk",
      "MB",
      held.map(({ diskMb }) => diskMb),
    ),
    row(
      "memory of the thread",
      "MB",
      held.map(({ memoryMb }) => memoryMb),
    ),
    row("first answer of a new panel", "ms", beginning),
    { ...row("words", "ms", words), goal: { of: "median", atMost: MAX_WORDS_MS } },
    row(
      "a common phrase, first hits",
      "ms",
      phrases.map(({ firstMs }) => firstMs),
    ),
    {
      ...row(
        "a common phrase, to the end",
        "ms",
        phrases.map(({ endMs }) => endMs),
      ),
      goal: { of: "median", atMost: MAX_PHRASE_MS },
    },
  ];
};

export const longSearch: Figure = async ({ runs, say, signal }) => {
  const preparing: number[] = [];
  const phrases: Answer[] = [];
  const memoryMb: number[] = [];
  await inBrowser(withoutWords(), async (scenario) => {
    const panel = await openKeeper(scenario.browser, scenario.extension);
    await storeLibrary(panel, LONG_LIBRARY);
    preparing.push(await prepare(panel));
    say(`prepared in ${preparing[0]?.toFixed(0)} ms`);
    for (let run = 0; run < runs; run++) {
      signal.throwIfAborted();
      await openMeetingsAnew(panel);
      await searchFor(panel, NOWHERE);
      const address = threadAddress(scenario);
      phrases.push(await ask(panel, address, PHRASE), await ask(panel, address, PHRASE));
    }
    memoryMb.push(await threadMb(scenario));
  });
  const row = (name: string, unit: string, values: readonly number[]) => ({
    figure: `Search, 2,000 meetings of 500 turns: ${name}`,
    unit,
    values,
  });
  const endMs = phrases.map((phrase) => phrase.endMs);
  const isFirst = (_: number, index: number): boolean => index % 2 === 0;
  return [
    row("preparing", "ms", preparing),
    row("memory of the thread", "MB", memoryMb),
    row("a common phrase, to the end, first in a panel", "ms", endMs.filter(isFirst)),
    {
      ...row(
        "a common phrase, to the end",
        "ms",
        endMs.filter((ms, at) => !isFirst(ms, at)),
      ),
      goal: { of: "median", atMost: MAX_LONG_PHRASE_MS },
    },
  ];
};

async function prepare(panel: Page): Promise<number> {
  const begin = performance.now();
  await press(panel, "button", "Meetings");
  while ((await dueCount(panel)) > 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  return performance.now() - begin;
}

async function begin(panel: Page): Promise<number> {
  await openMeetingsAnew(panel);
  const begin = performance.now();
  await searchFor(panel, NOWHERE);
  await panel.waitForSelector('.results[aria-busy="false"]');
  return performance.now() - begin;
}

const threadTarget = ({ browser }: Scenario) => {
  const target = browser.targets().find((each) => each.url().includes("/search.worker"));
  if (!target) throw new Error("No search thread is running.");
  return target;
};
const threadAddress = (scenario: Scenario): string => threadTarget(scenario).url();

async function threadMb(scenario: Scenario): Promise<number> {
  const session = await threadTarget(scenario).createCDPSession();
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize, backingStorageSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return (usedSize + backingStorageSize) / 1e6;
}

interface Answer {
  readonly firstMs: number;
  readonly endMs: number;
}

/** Asks the search thread directly, without the panel's field. */
const ask = (panel: Page, address: string, query: string): Promise<Answer> =>
  panel.evaluate(
    (address, query) => {
      const { port } = new SharedWorker(address, { name: "search" });
      const begin = performance.now();
      let firstMs: number | null = null;
      return new Promise<Answer>((resolve) => {
        port.onmessage = ({ data }: MessageEvent<SearchReport>) => {
          if (data.type !== "results") return;
          const now = performance.now() - begin;
          if (data.results.meetings.length > 0) firstMs ??= now;
          if (!data.results.isDone) return;
          port.close();
          resolve({ firstMs: firstMs ?? now, endMs: now });
        };
        port.postMessage({ type: "search", search: 1, query } satisfies SearchRequest);
      });
    },
    address,
    {
      query,
      filter: { fromMs: null, untilMs: null, speaker: "" },
      limit: 50,
      speakers: { usual: { tab: "Them", mic: "You" }, labelled: "Speaker $1" },
    } satisfies SearchQuery,
  );
