/** What tests ask of Chrome, or do to it, as the extension could: in its panel, or in its service worker. */

import type { Browser, Extension, Page } from "puppeteer-core";
import type { AnswerOf, RequestTo } from "../../core/protocol/control.ts";
import { serviceWorker } from "../../local/browser/extension.ts";

interface Tab {
  readonly id: number;
  readonly title?: string;
  readonly url?: string;
  readonly autoDiscardable: boolean;
  readonly audible: boolean;
  readonly mutedInfo: { readonly muted: boolean };
}

interface ChromeTabs {
  query(query: object): Promise<Tab[]>;
  update(
    tabId: number,
    changes: { readonly autoDiscardable?: boolean; readonly muted?: boolean },
  ): Promise<unknown>;
  reload(tabId: number): Promise<void>;
  discard(tabId: number): Promise<unknown>;
}

interface PanelGlobals {
  readonly chrome: {
    readonly tabs: ChromeTabs;
    readonly tabCapture: {
      getCapturedTabs(): Promise<{ readonly tabId: number; readonly status: string }[]>;
    };
    readonly runtime: { sendMessage(message: object): Promise<unknown> };
  };
}

/** The tab in front of the person, in the window of the panel. */
export const tabInFront = (panel: Page): Promise<Tab> =>
  panel.evaluate(async () => {
    const { chrome } = globalThis as unknown as PanelGlobals;
    const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
    if (!tab) throw new Error("no tab");
    return tab;
  });

/** Asks for a recording of that tab past the panel's button, as a shortcut does. */
export async function askToStart(panel: Page): Promise<AnswerOf<"background", "start">> {
  const { id, title = "", url = "" } = await tabInFront(panel);
  const message: RequestTo<"background", "start"> = {
    to: "background",
    type: "start",
    request: { source: "tab", tab: { tabId: id, title, url } },
  };
  return panel.evaluate(async (message) => {
    const { chrome } = globalThis as unknown as PanelGlobals;
    return (await chrome.runtime.sendMessage(message)) as AnswerOf<"background", "start">;
  }, message);
}

/** As the item in the menu of the tab does. */
export const muteTab = (panel: Page, tabId: number, muted: boolean): Promise<void> =>
  panel.evaluate(
    async (tabId, muted) => {
      const { chrome } = globalThis as unknown as PanelGlobals;
      await chrome.tabs.update(tabId, { muted });
    },
    tabId,
    muted,
  );

/** The tab that is being captured; NaN where none is. Chrome remembers those that were. */
export const capturedTabId = (panel: Page): Promise<number> =>
  panel.evaluate(async () => {
    const { chrome } = globalThis as unknown as PanelGlobals;
    const captured = await chrome.tabCapture.getCapturedTabs();
    return captured.find(({ status }) => status === "active")?.tabId ?? Number.NaN;
  });

/** Whether Chrome may discard this tab to save memory; null where it is gone. */
export const isDiscardable = (panel: Page, tabId: number): Promise<boolean | null> =>
  panel.evaluate(async (tabId) => {
    const { chrome } = globalThis as unknown as PanelGlobals;
    const tabs = await chrome.tabs.query({});
    return tabs.find(({ id }) => id === tabId)?.autoDiscardable ?? null;
  }, tabId);

/** As the user's own extension for long tab lists might: forbids discarding of every tab. */
export const forbidDiscarding = (panel: Page): Promise<void> =>
  panel.evaluate(async () => {
    const { chrome } = globalThis as unknown as PanelGlobals;
    for (const { id } of await chrome.tabs.query({}))
      await chrome.tabs.update(id, { autoDiscardable: false });
  });

/** What `chrome.tabs` does to a tab; reloading works where the page itself can't answer any more. */
export const actOnTab = (panel: Page, action: "reload" | "discard", tabId: number): Promise<void> =>
  panel.evaluate(
    async (action, tabId) => {
      const { chrome } = globalThis as unknown as PanelGlobals;
      await chrome.tabs[action](tabId);
    },
    action,
    tabId,
  );

/** Ends the service worker, as Chrome does after 30 s without events. Resolves when it is gone. */
export async function killServiceWorker(browser: Browser, extension: Extension): Promise<void> {
  const worker = await serviceWorker(browser, extension);
  const gone = new Promise<void>((resolve) => {
    browser.on("targetdestroyed", function heard(target) {
      if (!target.url().startsWith(worker.url())) return;
      browser.off("targetdestroyed", heard);
      resolve();
    });
  });
  await worker.close();
  await gone;
}

const sendToBackground = (page: Page, message: object): Promise<unknown> =>
  page.evaluate((sent) => {
    const { chrome } = globalThis as unknown as PanelGlobals;
    return chrome.runtime.sendMessage({ to: "background", ...sent });
  }, message);

/** By a message that changes nothing. */
export const wakeServiceWorker = (page: Page): Promise<unknown> =>
  sendToBackground(page, { type: "look-at-source" });

/** The command of the panel's own button. @returns The answer to it. */
export const finishTranscript = (page: Page, meetingId: string): Promise<unknown> =>
  sendToBackground(page, { type: "transcribe", meetingId, from: "offset" });

/** Whether Chrome starts the service worker with the browser. One that a test loads it installs anew each time instead. */
export async function startsWithBrowser(browser: Browser, extension: Extension): Promise<boolean> {
  const worker = await serviceWorker(browser, extension);
  return worker.evaluate(() =>
    (globalThis as unknown as WorkerGlobals).chrome.runtime.onStartup.hasListeners(),
  );
}

interface WorkerGlobals {
  calls: string[];
  readonly chrome: {
    readonly power: { requestKeepAwake(level: string): void; releaseKeepAwake(): void };
    readonly runtime: {
      reload(): void;
      readonly onStartup: { hasListeners(): boolean };
      readonly onUpdateAvailable: { dispatch(details: object): void };
    };
  };
}

export interface ServiceWorkerSpy {
  /** Chrome has downloaded a new version. */
  offerUpdate(): Promise<void>;
  /** The calls so far, but not one that repeats the call before it. A reload is noted, not done. */
  calls(): Promise<readonly string[]>;
}

/** Notes what the service worker asks of the machine and of Chrome, for as long as it lives. */
export async function spyOnServiceWorker(
  browser: Browser,
  extension: Extension,
): Promise<ServiceWorkerSpy> {
  const worker = await serviceWorker(browser, extension);
  await worker.evaluate(() => {
    const spied = Object.assign(globalThis, { calls: [] }) as unknown as WorkerGlobals;
    const { power, runtime } = spied.chrome;
    const note = (call: string): void => {
      if (spied.calls.at(-1) !== call) spied.calls.push(call);
    };
    const { requestKeepAwake, releaseKeepAwake } = power;
    power.requestKeepAwake = (level) => {
      note(`keep awake: ${level}`);
      requestKeepAwake(level);
    };
    power.releaseKeepAwake = () => {
      note("let sleep");
      releaseKeepAwake();
    };
    runtime.reload = () => note("reload");
  });
  return {
    offerUpdate: () =>
      worker.evaluate(() => {
        const { runtime } = (globalThis as unknown as WorkerGlobals).chrome;
        runtime.onUpdateAvailable.dispatch({ version: "9.9.9" });
      }),
    calls: () => worker.evaluate(() => (globalThis as unknown as WorkerGlobals).calls),
  };
}
