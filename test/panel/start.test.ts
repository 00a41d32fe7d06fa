/** Start in the service worker, with a simulated Chrome that has Chrome's own error messages. */

import { openDB } from "idb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Problem, Result } from "../../core/problem.ts";
import type { StartRequest } from "../../core/protocol/background-requests.ts";
import type { RequestTo } from "../../core/protocol/control.ts";
import { type CaptureSettings, DEFAULT_SETTINGS } from "../../core/settings/settings.ts";
import { onMenuItem, onShortcut } from "../../entrypoints/background/gestures.ts";
import { start } from "../../entrypoints/background/start-recording.ts";
import { DATABASE_NAME, DATABASE_VERSION } from "../../entrypoints/shared/database/open.ts";
import { shortcutProblemItem } from "../../entrypoints/shared/shortcut-problem.ts";
import { settingsItem } from "../../entrypoints/shared/settings-item.ts";
import { sessionArea } from "./support/session-storage.ts";

const TAB = { tabId: 7, title: "Weekly – Meet", url: "https://meet.example/abc?pwd=1#x" };
const DESK = { deviceId: "d", label: "Desk" };

/** Calls of Chrome, in their order. */
let events: string[] = [];
let messages: RequestTo<"offscreen">[] = [];
let answer: () => Promise<Result<unknown>> = async () => ({ ok: true, value: null });
let tab = { id: TAB.tabId, incognito: false, title: TAB.title, mutedInfo: { muted: false } };
let mint: () => Promise<string> = async () => "stream";
let badge = "";
/** Captures of this extension, as Chrome lists them. */
let captured: readonly { readonly tabId: number; readonly status: string }[] = [];
let isOffscreenOpen = false;

const chrome: { runtime: object; tabs: object; storage: object } = Reflect.get(
  globalThis,
  "chrome",
);
Object.assign(chrome, {
  action: { getBadgeText: async () => badge },
  offscreen: {
    createDocument: async () => {
      events.push("offscreen document");
      isOffscreenOpen = true;
    },
  },
  sidePanel: { open: async () => void events.push("panel") },
  tabCapture: {
    getCapturedTabs: async () => captured,
    getMediaStreamId: () => {
      events.push("stream id");
      return mint();
    },
  },
});
Object.assign(chrome.tabs, { query: async () => [tab] });
Object.assign(chrome.storage, { session: sessionArea });
Object.assign(chrome.runtime, {
  getContexts: async () => (isOffscreenOpen ? [{}] : []),
  sendMessage: async (message: RequestTo<"offscreen">) => {
    events.push(message.type);
    messages.push(message);
    return answer();
  },
});

const remember = (change: Partial<CaptureSettings>): Promise<void> =>
  settingsItem.setValue({
    ...DEFAULT_SETTINGS,
    capture: { ...DEFAULT_SETTINGS.capture, ...change },
  });

beforeEach(() => {
  events = [];
  messages = [];
  answer = async () => ({ ok: true, value: { meetingId: "m" } });
  tab = { id: TAB.tabId, incognito: false, title: TAB.title, mutedInfo: { muted: false } };
  mint = async () => "stream";
  badge = "";
  captured = [];
  isOffscreenOpen = false;
});

