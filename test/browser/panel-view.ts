/** Reads and drives parts of the side panel that tests alone use. */

import type { Browser, Extension, Page } from "puppeteer-core";
import {
  LIVE_CHANNEL,
  type LiveEvent,
  type LiveHello,
  type LiveState,
} from "../../core/protocol/live.ts";
import { isSidePanel, PATIENCE_MS, shownPanel } from "../../local/browser/extension.ts";
import { named, press, shownState } from "../../local/browser/panel-driver.ts";

export type SourceName = "This tab" | "Microphone" | "Tab and microphone";

/** Opens the panel of another window, with the toolbar button on a page there. */
export async function openPanelInWindow(
  browser: Browser,
  extension: Extension,
  page: Page,
): Promise<Page> {
  const before = new Set(browser.targets());
  const opened = browser.waitForTarget(
    (target) => isSidePanel(target, extension) && !before.has(target),
  );
  const [target] = await Promise.all([opened, extension.triggerAction(page)]);
  return shownPanel(target);
}

/** Clicks the label: the radio button itself has no size. */
export const chooseSource = (panel: Page, source: SourceName): Promise<void> =>
  panel
    .locator(`::-p-xpath(//*[@role="radiogroup"]//label[normalize-space()="${source}"])`)
    .click();

/** Whether the button exists and is enabled. */
export const canStart = async (panel: Page): Promise<boolean> => {
  const button = await panel.$(named("button", "Start"));
  return (await button?.evaluate((element) => !element.matches(":disabled"))) ?? false;
};

/**
 * Resolves when a problem message with this beginning is shown.
 *
 * @throws {Error} With what the panel shows instead.
 */
export async function waitForProblem(
  panel: Page,
  beginning: string,
  timeoutMs = PATIENCE_MS,
): Promise<void> {
  const sentence = `//p[starts-with(normalize-space(), ${JSON.stringify(beginning)})]`;
  try {
    await panel.locator(`::-p-xpath(${sentence})`).setTimeout(timeoutMs).wait();
  } catch (error) {
    throw new Error(`"${beginning}" did not come. ${await shownState(panel)}`, { cause: error });
  }
}

/** Length of the recording as shown, `m:ss`; `null` without one. */
export const shownLength = (panel: Page): Promise<string | null> =>
  panel.$$eval('[role="timer"]', ([timer]) => timer?.textContent.trim() ?? null);

/** Health of each channel in words, for instance "Them: Hearing". */
export const shownChannels = (panel: Page): Promise<string[]> =>
  panel.$$eval('section[aria-label="Recording"] button[aria-expanded]', (summaries) =>
    summaries.map((summary) =>
      Array.from(summary.querySelectorAll("span"), ({ textContent }) => textContent.trim())
        .filter((word) => word !== "")
        .join(" "),
    ),
  );

export interface ShownTurn {
  readonly time: string;
  /** For screen readers; not always visible. */
  readonly speaker: string;
  readonly words: string;
  /** `null` until one has arrived that holds more than the turn. */
  readonly insight: string | null;
  /** Still being spoken. */
  readonly isPartial: boolean;
}

/** The shown turns in order. */
export function readTurns(panel: Page): Promise<ShownTurn[]> {
  return panel.$$eval('[role="log"] article', (articles) =>
    articles.map((article) => {
      const text = (selector: string) =>
        article.querySelector(selector)?.textContent.trim() ?? null;
      return {
        time: text(".time") ?? "",
        speaker: text(".speaker") ?? "",
        words: text(":scope > div > p") ?? "",
        insight: text('[aria-label="Insight"] .label ~ *'),
        isPartial: article.getAttribute("aria-live") === "off",
      };
    }),
  );
}

/** Asks about the shown meeting; resolves when the question is sent. */
export async function ask(panel: Page, question: string): Promise<void> {
  await press(panel, "tab", "Ask");
  await panel.locator(named("textbox", "Ask about this meeting")).fill(question);
  await press(panel, "button", "Send question");
}

const ANSWER_WITHIN_MS = 10_000;

/**
 * Asks for the state as a panel does when it opens, from any page of the extension.
 *
 * @throws {Error} If no recorder answers, because nothing is being recorded.
 */
export function askState(page: Page): Promise<LiveState> {
  return page.evaluate(
    (channelName, timeoutMs) => {
      const channel = new BroadcastChannel(channelName);
      const answer = new Promise<LiveState>((resolve, reject) => {
        channel.onmessage = ({ data }: MessageEvent<LiveEvent | LiveHello>) => {
          if (data.type === "state") resolve(data.state);
        };
        setTimeout(() => reject(new Error("no recorder answers")), timeoutMs);
      });
      channel.postMessage({ type: "hello" } satisfies LiveHello);
      return answer.finally(() => channel.close());
    },
    LIVE_CHANNEL,
    ANSWER_WITHIN_MS,
  );
}
