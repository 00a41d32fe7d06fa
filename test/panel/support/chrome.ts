/**
 * The part of Chrome that the panel uses, for a DOM without Chrome: messages from `en.yml`, settings, tabs, answers of the service
 * worker. Tests change `chromeNow`, which is reset for every test.
 */

import "fake-indexeddb/auto";
import { join } from "node:path";
import { parseMessagesFile } from "@wxt-dev/i18n/build";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, vi } from "vitest";
import { sessionArea } from "./session-storage.ts";

/** Window around the panel; any other one shows a tab titled "Popup". */
const OWN_WINDOW = 1;

interface ChromeNow {
  storage: Record<string, unknown>;
  tab: { id?: number; title?: string; url?: string } | null;
  /** Answer of the service worker to a message; rejects if it can't be reached. */
  answer: (message: unknown) => unknown;
  /** Messages received by the service worker. */
  sent: unknown[];
  /** The tab that this extension captures. */
  capturedTab: { id: number; url?: string } | null;
  /** Audio files by `meetings/<id>/<channel>.pcm`. */
  files: Map<string, File>;
  /** Storage estimate of the browser. */
  space: StorageEstimate;
  /** Called with each piece that is written; rejects if the disk refuses. */
  write: (part: BlobPart) => Promise<void>;
  /** Called before a file is opened for synchronous access; it is open when this resolves. */
  open: () => Promise<void>;
  /** What the disk refuses synchronous access with; `null`: it does not. */
  refusal: { readonly of: "reads" | "writes"; readonly error: DOMException } | null;
  /** Ids of meetings whose lock is held. */
  atWork: Set<string>;
  microphone: PermissionState;
  devices: { deviceId: string; label: string }[];
  /** Plain text that was copied last. */
  clipboard: string;
  /** HTML that was copied with it. */
  clipboardHtml: string;
  /** Addresses of tabs that were opened. */
  opened: string[];
  commands: { name: string; description: string; shortcut: string }[];
  /** Whether notifications are allowed, and what the user answers when asked. */
  notifications: { isAllowed: boolean; answer: boolean };
}

export const chromeNow: ChromeNow = {
  storage: {},
  tab: null,
  capturedTab: null,
  answer: () => undefined,
  sent: [],
  files: new Map(),
  space: {},
  write: async () => {},
  open: async () => {},
  refusal: null,
  atWork: new Set(),
  microphone: "prompt",
  devices: [],
  clipboard: "",
  clipboardHtml: "",
  opened: [],
  commands: [],
  notifications: { isAllowed: false, answer: true },
};

const english = join(import.meta.dirname, "../../../components/locales/en.yml");
const messages = new Map<string, string>();
for (const message of await parseMessagesFile(english)) {
  const text = "plurals" in message ? Object.values(message.plurals).join(" | ") : message.message;
  messages.set(message.key.join("_"), text);
}
messages.set("@@ui_locale", "en_US");
messages.set("@@bidi_dir", "ltr");

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
export const tabUpdated = new Listeners<[]>();
const storageChanged = new Listeners<[Record<string, unknown>, string]>();

vi.stubGlobal("chrome", {
  i18n: {
    getMessage: (key: string, values: string[] = []) =>
      substituted(messages.get(key) ?? "", values),
  },
  runtime: {
    id: "earshot",
    getURL: (path: string) => `chrome-extension://earshot${path}`,
    getManifest: () => ({ version: "1.2.3" }),
    getContexts: async () => [],
    sendMessage: async (message: unknown) => {
      chromeNow.sent.push(message);
      return chromeNow.answer(message);
    },
  },
  tabs: {
    query: async ({ windowId = OWN_WINDOW }: { windowId?: number }) =>
      windowId !== OWN_WINDOW
        ? [{ id: 99, title: "Popup", url: "https://call.example/" }]
        : [chromeNow.tab, chromeNow.capturedTab].filter((tab) => tab !== null && tab !== undefined),
    onActivated: tabActivated,
    onUpdated: tabUpdated,
    create: async (tab: { url: string }) => void chromeNow.opened.push(tab.url),
  },
  tabCapture: {
    getCapturedTabs: async () =>
      chromeNow.capturedTab ? [{ tabId: chromeNow.capturedTab.id, status: "active" }] : [],
  },
  permissions: {
    contains: async () => chromeNow.notifications.isAllowed,
    request: async () => chromeNow.notifications.answer,
  },
  commands: { getAll: async () => chromeNow.commands },
  windows: {
    getCurrent: async () => ({ id: OWN_WINDOW }),
    get: async () => ({ type: "normal" }),
  },
  storage: {
    onChanged: storageChanged,
    local: {
      onChanged: storageChanged,
      get: async (keys: string | string[]) =>
        Object.fromEntries([keys].flat().map((key) => [key, chromeNow.storage[key]])),
      set: async (values: Record<string, unknown>) => void Object.assign(chromeNow.storage, values),
    },
    session: sessionArea,
  },
});