describe("start", () => {
  it.each<[string, StartRequest, object, object]>([
    [
      "a tab",
      { source: "tab", tab: TAB },
      { tab: { streamId: "stream", isMuted: false }, mic: null },
      { title: "Weekly – Meet", pageUrl: "https://meet.example/abc" },
    ],
    [
      "the microphone",
      { source: "mic" },
      { tab: null, mic: { device: DESK } },
      { title: "Microphone recording", pageUrl: null },
    ],
    [
      "both",
      { source: "both", tab: TAB },
      { tab: { streamId: "stream", isMuted: false }, mic: { device: DESK } },
      { title: "Weekly – Meet", pageUrl: "https://meet.example/abc" },
    ],
    [
      "a tab from Chrome's picker, beside the microphone",
      { source: "both", tab: "picker" },
      { tab: "picker", mic: { device: DESK } },
      { title: "Weekly – Meet", pageUrl: null },
    ],
  ])(
    "asks the offscreen document to record %s, and remembers the source",
    async (_, request, capture, plan) => {
      await remember({ microphone: DESK });
      expect(await start(request)).toEqual({ ok: true, value: { meetingId: "m" } });
      expect(messages).toMatchObject([{ type: "record", capture, plan }]);
      expect((await settingsItem.getValue()).capture).toMatchObject({
        source: request.source,
        microphone: DESK,
      });
    },
  );

  it("mints the stream id last, because it is valid for seconds", async () => {
    await start({ source: "both", tab: TAB });
    expect(events).toEqual(["offscreen document", "stream id", "record"]);
  });

  it("passes on that the tab is muted", async () => {
    tab.mutedInfo.muted = true;
    await start({ source: "tab", tab: TAB });
    expect(messages).toMatchObject([{ capture: { tab: { isMuted: true } } }]);
  });

  it("uses a general title if the active tab has none", async () => {
    tab.title = "";
    await start({ source: "tab", tab: "picker" });
    expect(messages).toMatchObject([{ plan: { title: "Tab recording" } }]);
  });

  it("asks the next document if the last one was just closing", async () => {
    let isClosing = true;
    answer = async () => {
      if (!isClosing) return { ok: true, value: { meetingId: "m" } };
      isClosing = false;
      isOffscreenOpen = false;
      throw new Error("Could not establish connection. Receiving end does not exist.");
    };
    isOffscreenOpen = true;
    expect(await start({ source: "tab", tab: TAB })).toMatchObject({ ok: true });
    expect(events).toEqual(["stream id", "record", "offscreen document", "stream id", "record"]);
  });
});

describe("start refuses and does not remember", () => {
  const refused = async (request: StartRequest): Promise<Problem | null> => {
    await remember({ source: "mic" });
    const result = await start(request);
    expect((await settingsItem.getValue()).capture.source).toBe("mic");
    return result.ok ? null : result.problem;
  };

  it.each([
    ["chrome://settings/"],
    ["chrome-extension://other/page.html"],
    ["view-source:https://meet.example/"],
    ["https://chromewebstore.google.com/detail/x"],
  ])("%s", async (url) => {
    expect(await refused({ source: "tab", tab: { ...TAB, url } })).toEqual({
      reason: "tab-not-capturable",
    });
    expect(events).toEqual([]);
  });

  it("a page of Chrome whose address stays hidden although it could be captured", async () => {
    expect(await refused({ source: "tab", tab: { ...TAB, url: "" } })).toEqual({
      reason: "tab-not-capturable",
    });
    expect(messages).toEqual([]);
  });

  it.each<[string, StartRequest]>([
    ["a tab", { source: "both", tab: TAB }],
    ["Chrome's picker", { source: "tab", tab: "picker" }],
  ])("%s in an incognito window", async (_, request) => {
    tab.incognito = true;
    expect(await refused(request)).toEqual({ reason: "incognito" });
    expect(events).toEqual([]);
  });

  it.each([
    ["Extension has not been invoked for the current page", "tab-not-invoked"],
    ["Cannot capture a tab with an active stream.", "tab-held"],
    ["Cannot capture a tab with an active stream.", "already-recording", "active"],
    ["Cannot capture a tab with an active stream.", "tab-held", "stopped"],
  ])("a tab of which Chrome says: %s (%s)", async (sentence, reason, status = "") => {
    if (status !== "") captured = [{ tabId: 8, status }];
    mint = async () => {
      throw new Error(sentence);
    };
    expect(await refused({ source: "tab", tab: { ...TAB, url: "" } })).toEqual({ reason });
  });

  it("sources that the offscreen document can't open", async () => {
    answer = async () => ({ ok: false, problem: { reason: "mic-not-allowed" } });
    expect(await refused({ source: "both", tab: TAB })).toEqual({ reason: "mic-not-allowed" });
  });
});

