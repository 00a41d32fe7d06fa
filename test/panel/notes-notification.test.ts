import { beforeEach, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import {
  notifyOfNotes,
  watchNotificationClicks,
} from "../../entrypoints/background/notes-notification.ts";
import { chromeNow } from "./support/chrome.ts";
import { held, SETTINGS, settle, store } from "./support/panel.ts";

interface Notification {
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
}

let shown: Notification[];
let opened: unknown[];
let isFocused: boolean;
let panels: unknown[];
let isGesture: boolean;
const listeners = { clicked: new Set<(id: string) => void>(), added: new Set<() => void>() };

/** What Chrome has only with the permission. */
const notifications = {
  create: async (id: string, options: Notification["options"]) => void shown.push({ id, options }),
  clear: async (id: string) => void (shown = shown.filter((each) => each.id !== id)),
  onClicked: {
    addListener: (listener: (id: string) => void) => void listeners.clicked.add(listener),
    hasListener: (listener: (id: string) => void) => listeners.clicked.has(listener),
  },
};

beforeEach(async () => {
  shown = [];
  opened = [];
  isFocused = false;
  panels = [];
  isGesture = true;
  for (const each of Object.values(listeners)) each.clear();
  Object.assign(browser, { notifications });
  Object.assign(browser.permissions, {
    onAdded: { addListener: (listener: () => void) => void listeners.added.add(listener) },
  });
  Object.assign(browser.windows, {
    getLastFocused: async () => ({ id: 3, focused: isFocused }),
    update: async (id: number) => void opened.push(["window", id]),
    create: async ({ url }: { url: string }) => void opened.push(["panel window", url]),
  });
  Object.assign(browser, {
    sidePanel: {
      open: async ({ windowId }: { windowId: number }) => {
        if (!isGesture) throw new Error("may only be called in response to a user gesture");
        opened.push(["panel", windowId]);
      },
    },
    action: { getBadgeText: async () => "" },
  });
  vi.spyOn(browser.runtime, "getContexts").mockImplementation(
    () => Promise.resolve(panels) as never,
  );
  chromeNow.storage["settings"] = {
    ...SETTINGS,
    notes: { ...SETTINGS.notes, notifyWhenReady: true },
  };
  chromeNow.notifications.isAllowed = true;
  await store({ meetings: [held({ title: "Budget\n\u202eround" })] });
});

const click = async (id = shown[0]?.id ?? ""): Promise<void> => {
  for (const listener of listeners.clicked) listener(id);
  await settle();
};

it("the notification names the meeting and says that its notes are ready", async () => {
  await notifyOfNotes("m");
  expect(shown.map(({ options }) => options)).toEqual([
    {
      type: "basic",
      iconUrl: "chrome-extension://earshot/icon/128.png",
      title: "Budget round",
      message: "Your notes are ready.",
    },
  ]);
});

it.each<[string, () => unknown]>([
  ["if it is switched off", () => (chromeNow.storage["settings"] = SETTINGS)],
  ["without the permission", () => (chromeNow.notifications.isAllowed = false)],
  [
    "while the user looks at a panel",
    () => {
      isFocused = true;
      panels = [{ contextType: "SIDE_PANEL", windowId: -1 }];
    },
  ],
])("there is none %s", async (_, arrange) => {
  arrange();
  await notifyOfNotes("m");
  expect(shown).toEqual([]);
});

it("there is none for a deleted meeting", async () => {
  await store({ meetings: [held({ id: "gone", deletedAt: 1 })] });
  await notifyOfNotes("gone");
  expect(shown).toEqual([]);
});

it("a panel behind another window does not keep it away", async () => {
  panels = [{ contextType: "SIDE_PANEL", windowId: 3 }];
  await notifyOfNotes("m");
  expect(shown).toHaveLength(1);
});

it("a click opens the panel in the window that was used, and removes the notification", async () => {
  watchNotificationClicks();
  await notifyOfNotes("m");
  await click();
  expect(opened).toEqual([
    ["panel", 3],
    ["window", 3],
  ]);
  expect(shown).toEqual([]);
});

it("a click that Chrome does not count opens the panel in a window of its own", async () => {
  isGesture = false;
  watchNotificationClicks();
  await notifyOfNotes("m");
  await click();
  expect(opened).toEqual([["panel window", expect.stringContaining("window=3")]]);
});

it("clicks are heard as soon as the permission is given, and only on its own notifications", async () => {
  Object.assign(browser, { notifications: undefined });
  watchNotificationClicks();
  expect(listeners.clicked.size).toBe(0);
  Object.assign(browser, { notifications });
  for (const listener of listeners.added) listener();
  for (const listener of listeners.added) listener();
  expect(listeners.clicked.size).toBe(1);
  await click("another");
  expect(opened).toEqual([]);
});
