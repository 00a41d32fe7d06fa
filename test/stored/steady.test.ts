/** While words arrive, nothing else in the panel moves; and if the user reads earlier turns, those don't move either. */

import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { LiveEvent, LiveState } from "../../core/protocol/live.ts";
import { LIVE_CHANNEL } from "../../core/protocol/live.ts";
import {
  madeUpStatus,
  madeUpLive,
  madeUpMeeting,
  madeUpPartial,
  madeUpTurns,
} from "../states/made-up.ts";
import { openKeeper, openState } from "../states/open-state.ts";
import {
  openScenario,
  picturedWhenFailing,
  type Scenario,
  withoutWords,
} from "../browser/harness.ts";

const SOON = { timeout: 20_000, interval: 50 };
const VIEW = { width: 400, height: 720, scheme: "light" } as const;
const TURNS = madeUpTurns("weekly", 30);
const WORDS =
  "so perhaps we should ask finance before anybody promises a figure to the board ".repeat(4);

const stateAfter = (seconds: number): LiveState =>
  madeUpLive({
    channels: (["tab", "mic"] as const).map((name, side) =>
      madeUpStatus({
        name,
        recordedSamples: 16_000 * (595 + seconds),
        heardSamples: 16_000 * (595 + seconds - (seconds % 13)),
        peak: ((seconds * 7 + side * 3) % 10) / 10,
        health: {
          frames: "flowing",
          sound: (["sound", "quiet", "silence"] as const)[(seconds + side) % 3] ?? "sound",
          service: "live",
          disk: "writing",
        },
      }),
    ),
  });

const partialOf = (words: number): LiveEvent => ({
  type: "partial",
  meetingId: "weekly",
  channel: "tab",
  partial: {
    ...madeUpPartial("weekly", 280_000),
    text: WORDS.split(" ").slice(0, words).join(" "),
  },
});

let scenario: Scenario;
let keeper: Page;
let panel: Page;
beforeAll(async () => {
  scenario = await openScenario(withoutWords());
  keeper = await openKeeper(scenario.browser, scenario.extension);
  panel = await openState(
    { ...scenario, keeper },
    {
      name: "recording",
      meetings: [madeUpMeeting({ state: "recording", durationMs: 0, marks: [] })],
      turns: TURNS,
      live: [{ type: "state", state: stateAfter(0) }],
    },
    VIEW,
  );
});
afterAll(() => scenario[Symbol.asyncDispose]());

/** Posts events as the recorder does, and waits until they are rendered. */
async function post(...events: readonly LiveEvent[]): Promise<void> {
  await keeper.evaluate(
    (name, said) => {
      const channel = new BroadcastChannel(name);
      for (const event of said) channel.postMessage(event);
      channel.close();
    },
    LIVE_CHANNEL,
    [...events],
  );
  await panel.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
}

/** Records the elements that move from now on. */
const watchMoves = (panel: Page): Promise<void> =>
  panel.evaluate(() => {
    const moved: string[] = [];
    Object.assign(globalThis, { moved });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as readonly Shift[])
        for (const { node, previousRect, currentRect } of entry.sources) {
          const element = node instanceof Element ? node : node?.parentElement;
          const [from, to] = [previousRect, currentRect].map(({ x, y }) => `${x},${y}`);
          moved.push(`${element?.tagName}.${element?.className} from ${from} to ${to}`);
        }
    }).observe({ type: "layout-shift" });
    interface Shift {
      readonly sources: readonly {
        readonly node: Node | null;
        readonly previousRect: DOMRectReadOnly;
        readonly currentRect: DOMRectReadOnly;
      }[];
    }
  });

const moves = (panel: Page): Promise<readonly string[]> =>
  panel.evaluate(() => (globalThis as unknown as { moved: readonly string[] }).moved);

async function stream(): Promise<void> {
  for (let words = 1; words <= 50; words++)
    await post(partialOf(words), { type: "state", state: stateAfter(words) });
}

const lastWords = (): Promise<string> =>
  panel.$eval('article[aria-live="off"] p', ({ textContent }) => textContent);

test("nothing moves while the panel follows the transcript or the user reads earlier turns", () =>
  picturedWhenFailing(scenario.browser, async () => {
    await watchMoves(panel);
    await stream();
    expect(await lastWords()).toContain("figure to the board");
    expect(await moves(panel)).toEqual([]);

    await panel.mouse.move(200, 250);
    await panel.mouse.wheel({ deltaY: -900 });
    await vi.waitUntil(() => panel.$(".jump"), SOON);
    const top = await panel.$eval(".scroller", ({ scrollTop }) => scrollTop);
    await post(partialOf(1));
    await stream();
    expect(await moves(panel)).toEqual([]);
    expect(await panel.$eval(".scroller", ({ scrollTop }) => scrollTop)).toBe(top);
  }));
