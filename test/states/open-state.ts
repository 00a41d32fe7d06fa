/** Brings the built extension's panel into a state: stores its data, and posts live events from a page instead of a recorder. */

import type { Browser, Extension, Page } from "puppeteer-core";
import { LIVE_CHANNEL } from "../../core/protocol/live.ts";
import { DEFAULT_SETTINGS } from "../../core/settings/settings.ts";
import { PATIENCE_MS, writeSettings } from "../../local/browser/extension.ts";
import { waitForStatus } from "../../local/browser/panel-driver.ts";
import { panelAddress } from "../meetings/stored-meeting.ts";
import type { PanelState } from "./states.ts";

/** Port 9 (discard, RFC 863) has no listener, so every request fails at once. */
const UNREACHABLE = { workerUrl: "http://127.0.0.1:9", accessCode: "code" };
const NO_SERVICE = { workerUrl: "", accessCode: "" };

export interface View {
  readonly width: number;
  readonly height?: number;
  readonly scheme: "light" | "dark";
  /** Direction of Chrome's language. Default: "ltr". */
  readonly direction?: "ltr" | "rtl";
}

/** Opens a page of the extension that stores data and acts as the recorder, for all states. */
export async function openKeeper(browser: Browser, extension: Extension): Promise<Page> {
  await writeSettings(browser, extension, { ...DEFAULT_SETTINGS, ...UNREACHABLE });
  const keeper = await browser.newPage();
  keeper.setDefaultTimeout(PATIENCE_MS);
  await keeper.goto(panelAddress(extension));
  await waitForStatus(keeper, ["Ready"]);
  return keeper;
}

/** Opens the panel in a tab and brings it into the state. Close it before opening the next one. */
export async function openState(
  { browser, extension, keeper }: { browser: Browser; extension: Extension; keeper: Page },
  state: PanelState,
  { width, height = 800, scheme, direction = "ltr" }: View,
): Promise<Page> {
  const service = state.isNew === true ? NO_SERVICE : UNREACHABLE;
  await writeSettings(browser, extension, { ...DEFAULT_SETTINGS, ...service, ...state.settings });
  await keeper.evaluate(store, {
    meetings: [...(state.meetings ?? [])],
    turns: [...(state.turns ?? [])],
    notes: [...(state.notes ?? [])],
    deliveries: [...(state.deliveries ?? [])],
  });
  await keeper.evaluate(storeAudio, state.audioSeconds ?? 0);
  await keeper.evaluate(postLive, LIVE_CHANNEL, [...(state.live ?? [])]);
  const panel = await browser.newPage();
  panel.setDefaultTimeout(PATIENCE_MS);
  await panel.setViewport({ width, height, deviceScaleFactor: 2 });
  await panel.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: scheme },
    { name: "prefers-reduced-motion", value: "reduce" },
  ]);
  await panel.evaluateOnNewDocument(setDirection, direction);
  await panel.goto(panelAddress(extension));
  await panel.locator("main, form").wait();
  if (state.meetings) await panel.locator('[role="tablist"]').wait();
  if (state.live) await panel.locator('::-p-xpath(//*[@role="status"][.!="Ready"])').wait();
  await panel.bringToFront();
  await state.enter?.(panel);
  await panel.evaluate(settled);
  return panel;
}