/** A byte stream, as in Chrome: it fills the buffers of its reader. */
Blob.prototype.stream = function (this: Blob) {
  return new ReadableStream({
    type: "bytes",
    start: async (controller) => {
      const bytes = new Uint8Array(await this.arrayBuffer());
      if (bytes.length > 0) controller.enqueue(bytes);
      controller.close();
      controller.byobRequest?.respond(0);
    },
  });
};

/** Fails as without a network, unless a test spies on it. */
vi.stubGlobal("fetch", async () => {
  throw new TypeError("Failed to fetch");
});

/** Dispatches `change` after a change of `chromeNow.microphone`. */
export const permissionStatus = new EventTarget();

const notFound = (): never => {
  throw new DOMException("", "NotFoundError");
};
const directory = (path: string): unknown => ({
  path,
  getDirectoryHandle: async (name: string) => directory(`${path}${name}/`),
  getFileHandle: async (name: string, { create = false } = {}) => {
    const at = `${path}${name}`;
    if (create && !chromeNow.files.has(at)) chromeNow.files.set(at, new File([], name));
    if (!chromeNow.files.has(at)) notFound();
    return fileHandle(at, name);
  },
  async removeEntry(name: string) {
    const at = `${path}${name}`;
    const gone = [...chromeNow.files.keys()].filter(
      (each) => each === at || each.startsWith(`${at}/`),
    );
    if (gone.length === 0) notFound();
    for (const each of gone) chromeNow.files.delete(each);
  },
  async *keys() {
    const below = [...chromeNow.files.keys()].filter((at) => at.startsWith(path));
    yield* new Set(below.map((at) => at.slice(path.length).split("/")[0]));
  },
  async *entries() {
    for (const at of chromeNow.files.keys()) {
      const name = at.slice(path.length);
      if (at.startsWith(path) && !name.includes("/")) yield [name, fileHandle(at, name)];
    }
  },
});
const fileHandle = (at: string, name: string): unknown => ({
  kind: "file",
  getFile: async () => chromeNow.files.get(at) ?? notFound(),
  createWritable: async () => {
    const parts: BlobPart[] = [];
    return {
      write: async (part: BlobPart) => {
        await chromeNow.write(part);
        parts.push(part);
      },
      abort: async () => {},
      close: async () => void chromeNow.files.set(at, new File(parts, name)),
    };
  },
  async move(folder: { readonly path: string }, newName: string) {
    chromeNow.files.set(`${folder.path}${newName}`, chromeNow.files.get(at) ?? notFound());
    chromeNow.files.delete(at);
  },
  createSyncAccessHandle: async () => {
    await chromeNow.open();
    let bytes = new Uint8Array(await (chromeNow.files.get(at) ?? notFound()).arrayBuffer());
    let isWritten = false;
    const refuse = (access: "reads" | "writes"): void => {
      if (chromeNow.refusal?.of === access) throw chromeNow.refusal.error;
    };
    return {
      getSize: () => bytes.length,
      read: (into: Int16Array, { at = 0 }) => {
        refuse("reads");
        const found = bytes.subarray(at, at + into.byteLength);
        new Uint8Array(into.buffer, into.byteOffset).set(found);
        return found.length;
      },
      write: (part: Uint8Array, { at = 0 }) => {
        refuse("writes");
        const grown = new Uint8Array(Math.max(bytes.length, at + part.length));
        grown.set(bytes);
        grown.set(part, at);
        bytes = grown;
        isWritten = true;
        return part.length;
      },
      close: () => {
        if (isWritten) chromeNow.files.set(at, new File([bytes], name));
      },
    };
  },
});
Object.defineProperty(navigator, "storage", {
  configurable: true,
  value: { getDirectory: async () => directory(""), estimate: async () => chromeNow.space },
});
interface HeldLock {
  readonly name: string;
  readonly mode: LockMode;
}
/** Locks that the test's own context holds. */
const locks = new Set<HeldLock>();
/** Resolved when a lock is released. */
let released = Promise.withResolvers<void>();
const heldLocks = (): readonly HeldLock[] => [
  ...[...chromeNow.atWork].map(
    (meetingId) => ({ name: `earshot-meeting-${meetingId}`, mode: "exclusive" }) as const,
  ),
  ...locks,
];
const isFree = ({ name, mode }: HeldLock): boolean =>
  heldLocks().every((held) => held.name !== name || (held.mode === "shared" && mode === "shared"));
