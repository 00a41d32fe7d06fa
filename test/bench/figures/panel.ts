/**
 * The panel with 5,000 stored turns of 20 words and an insight each, at the width of a side panel:
 *
 * - opening: from the navigation to `sidepanel.html` to the end of the frame that shows the last turn, and to the end of the
 *   frame that completes the transcript;
 * - one live partial: its cost for the main thread, from the message to the painted frame, compared with a meeting of 50 turns.
 *
 * Goals: 5,000 turns open in less than 300 ms, and a partial costs less than 3 ms however long the meeting, which the ratio
 * shows.
 */

import type { Page } from "puppeteer-core";
import { createScriptedEngine } from "../../meetings/scripted-engine.ts";
import { meetingPages } from "../../../local/meeting/meeting-pages.ts";
import { inBrowser, type Scenario } from "../../browser/harness.ts";
import type { Figure } from "../figure.ts";
import { briefModel } from "../../meetings/meeting-script.ts";
import { openPartialMeter } from "../partial-meter.ts";
import { median } from "../statistics.ts";
import {
  lastTurnId,
  meetingOf,
  openKeeper,
  openPanelInTab,
  openPanelTab,
  panelAddress,
  storeMeeting,
  turnsOf,
} from "../../meetings/stored-meeting.ts";

const MANY = 5_000;
const FEW = 50;
const OPENINGS_PER_RUN = 3;
const PARTIALS_PER_RUN = 100;
const MAX_OPENING_MS = 300;
const MAX_PARTIAL_MS = 3;

interface Opening {
  readonly endShownMs: number;
  readonly allDrawnMs: number;
}

export const panel: Figure = async ({ runs, say, signal }) => {
  const openings: Opening[] = [];
  const partialMs: Record<"many" | "few", number[]> = { many: [], few: [] };
  const many = turnsOf("many", MANY);

  const scene = {
    engine: createScriptedEngine([]),
    languageModel: briefModel,
    pages: meetingPages,
  };
  await inBrowser(scene, async (scenario) => {
    const { browser, extension } = scenario;
    const keeper = await openKeeper(browser, extension);
    await storeMeeting(keeper, meetingOf("few", 1, 1), turnsOf("few", FEW));
    await storeMeeting(keeper, meetingOf("many", 1, 2), many);
    await keeper.close();

    for (let run = 0; run < runs; run++) {
      for (let i = 0; i < OPENINGS_PER_RUN; i++) {
        signal.throwIfAborted();
        const opening = await open(scenario, lastTurnId(many));
        openings.push(opening);
        say(`run ${run + 1}: open in ${opening.endShownMs.toFixed(0)} ms`);
      }
    }
    const tab = await openPanelInTab({ browser, extension });
    await using meter = await openPartialMeter(scenario, tab);
    for (let run = 0; run < runs; run++) {
      for (const [id, count] of [
        ["many", MANY],
        ["few", FEW],
      ] as const) {
        signal.throwIfAborted();
        await meter.show(id, count);
        const costs = await meter.costsOfPartials(id, PARTIALS_PER_RUN);
        partialMs[id].push(median(costs));
        say(`run ${run + 1}: a partial after ${count} turns costs ${median(costs).toFixed(2)} ms`);
      }
    }
  });

  return [
    {
      figure: "Panel, 5,000 turns: end shown",
      unit: "ms",
      values: openings.map(({ endShownMs }) => endShownMs),
      goal: { of: "median", atMost: MAX_OPENING_MS },
    },
    {
      figure: "Panel, 5,000 turns: all drawn",
      unit: "ms",
      values: openings.map(({ allDrawnMs }) => allDrawnMs),
    },
    { figure: "Panel, 50 turns: one partial", unit: "ms", values: partialMs.few },
    {
      figure: "Panel, 5,000 turns: one partial",
      unit: "ms",
      values: partialMs.many,
      ratio: { value: median(partialMs.many) / median(partialMs.few), to: "50 turns" },
      goal: { of: "median", atMost: MAX_PARTIAL_MS },
    },
  ];
};

interface WatchedPage {
  opening: Promise<Opening>;
}

async function open({ browser, extension }: Scenario, lastTurn: string): Promise<Opening> {
  const tab = await openPanelTab(browser);
  await watchOpening(tab, lastTurn);
  await tab.goto(panelAddress(extension));
  const opening = await tab.evaluate(() => (globalThis as unknown as WatchedPage).opening);
  await tab.close();
  return opening;
}

/** Reads the page right after each frame, when layout is done and reading is free. */
async function watchOpening(tab: Page, lastTurn: string): Promise<void> {
  await tab.evaluateOnNewDocument((lastTurn) => {
    const { promise: opening, resolve } = Promise.withResolvers<Opening>();
    Object.assign(globalThis, { opening } satisfies WatchedPage);
    const { port1: afterFrame, port2: frame } = new MessageChannel();
    const selector = `[role="log"] [data-turn="${CSS.escape(lastTurn)}"]`;
    let endShownMs: number | null = null;
    afterFrame.onmessage = () => {
      const now = performance.now();
      const box = document.querySelector(selector)?.getBoundingClientRect();
      if (box && box.top > 0 && box.bottom < innerHeight) endShownMs ??= now;
      const isBusy = document.querySelector('[role="log"]')?.ariaBusy !== "false";
      if (endShownMs !== null && !isBusy) resolve({ endShownMs, allDrawnMs: now });
      else requestAnimationFrame(nextFrame);
    };
    const nextFrame = (): void => frame.postMessage(null);
    requestAnimationFrame(nextFrame);
  }, lastTurn);
}