/** Runs in the page. Replaces all stored data. */
async function store(all: {
  readonly meetings: readonly { readonly id: string }[];
  readonly turns: readonly object[];
  readonly notes: readonly object[];
  readonly deliveries: readonly object[];
}): Promise<void> {
  // Stands in for a folder that was picked.
  const root = await navigator.storage.getDirectory();
  const handle = await root.getDirectoryHandle("Vault", { create: true });
  const webhook = {
    address: "https://hooks.example/earshot",
    secret: "whsec_c2VjcmV0",
    form: "json",
  };
  const opening = indexedDB.open("earshot");
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error ?? new Error("no database"));
  });
  const names = ["meetings", "turns", "notes", "deliveries"] as const;
  const transaction = database.transaction([...names, "searchDue", "destinations"], "readwrite");
  const destinations = transaction.objectStore("destinations");
  destinations.clear();
  if (all.deliveries.length > 0) {
    destinations.put({ id: "folder", since: 1e15, handle });
    destinations.put({ id: "webhook", since: 1e15, ...webhook });
  }
  for (const { id } of all.meetings)
    transaction.objectStore("searchDue").put(crypto.randomUUID(), id);
  for (const name of names) {
    transaction.objectStore(name).clear();
    for (const value of all[name]) transaction.objectStore(name).put(value);
  }
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error ?? new Error("not stored"));
  });
  database.close();
}

/** Runs in the page. Replaces all audio by a tone of this length that rises and falls like speech. */
async function storeAudio(seconds: number): Promise<void> {
  const root = await navigator.storage.getDirectory();
  const meetings = await root.getDirectoryHandle("meetings", { create: true });
  /** A panel that was just closed may still hold a file. */
  const isHeld = (name: string): Promise<boolean> =>
    meetings.removeEntry(name, { recursive: true }).then(
      () => false,
      (error: unknown) => {
        if (error instanceof DOMException && error.name === "NoModificationAllowedError")
          return true;
        throw error;
      },
    );
  for await (const name of meetings.keys())
    while (await isHeld(name)) await new Promise((resolve) => setTimeout(resolve, 50));
  if (seconds === 0) return;
  const folder = await meetings.getDirectoryHandle("weekly", { create: true });
  for (const [side, channel] of ["tab", "mic"].entries()) {
    const loudness = (at: number): number =>
      Math.sin(at / 72_000 + side * Math.PI) > 0 ? 9_000 * Math.sin(at / 2_900) ** 2 : 60;
    const sound = Int16Array.from({ length: seconds * 16_000 }, (_, at) =>
      Math.round(loudness(at) * Math.sin(at / 9)),
    );
    const file = await folder.getFileHandle(`${channel}.pcm`, { create: true });
    const writable = await file.createWritable();
    await writable.write(sound);
    await writable.close();
  }
}

/** Runs in the page. Posts the events to every panel that says "hello", and holds the locks of their meetings. */
async function postLive(channelName: string, events: readonly object[]): Promise<void> {
  const page = globalThis as unknown as { stopLive?: () => void };
  page.stopLive?.();
  const channel = new BroadcastChannel(channelName);
  const { promise: stopped, resolve } = Promise.withResolvers<void>();
  const ids = events.flatMap((event) =>
    "state" in event ? [(event.state as { readonly meetingId: string }).meetingId] : [],
  );
  for (const id of ids)
    await new Promise<void>((held) => {
      void navigator.locks.request(`earshot-meeting-${id}`, () => {
        held();
        return stopped;
      });
    });
  channel.addEventListener("message", ({ data }: MessageEvent<{ readonly type: string }>) => {
    if (data.type === "hello") for (const event of events) channel.postMessage(event);
  });
  page.stopLive = () => {
    channel.close();
    resolve();
  };
}

/** Runs in the page before its scripts. Overrides Chrome's direction, because Earshot has no right-to-left translation. */
function setDirection(direction: string): void {
  const { i18n } = (globalThis as unknown as { chrome: { i18n: ChromeMessages } }).chrome;
  const { getMessage } = i18n;
  i18n.getMessage = (key, ...values) =>
    key === "@@bidi_dir" ? direction : getMessage(key, ...values);
}

interface ChromeMessages {
  getMessage: (key: string, ...values: unknown[]) => string;
}

/** Runs in the page. Waits for fonts and two frames. */
async function settled(): Promise<void> {
  await document.fonts.ready;
  for (let frame = 0; frame < 2; frame++)
    await new Promise((resolve) => requestAnimationFrame(resolve));
}