Object.defineProperty(navigator, "locks", {
  configurable: true,
  value: {
    query: async () => ({ held: heldLocks() }),
    request: async (name: string, ...rest: readonly unknown[]) => {
      const hold = rest.at(-1) as (lock: HeldLock | null) => Promise<unknown>;
      const options = rest.length > 1 ? (rest[0] as LockOptions) : {};
      const { signal, mode = "exclusive", ifAvailable = false } = options;
      signal?.throwIfAborted();
      const aborted = Promise.withResolvers<never>();
      aborted.promise.catch(() => {});
      signal?.addEventListener("abort", () => aborted.reject(signal.reason as Error));
      const lock: HeldLock = { name, mode };
      if (ifAvailable && !isFree(lock)) return hold(null);
      while (!isFree(lock)) await Promise.race([released.promise, aborted.promise]);
      locks.add(lock);
      try {
        return await hold(lock);
      } finally {
        locks.delete(lock);
        released.resolve();
        released = Promise.withResolvers();
      }
    },
  },
});

Object.defineProperty(navigator, "permissions", {
  configurable: true,
  value: {
    query: async () =>
      Object.defineProperty(permissionStatus, "state", {
        configurable: true,
        get: () => chromeNow.microphone,
      }),
  },
});
Object.defineProperty(navigator, "mediaDevices", {
  configurable: true,
  value: Object.assign(new EventTarget(), {
    enumerateDevices: async () =>
      chromeNow.devices.map((device) => ({ kind: "audioinput", groupId: "", ...device })),
  }),
});
Object.defineProperty(navigator, "clipboard", {
  configurable: true,
  value: {
    writeText: async (text: string) => void (chromeNow.clipboard = text),
    write: async ([item]: readonly ClipboardItem[]) => {
      const read = async (type: string) => (await item?.getType(type))?.text() ?? "";
      chromeNow.clipboard = await read("text/plain");
      chromeNow.clipboardHtml = await read("text/html");
    },
  },
});

beforeEach(() => {
  // A download keeps audio for a minute.
  locks.clear();
  globalThis.indexedDB = new IDBFactory();
  chromeNow.storage = {};
  chromeNow.tab = { id: 7, title: "Weekly – Meet", url: "https://meet.example/abc" };
  chromeNow.answer = () => undefined;
  chromeNow.sent = [];
  chromeNow.files = new Map();
  chromeNow.space = {};
  chromeNow.open = async () => {};
  chromeNow.refusal = null;
  chromeNow.atWork = new Set();
  chromeNow.microphone = "prompt";
  chromeNow.devices = [];
  chromeNow.clipboard = "";
  chromeNow.clipboardHtml = "";
  chromeNow.opened = [];
  chromeNow.commands = [];
  chromeNow.notifications = { isAllowed: false, answer: true };
});

afterEach(() => {
  vi.restoreAllMocks();
});
