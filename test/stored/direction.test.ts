/** Right-to-left content has its own direction in an English panel: titles, turns, insights, notes and questions. */

import type { Page } from "puppeteer-core";
import { expect, test } from "vitest";
import { madeUpAnswer, madeUpMeeting, madeUpNote, madeUpTurns } from "../states/made-up.ts";
import { openKeeper, openState } from "../states/open-state.ts";
import type { PanelState } from "../states/states.ts";
import { press } from "../../local/browser/panel-driver.ts";
import { inBrowser, withoutWords } from "../browser/harness.ts";

const ARABIC = "الإطلاق في التاسع عشر.";
const MARKDOWN = `## ملخص\n- ${ARABIC}\n\n${ARABIC}`;
/** Holds more than the turn, so it is shown. */
const INSIGHT = MARKDOWN.replaceAll(ARABIC, "المحامون يحتاجون أسبوعا آخر.");

const STATE: PanelState = {
  name: "words from right to left",
  meetings: [
    madeUpMeeting({
      title: ARABIC,
      marks: [{ type: "bookmark", id: "b", atMs: 1, note: ARABIC }],
    }),
  ],
  turns: madeUpTurns("weekly", 1).map((turn) => ({ ...turn, text: ARABIC, insight: INSIGHT })),
  notes: [madeUpNote({ markdown: MARKDOWN }), madeUpAnswer(ARABIC, MARKDOWN, 1)],
};

/** Returns true if the text starts at the right edge of its element. */
const beginsAtRight = (panel: Page, selector: string): Promise<boolean> =>
  panel.$eval(selector, (element) => {
    const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
    const range = document.createRange();
    range.setStart(text ?? element, 0);
    range.setEnd(text ?? element, 1);
    const { right } = element.getBoundingClientRect();
    return right - range.getBoundingClientRect().right < 3;
  });

test("Arabic content starts at the right in an English panel", () =>
  inBrowser(withoutWords(), async ({ browser, extension }) => {
    const keeper = await openKeeper(browser, extension);
    const view = { width: 400, scheme: "light" } as const;
    const panel = await openState({ browser, extension, keeper }, STATE, view);
    const rightOf = async (...selectors: readonly string[]): Promise<void> => {
      for (const each of selectors) {
        await panel.waitForSelector(each);
        expect.soft(await beginsAtRight(panel, each), each).toBe(true);
      }
    };
    expect(await panel.$eval("html", ({ dir }) => dir)).toBe("ltr");
    await rightOf("h1 span", "[data-words]", ".bookmark .note span:last-child");
    await rightOf(".insight .line");
    await panel.$eval('[data-control="insight"]', (button) => (button as HTMLElement).click());
    await panel.waitForSelector(".insight h3");
    await rightOf(".insight h3", ".insight li", ".insight p");
    await press(panel, "tab", "Notes");
    await rightOf("article .note h3", "article .note li", "article .note > p");
    await press(panel, "tab", "Ask");
    await rightOf("section > .heading h2", "section li");
    await press(panel, "button", "Meetings");
    await panel.waitForSelector("li .title");
    await rightOf("li .title");
  }));
