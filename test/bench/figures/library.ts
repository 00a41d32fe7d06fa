/**
 * List of 2,000 stored meetings, of which some lag behind and some have no audio.
 *
 * - opening: from the click on "Meetings" to the end of the frame that shows the first screen of rows, and to the end of the
 *   frame that completes the list;
 * - scrolling: the longest task of the main thread while the list is scrolled from top to end;
 * - typing: from a key press in the title of a row to the end of the frame that shows it.
 *
 * Goal: the list appears at once and always responds.
 */

import type { Page } from "puppeteer-core";
import type { Meeting } from "../../../core/meeting.ts";
import { waitForStatus } from "../../../local/browser/panel-driver.ts";
import { inBrowser, type Scenario, withoutWords } from "../../browser/harness.ts";
import type { Figure } from "../figure.ts";
import {
  meetingOf,
  openKeeper,
  openPanelInTab,
  storeMeetings,
} from "../../meetings/stored-meeting.ts";

const MEETINGS = 2_000;
const BEHIND_EVERY = 50;
const TEXT_ONLY_EVERY = 7;
const KEYS = "Quarter";
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const SAMPLES_PER_MS = 16;
const MAX_OPENING_MS = 150;
const MAX_TASK_MS = 100;

interface Listing {
  readonly firstShownMs: number;
  readonly allDrawnMs: number;
  readonly longestTaskMs: number;
  readonly keyMs: number;
}

export const library: Figure = async ({ runs, say, signal }) => {
  const listings: Listing[] = [];
  await inBrowser(withoutWords(), async (scenario) => {
    const { browser, extension } = scenario;
    const keeper = await openKeeper(browser, extension);
    await storeMeetings(keeper, manyMeetings(Date.now()));
    await keeper.close();
    for (let run = 0; run < runs; run++) {
      signal.throwIfAborted();
      const listing = await list(scenario);
      listings.push(listing);
      say(`run ${run + 1}: listed in ${listing.firstShownMs.toFixed(0)} ms`);
    }
  });
  const values = (name: keyof Listing): readonly number[] => listings.map((each) => each[name]);
  return [
    {
      figure: "Library, 2,000 meetings: list shown",
      unit: "ms",
      values: values("firstShownMs"),
      goal: { of: "median", atMost: MAX_OPENING_MS },
    },
    { figure: "Library, 2,000 meetings: all drawn", unit: "ms", values: values("allDrawnMs") },
    {
      figure: "Library, 2,000 meetings: longest task of scrolling",
      unit: "ms",
      values: values("longestTaskMs"),
      goal: { of: "median", atMost: MAX_TASK_MS },
    },
    { figure: "Library, 2,000 meetings: one key of a title", unit: "ms", values: values("keyMs") },
  ];
};

/** Returns three meetings for every two days, newest first. */
const manyMeetings = (now: number): readonly Meeting[] =>
  Array.from({ length: MEETINGS }, (_, index) => {
    const whole = meetingOf(String(index), HOUR_MS, now - (index * DAY_MS * 2) / 3);
    const transcribedSamples = index % BEHIND_EVERY === 1 ? 0 : HOUR_MS * SAMPLES_PER_MS;
    return {
      ...whole,
      channels: [{ name: "tab", transcribedSamples }],
      ...(index % TEXT_ONLY_EVERY === 2 && { soundDeletedAt: now }),
    };
  });

async function list({ browser, extension }: Scenario): Promise<Listing> {
  const tab = await openPanelInTab({ browser, extension });
  await waitForStatus(tab, ["Ready"]);
  const opening = await open(tab);
  const longestTaskMs = await scrollThrough(tab);
  const keyMs = await writeTitle(tab);
  await tab.close();
  return { ...opening, longestTaskMs, keyMs };
}

/** Reads the page right after each frame, when layout is done and reading is free. */
const open = (tab: Page): Promise<Pick<Listing, "firstShownMs" | "allDrawnMs">> =>
  tab.evaluate((all) => {
    const { promise, resolve } = Promise.withResolvers<{
      firstShownMs: number;
      allDrawnMs: number;
    }>();
    const { port1: afterFrame, port2: frame } = new MessageChannel();
    let firstShownMs: number | null = null;
    const begin = performance.now();
    afterFrame.onmessage = () => {
      const now = performance.now() - begin;
      const drawn = document.querySelectorAll("main li").length;
      if (drawn > 0) firstShownMs ??= now;
      if (firstShownMs !== null && drawn === all) resolve({ firstShownMs, allDrawnMs: now });
      else requestAnimationFrame(nextFrame);
    };
    const nextFrame = (): void => frame.postMessage(null);
    document.querySelector<HTMLElement>('button[aria-label="Meetings"]')?.click();
    requestAnimationFrame(nextFrame);
    return promise;
  }, MEETINGS);

/** Scrolls one screen per frame. */
const scrollThrough = (tab: Page): Promise<number> =>
  tab.evaluate(async () => {
    const scroller = document.querySelector("main li")?.closest("section")?.parentElement;
    if (!scroller) throw new Error("no list");
    let longest = 0;
    let before = performance.now();
    while (scroller.scrollTop + scroller.clientHeight < scroller.scrollHeight - 1) {
      scroller.scrollTop += scroller.clientHeight;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      longest = Math.max(longest, performance.now() - before);
      before = performance.now();
    }
    return longest;
  });

/** Returns the mean over several keys. */
async function writeTitle(tab: Page): Promise<number> {
  await tab.evaluate(() => document.querySelector<HTMLElement>("main li button")?.focus());
  await tab.keyboard.press("F2");
  await tab.waitForSelector("main li input");
  return tab.evaluate(async (keys) => {
    const input = document.querySelector<HTMLInputElement>("main li input");
    if (!input) throw new Error("no field");
    let sum = 0;
    for (const key of keys) {
      const begin = performance.now();
      input.value += key;
      input.dispatchEvent(new Event("input"));
      await new Promise((resolve) => setTimeout(resolve));
      document.body.getBoundingClientRect();
      sum += performance.now() - begin;
    }
    return sum / keys.length;
  }, KEYS);
}
