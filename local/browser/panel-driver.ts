/**
 * Drives the side panel as a person or a screen reader would: by the names of design.md §8. Every function waits for the
 * condition it needs and throws puppeteer's TimeoutError when that does not come.
 */

import type { Browser, Extension, Page } from "puppeteer-core";
import { isSidePanel, PATIENCE_MS, shownPanel, sidePanel } from "./extension.ts";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setInterval } from "node:timers/promises";

/** The words of `role="status"`. */
export type PanelStatus =
  | "Ready"
  | "Connecting"
  | "Recording"
  | "Paused"
  | "Reconnecting"
  | "Catching up"
  | "Saving"
  | "Saved";

export type ExportItem =
  | "WAV audio"
  | `WAV, only ${string}`
  | "Markdown notes"
  | "Plain text"
  | "SubRip subtitles (.srt)"
  | "WebVTT subtitles (.vtt)"
  | "JSON"
  | "Everything (ZIP)"
  | "Copy as Markdown"
  | "Copy as text";

export type SourceName = "This tab" | "Microphone" | "Tab and microphone";

type Role = "button" | "tab" | "menuitem" | "dialog" | "textbox";

/** Clicks the toolbar button on a page, which allows its capture too, and answers the panel that opens. */
export async function openPanel(browser: Browser, extension: Extension, page: Page): Promise<Page> {
  await extension.triggerAction(page);
  return sidePanel(browser, extension);
}

/** The panel of another window than those that have one: opened with the toolbar button on a page there. */
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

const named = (role: Role, name: string): string =>
  `::-p-aria([name=${JSON.stringify(name)}][role="${role}"])`;

/** Presses what has this role and name as soon as it is there and enabled. */
export async function press(panel: Page, role: Role, name: string): Promise<void> {
  await panel.locator(named(role, name)).click();
}

/** By its label, as with the mouse: the radio button itself takes up no room. */
export const chooseSource = (panel: Page, source: SourceName): Promise<void> =>
  panel
    .locator(`::-p-xpath(//*[@role="radiogroup"]//label[normalize-space()="${source}"])`)
    .click();

/** Whether the button is there and can be pressed now. */
export const canStart = async (panel: Page): Promise<boolean> => {
  const button = await panel.$(named("button", "Start"));
  return (await button?.evaluate((element) => !element.matches(":disabled"))) ?? false;
};

export const start = (panel: Page): Promise<void> => press(panel, "button", "Start");
export const stop = (panel: Page): Promise<void> => press(panel, "button", "Stop");

/**
 * Resolves with the status that came, one of those asked for.
 * @throws {Error} With what the panel shows instead.
 */
export async function waitForStatus(
  panel: Page,
  wanted: readonly PanelStatus[],
  timeoutMs = PATIENCE_MS,
): Promise<PanelStatus> {
  const anyOfThem = wanted.map((words) => `normalize-space()="${words}"`).join(" or ");
  try {
    const status = await panel
      .locator(`::-p-xpath(//*[@role="status"][${anyOfThem}])`)
      .map((element) => element.textContent.trim())
      .setTimeout(timeoutMs)
      .wait();
    return status as PanelStatus;
  } catch (error) {
    throw new Error(
      `Earshot did not get to "${wanted.join('" or "')}" within ${timeoutMs / 1000} s. ${await shownState(panel)}`,
      { cause: error },
    );
  }
}

async function shownState(panel: Page): Promise<string> {
  const [status = "nothing"] = await panel.$$eval('[role="status"]', textsOf);
  return [`It shows "${status}".`, ...(await shownProblems(panel))].join("\n");
}

/** The sentences about what is wrong, of the panel as a whole and of the notes. */
export const shownProblems = (panel: Page): Promise<string[]> =>
  panel.$$eval(':is([role="alert"], [aria-live="polite"]) p', textsOf);

/** Runs in the page. */
const textsOf = (elements: readonly Element[]): string[] =>
  elements.map(({ textContent }) => textContent.replaceAll(/\s+/g, " ").trim());

