/** Calls Chrome's extension API for tests, from the panel or the service worker. */

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

/** Returns the active tab of the panel's window. */
export const tabInFront = (panel: Page): Promise<Tab> =>
  panel.evaluate(async () => {
    const { chrome } = globalThis as unknown as PanelGlobals;
    const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
    if (!tab) throw new Error("no tab");
    return tab;
  });

/** Requests a recording of the active tab without the panel's button, as a shortcut does. */
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

/** Mutes a tab as its context menu does. */
export const muteTab = (panel: Page, tabId: number, muted: boolean): Promise<void> =>
  panel.evaluate(
    async (tabId, muted) => {
      const { chrome } = globalThis as unknown as PanelGlobals;
      await chrome.tabs.update(tabId, { muted });
    },
    tabId,
    muted,
  );

/** Returns the tab being captured, or NaN. Chrome also lists tabs that were captured before. */
export const capturedTabId = (panel: Page): Promise<number> =>
  panel.evaluate(async () => {
    const { chrome } = globalThis as unknown as PanelGlobals;
    const captured = await chrome.tabCapture.getCapturedTabs();
    return captured.find(({ status }) => status === "active")?.tabId ?? Number.NaN;
  });

/** Returns true if Chrome may discard this tab to save memory, and null if the tab is closed. */
export const isDiscardable = (panel: Page, tabId: number): Promise<boolean | null> =>
  panel.evaluate(async (tabId) => {
    const { chrome } = globalThis as unknown as PanelGlobals;
    const tabs = await chrome.tabs.query({});
    return tabs.find(({ id }) => id === tabId)?.autoDiscardable ?? null;
  }, tabId);

/** Forbids discarding of every tab, as another extension might. */
export const forbidDiscarding = (panel: Page): Promise<void> =>
  panel.evaluate(async () => {
    const { chrome } = globalThis as unknown as PanelGlobals;
    for (const { id } of await chrome.tabs.query({}))
      await chrome.tabs.update(id, { autoDiscardable: false });
  });

/** Calls `chrome.tabs`, whose `reload` works even if the page has crashed. */
export const actOnTab = (panel: Page, action: "reload" | "discard", tabId: number): Promise<void> =>
  panel.evaluate(
    async (action, tabId) => {
      const { chrome } = globalThis as unknown as PanelGlobals;
      await chrome.tabs[action](tabId);
    },
    action,
    tabId,
  );

/** Ends the service worker, as Chrome does after 30 s without events. */
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

/** Wakes the service worker with a message that changes nothing. */
export const wakeServiceWorker = (page: Page): Promise<unknown> =>
  sendToBackground(page, { type: "look-at-source" });

/** Sends the command of the panel's button and returns its answer. */
export const finishTranscript = (page: Page, meetingId: string): Promise<unknown> =>
  sendToBackground(page, { type: "transcribe", meetingId, from: "offset" });

/** Returns true if Chrome starts the service worker with the browser. An extension loaded by a test is reinstalled instead. */
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
  /** Acts as if Chrome had downloaded a new version. */
  offerUpdate(): Promise<void>;
  /** Returns the calls so far without repetitions in a row. A reload is recorded, not executed. */
  calls(): Promise<readonly string[]>;
}

/** Records which calls of Chrome's power and update API the service worker makes, until it ends. */
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
