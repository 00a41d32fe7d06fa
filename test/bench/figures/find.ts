/**
 * Find in a transcript of 5,000 turns: from a key press to the end of the frame that shows the number of matches and the
 * current one. The first key folds the case of every turn; further keys reuse that. The text typed is a word that each turn
 * contains, and a number that one turn contains.
 *
 * Goal: the answer keeps up with typing.
 */

import type { Page } from "puppeteer-core";
import { inBrowser, type Scenario, withoutWords } from "../../browser/harness.ts";
import type { Figure } from "../figure.ts";
import {
  meetingOf,
  openKeeper,
  openPanelInTab,
  storeMeeting,
  turnsOf,
} from "../../meetings/stored-meeting.ts";

const TURNS = 5_000;
const WORDS = ["quarter", "2500."];
const MAX_FIRST_MS = 150;
const MAX_KEY_MS = 50;

export const find: Figure = async ({ runs, say, signal }) => {
  const first: number[] = [];
  const others: number[] = [];
  await inBrowser(withoutWords(), async (scenario) => {
    const keeper = await openKeeper(scenario.browser, scenario.extension);
    await storeMeeting(keeper, meetingOf("many", 1, 1), turnsOf("many", TURNS));
    await keeper.close();
    for (let run = 0; run < runs; run++) {
      signal.throwIfAborted();
      const [firstKey = Number.NaN, ...keys] = await typeInNewPanel(scenario);
      first.push(firstKey);
      others.push(...keys);
      say(`run ${run + 1}: first key in ${firstKey.toFixed(0)} ms`);
    }
  });
  return [
    {
      figure: "Find in 5,000 turns: first key",
      unit: "ms",
      values: first,
      goal: { of: "median", atMost: MAX_FIRST_MS },
    },
    {
      figure: "Find in 5,000 turns: further keys",
      unit: "ms",
      values: others,
      goal: { of: "median", atMost: MAX_KEY_MS },
    },
  ];
};

async function typeInNewPanel({ browser, extension }: Scenario): Promise<readonly number[]> {
  const tab = await openPanelInTab({ browser, extension });
  await tab.waitForSelector('[role="log"][aria-busy="false"]');
  await tab.keyboard.down("Control");
  await tab.keyboard.press("KeyF");
  await tab.keyboard.up("Control");
  await tab.waitForSelector('[role="search"] input');
  const prefixes = WORDS.flatMap((word) => Array.from(word, (_, at) => word.slice(0, at + 1)));
  const times: number[] = [];
  for (const prefix of prefixes) times.push(await answerTo(tab, prefix));
  const count = await tab.$eval('[role="search"] [aria-live]', (element) => element.textContent);
  if (!count.endsWith(" 1")) throw new Error(`Found "${count}" instead of one match.`);
  await tab.close();
  return times;
}

/** Reads the time right after the frame, when layout is done. */
const answerTo = (tab: Page, words: string): Promise<number> =>
  tab.evaluate((typed) => {
    const input = document.querySelector<HTMLInputElement>('[role="search"] input');
    if (!input) throw new Error("no field");
    const { promise, resolve } = Promise.withResolvers<number>();
    const { port1: afterFrame, port2: frame } = new MessageChannel();
    const begin = performance.now();
    input.value = typed;
    input.dispatchEvent(new Event("input"));
    afterFrame.onmessage = () => resolve(performance.now() - begin);
    requestAnimationFrame(() => frame.postMessage(null));
    return promise;
  }, words);