/**
 * Resolves when a problem is on show whose sentence begins so.
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

/** How long the recording is by now, as the panel shows it: `m:ss`; null where none is running. */
export const shownLength = (panel: Page): Promise<string | null> =>
  panel.$$eval('[role="timer"]', ([timer]) => timer?.textContent.trim() ?? null);

/** The proof of capture, channel by channel, in words: for instance "Them: Hearing". */
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
  /** As it is read out; not always seen. */
  readonly speaker: string;
  readonly words: string;
  /** Null while none has come. */
  readonly insight: string | null;
  /** Still being spoken. */
  readonly isPartial: boolean;
}

/** The turns on show, in their order. */
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

/** Chooses an item of the Export menu; the download begins. */
export async function chooseExport(panel: Page, item: ExportItem): Promise<void> {
  await press(panel, "button", "Export");
  await press(panel, "menuitem", item);
}

/**
 * Resolves when the notes of the meeting are there. They are made by themselves when a meeting has ended; where they are not,
 * asks for them.
 * @throws {Error} With the sentence that the panel shows in their place.
 */
export async function summarize(panel: Page, timeoutMs = 120_000): Promise<void> {
  await press(panel, "tab", "Notes");
  const begin = "Summarize meeting";
  const first = await oneOfButtons(panel, [begin, ...MADE_OR_FAILED], timeoutMs);
  if (first === begin) {
    // Not as with the mouse: it may be gone again, because notes have begun by themselves.
    await panel.$$eval(
      "button",
      (buttons, name) => buttons.find(({ textContent }) => textContent.trim() === name)?.click(),
      begin,
    );
  }
  const outcome = await oneOfButtons(panel, MADE_OR_FAILED, timeoutMs);
  if (outcome === "Try again") throw new Error((await shownProblems(panel)).join("\n"));
}

const MADE_OR_FAILED = ["Summarize again", "Try again"];

/** The name of the one that is there first. */
function oneOfButtons(panel: Page, names: readonly string[], timeoutMs: number): Promise<string> {
  const anyOfThem = names.map((name) => `normalize-space()="${name}"`).join(" or ");
  return panel
    .locator(`::-p-xpath(//button[${anyOfThem}])`)
    .map((button) => button.textContent.trim())
    .setTimeout(timeoutMs)
    .wait();
}

/** Asks about the meeting on show; resolves when the question is on its way. */
export async function ask(panel: Page, question: string): Promise<void> {
  await press(panel, "tab", "Ask");
  await panel.locator(named("textbox", "Ask about this meeting")).fill(question);
  await press(panel, "button", "Send question");
}

/** How Chrome names what it is still writing. */
const UNFINISHED = /\.(crdownload|tmp)$|^\.(com\.google\.Chrome|org\.chromium\.Chromium)\./;
const LOOK_EVERY_MS = 100;

/**
 * Does something that begins a download into a folder, and resolves with the path of the finished file.
 * @throws {Error} When none has finished within the time.
 */
export async function download(
  folder: string,
  begin: () => Promise<void>,
  timeoutMs = 60_000,
): Promise<string> {
  const before = new Set(await readdir(folder));
  await begin();
  const deadline = AbortSignal.timeout(timeoutMs);
  for await (const _ of setInterval(LOOK_EVERY_MS)) {
    const file = await newFile(folder, before);
    if (file !== null) return file;
    if (deadline.aborted) break;
  }
  throw new Error(`Nothing was downloaded into ${folder} within ${timeoutMs / 1000} s.`);
}

async function newFile(folder: string, before: ReadonlySet<string>): Promise<string | null> {
  const names = (await readdir(folder)).filter((name) => !before.has(name));
  const [name] = names;
  if (name === undefined || names.some((each) => UNFINISHED.test(each))) return null;
  const file = join(folder, name);
  return (await stat(file)).size > 0 ? file : null;
}
