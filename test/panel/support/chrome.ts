/**
 * The part of Chrome that the panel uses, for a DOM without Chrome: messages from `en.yml`, settings, tabs, the service
 * worker's answers. A test changes what `chromeNow` holds; everything is new for every test.
 */

import "fake-indexeddb/auto";
import { join } from "node:path";
import { parseMessagesFile } from "@wxt-dev/i18n/build";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, vi } from "vitest";

interface ChromeNow {
  storage: Record<string, unknown>;
  tab: { id?: number; title?: string; url?: string } | null;
  /** What the service worker answers to a message; a rejection is one that can't be reached. */
  answer: (message: unknown) => unknown;
  /** Messages that reached the service worker. */
  sent: unknown[];
  /** Sound files by `meetings/<id>/<channel>.pcm`. */
  files: Map<string, File>;
  /** Meetings whose lock is held. */
  atWork: Set<string>;
}

export const chromeNow: ChromeNow = {
  storage: {},
  tab: null,
  answer: () => undefined,
  sent: [],
  files: new Map(),
  atWork: new Set(),
};

const english = join(import.meta.dirname, "../../../components/locales/en.yml");
const messages = new Map<string, string>();
for (const message of await parseMessagesFile(english)) {
  const text = "message" in message ? message.message : Object.values(message).at(-1);
  messages.set(message.key.join("_"), String(text));
}

const substituted = (message: string, values: readonly string[]): string =>
  message.replace(/\$(\d)/g, (_, n: string) => values[Number(n) - 1] ?? "");

class Listeners<Args extends unknown[]> {
  readonly #listeners = new Set<(...args: Args) => void>();
  addListener = (listener: (...args: Args) => void): void => void this.#listeners.add(listener);
  removeListener = (listener: (...args: Args) => void): void =>
    void this.#listeners.delete(listener);
  emit = (...args: Args): void => this.#listeners.forEach((listener) => listener(...args));
}

export const tabActivated = new Listeners<[]>();
const storageChanged = new Listeners<[Record<string, unknown>, string]>();

vi.stubGlobal("chrome", {
  i18n: {
    getMessage: (key: string, values: string[] = []) =>
      substituted(messages.get(key) ?? "", values),
  },
  runtime: {
    id: "earshot",
    sendMessage: async (message: unknown) => {
      chromeNow.sent.push(message);
      return chromeNow.answer(message);
    },
  },
  tabs: {
    query: async () => (chromeNow.tab ? [chromeNow.tab] : []),
    onActivated: tabActivated,
    onUpdated: new Listeners(),
  },
  storage: {
    onChanged: storageChanged,
    local: {
      onChanged: storageChanged,
      get: async (keys: string | string[]) =>
        Object.fromEntries([keys].flat().map((key) => [key, chromeNow.storage[key]])),
      set: async (values: Record<string, unknown>) => void Object.assign(chromeNow.storage, values),
    },
  },
});

const notFound = (): never => {
  throw new DOMException("", "NotFoundError");
};
const directory = (path: string): unknown => ({
  getDirectoryHandle: async (name: string) => directory(`${path}${name}/`),
  getFileHandle: async (name: string) => {
    const file = chromeNow.files.get(`${path}${name}`) ?? notFound();
    return { getFile: async () => file };
  },
});
Object.defineProperty(navigator, "storage", {
  configurable: true,
  value: { getDirectory: async () => directory("") },
});
Object.defineProperty(navigator, "locks", {
  configurable: true,
  value: {
    query: async () => ({
      held: [...chromeNow.atWork].map((meetingId) => ({ name: `earshot-meeting-${meetingId}` })),
    }),
  },
});

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  chromeNow.storage = {};
  chromeNow.tab = { id: 7, title: "Weekly – Meet", url: "https://meet.example/abc" };
  chromeNow.answer = () => undefined;
  chromeNow.sent = [];
  chromeNow.files = new Map();
  chromeNow.atWork = new Set();
});

afterEach(() => {
  vi.restoreAllMocks();
});