it("start captures nothing if a newer Earshot has upgraded the database", async () => {
  const newer = await openDB(DATABASE_NAME, DATABASE_VERSION + 1);
  newer.close();
  expect(await start({ source: "tab", tab: TAB })).toEqual({
    ok: false,
    problem: { reason: "database-newer" },
  });
  expect(events).toEqual([]);
});

describe("a shortcut or the menu item", () => {
  const FRONT = {
    id: TAB.tabId,
    windowId: 3,
    title: TAB.title,
    url: TAB.url,
  } as Parameters<typeof onShortcut>[1];
  const has = (...expected: string[]) => vi.waitFor(() => expect(events).toEqual(expected));
  let keys = 0;
  /** Presses a key, long enough after the previous press to count as a new one. */
  const press = (name: string): void => {
    vi.spyOn(Date, "now").mockReturnValue((keys += 10_000));
    onShortcut(name, FRONT);
  };

  it("opens the panel first and then records the remembered source", async () => {
    await remember({ source: "mic" });
    press("toggle-recording");
    expect(events).toEqual(["panel"]);
    await has("panel", "offscreen document", "record");
    expect(messages).toMatchObject([{ capture: { tab: null, mic: { device: null } } }]);
  });

  it("records the tab if it was the menu item", async () => {
    await remember({ source: "mic" });
    onMenuItem(FRONT);
    await has("panel", "offscreen document", "stream id", "record");
    expect(messages).toMatchObject([{ capture: { mic: null } }]);
  });

  it("stops the recording that the badge shows", async () => {
    badge = "REC";
    isOffscreenOpen = true;
    press("toggle-recording");
    await has("panel", "stop");
  });

  it("starts once while a Start is pending, and once while a key is held", async () => {
    const answered = Promise.withResolvers<Result<unknown>>();
    answer = () => answered.promise;
    press("toggle-recording");
    onShortcut("toggle-recording", FRONT);
    await has("panel", "offscreen document", "stream id", "record");
    press("toggle-recording");
    await vi.waitFor(() => expect(events.at(-1)).toBe("panel"));
    answered.resolve({ ok: true, value: { meetingId: "m" } });
    const started = ["offscreen document", "stream id", "record"];
    expect(events.filter((event) => event !== "panel")).toEqual(started);
    badge = "REC";
    press("toggle-recording");
    await vi.waitFor(() => expect(events.at(-1)).toBe("stop"));
    expect(events.filter((event) => event !== "panel")).toEqual([...started, "stop"]);
  });

  it("stops a pending Start once the badge shows it", async () => {
    const answered = Promise.withResolvers<Result<unknown>>();
    answer = () => answered.promise;
    press("toggle-recording");
    await has("panel", "offscreen document", "stream id", "record");
    badge = "REC";
    press("toggle-recording");
    await vi.waitFor(() => expect(events.at(-1)).toBe("stop"));
    const problem: Problem = { reason: "start-stopped" };
    answered.resolve({ ok: false, problem });
    await vi.waitFor(async () =>
      expect(await shortcutProblemItem.getValue()).toEqual({ windowId: 3, problem }),
    );
  });

  it("stores its problem for the panel of that window until the next attempt", async () => {
    tab.incognito = true;
    press("toggle-recording");
    const problem: Problem = { reason: "incognito" };
    await vi.waitFor(async () =>
      expect(await shortcutProblemItem.getValue()).toEqual({ windowId: 3, problem }),
    );
    tab.incognito = false;
    await vi.waitFor(() => {
      if (messages.length === 0) press("toggle-recording");
      expect(messages).toHaveLength(1);
    });
    await vi.waitFor(async () => expect(await shortcutProblemItem.getValue()).toBeNull());
  });

  it.each([
    ["toggle-mute", { type: "toggle-mute" }],
    ["add-bookmark", { type: "bookmark" }],
  ])("%s acts on a recording, and does nothing without one", async (name, act) => {
    press(name);
    isOffscreenOpen = true;
    press(name);
    await vi.waitFor(() => expect(messages).toEqual([{ to: "offscreen", type: "act", act }]));
  });
});
