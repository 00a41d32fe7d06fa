/** Opens the panel, finds elements by role and name, and sends events as the recorder thread does. */

import { enableAutoUnmount } from "@vue/test-utils";
import { afterEach, expect, vi } from "vitest";
import { createApp } from "vue";
import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import type { ChannelName, Meeting, Note, PartialTurn, Turn } from "../../../core/meeting.ts";
import {
  type ChannelStatus,
  LIVE_CHANNEL,
  type LiveEvent,
  type LiveHello,
  type LiveState,
} from "../../../core/protocol/live.ts";
import {
  type CaptureSettings,
  DEFAULT_SETTINGS,
  type Settings,
} from "../../../core/settings/settings.ts";
import { addMeeting } from "../../../entrypoints/shared/database/meeting-store.ts";
import { addNote } from "../../../entrypoints/shared/database/note-store.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { storeTurn } from "../../../entrypoints/shared/database/turn-store.ts";
import { listenForErrors } from "../../../entrypoints/shared/errors.ts";
import App from "../../../entrypoints/sidepanel/App.vue";
import { held, spoken } from "../../unit/spoken.ts";
import { chromeNow } from "./chrome.ts";

export { held, spoken };

enableAutoUnmount(afterEach);

let closePanel = (): void => {};
afterEach(() => closePanel());

export const SETTINGS: Settings = {
  ...DEFAULT_SETTINGS,
  workerUrl: "https://worker.example",
  accessCode: "rose",
};

export const withCapture = (change: Partial<CaptureSettings>): Settings => ({
  ...SETTINGS,
  capture: { ...SETTINGS.capture, ...change },
});

export const savedSettings = (): Settings => chromeNow.storage["settings"] as Settings;

export interface Stored {
  readonly meetings?: readonly Meeting[];
  readonly turns?: readonly Turn[];
  readonly notes?: readonly Note[];
}

export async function store({ meetings = [], turns = [], notes = [] }: Stored): Promise<void> {
  const database = await openDatabase();
  for (const meeting of meetings) await addMeeting(database, meeting);
  for (const turn of turns) await storeTurn(database, turn, 0);
  for (const note of notes) await addNote(database, note);
  database.close();
}

/**
 * Opens a panel, by default with a Worker in the settings, and closes the previous one. Resolves when the panel has settled.
 */
export async function openPanel(settings: Settings = SETTINGS): Promise<void> {
  chromeNow.storage["settings"] = settings;
  chromeNow.storage["settings$"] = { v: 3 };
  closePanel();
  const stopListening = listenForErrors(window, "side panel");
  const panel = createApp(App);
  const root = document.body.appendChild(document.createElement("div"));
  closePanel = () => {
    panel.unmount();
    stopListening();
    root.remove();
    closePanel = () => {};
  };
  panel.mount(root);
  // A panel without a usable database has an alert and no button.
  await vi.waitFor(() =>
    expect(document.body.querySelector("button, [role=alert]")).not.toBeNull(),
  );
  await settle();
}

/** Turns of the event loop, each of at least a millisecond, without any change. */
const QUIET_TURNS = 25;
/** A step of the simulated database takes one or two immediates. */
const IMMEDIATES_PER_TURN = 8;

/**
 * Resolves when messages between contexts, the database, modules being loaded and Vue have settled: when nothing has changed on
 * the page and nothing has been sent for `QUIET_TURNS` turns of the event loop.
 */
export async function settle(): Promise<void> {
  let changes = 0;
  const observer = new MutationObserver((records) => void (changes += records.length));
  observer.observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
  });
  let before = -1;
  for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
    await vi.dynamicImportSettled();
    await turn();
    changes += observer.takeRecords().length;
    if (changes + chromeNow.sent.length !== before) quiet = 0;
    before = changes + chromeNow.sent.length;
  }
  observer.disconnect();
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  for (let i = 0; i < IMMEDIATES_PER_TURN; i++)
    await new Promise((resolve) => setImmediate(resolve));
}

const IMPLICIT: Readonly<Record<string, string>> = {
  button: "button",
  article: "article",
  heading: "h1,h2,h3,h4,h5,h6",
  link: "a[href]",
  listitem: "li",
  region: "section[aria-label]",
  textbox: "input:not([type=checkbox],[type=radio]),textarea",
  radio: "input[type=radio]",
  combobox: "select",
};

const nameOf = (element: Element): string => {
  const label = element.id
    ? document.querySelector(`label[for="${element.id}"]`)
    : element.closest("label");
  return (element.getAttribute("aria-label") ?? label?.textContent ?? element.textContent).trim();
};

const isShown = (element: Element): boolean =>
  element.closest("[hidden], [style*='display: none']") === null;

export function all(role: string, name?: string): HTMLElement[] {
  const selector = [`[role="${role}"]`, IMPLICIT[role]].filter(Boolean).join(",");
  return [...document.querySelectorAll<HTMLElement>(selector)].filter(
    (element) => isShown(element) && (name === undefined || nameOf(element) === name),
  );
}

export function one(role: string, name?: string): HTMLElement {
  const found = all(role, name);
  if (found.length !== 1)
    throw new Error(`${found.length} of ${role} "${name ?? ""}" in:\n${document.body.innerHTML}`);
  return found[0] as HTMLElement;
}

export const text = (): string => document.body.textContent.replace(/\s+/g, " ");

export async function click(role: string, name?: string): Promise<void> {
  const element = one(role, name);
  element.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, button: 0 }));
  element.click();
  await settle();
}

export async function choose(menu: string, item: string): Promise<void> {
  await openMenu(menu);
  await click("menuitem", item);
}

export async function openMenu(menu: string): Promise<void> {
  one("button", menu).dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  await settle();
}

/** Stores silent audio on disk. */
export const storeAudio = (
  meetingId: string,
  seconds: number,
  channel: ChannelName = "tab",
): void => {
  const samples = new Int16Array(seconds * SAMPLE_RATE);
  chromeNow.files.set(`meetings/${meetingId}/${channel}.pcm`, new File([samples], "sound"));
};

/** Paths of the audio on disk, without files derived from it. */
export const audioFiles = (): string[] =>
  [...chromeNow.files.keys()].filter((path) => path.endsWith(".pcm"));

export async function type(name: string, value: string): Promise<void> {
  const field = one("textbox", name) as HTMLInputElement;
  field.value = value;
  field.dispatchEvent(new Event("input"));
  await settle();
}

/** The text of every article, with one space between its parts. */
export const articles = (): string[] =>
  all("article").map((article) => wordsOf(article).join(" ").replace(/\s+/g, " ").trim());

const wordsOf = (node: Node): string[] =>
  node.nodeType === Node.TEXT_NODE
    ? [node.textContent ?? ""]
    : [...node.childNodes].flatMap(wordsOf);

/** Status of a healthy channel: recording, with audio, connected. */
export const channelStatus = (change: Partial<ChannelStatus> = {}): ChannelStatus => ({
  name: "tab",
  label: "",
  isMuted: false,
  health: { frames: "flowing", sound: "sound", service: "live", disk: "writing" },
  recordedSamples: 16_000,
  heardSamples: 16_000,
  peak: 0.1,
  ignoredMessages: 0,
  ...change,
});

export const liveState = (change: Partial<LiveState> = {}): LiveState => ({
  meetingId: "live",
  activity: "recording",
  title: "Weekly",
  startedAt: 0,
  phase: "recording",
  channels: [channelStatus()],
  problems: [],
  ...change,
});

export const partial = (change: Partial<PartialTurn> = {}): PartialTurn => {
  const { insight: _, ...rest } = spoken({ meetingId: "live", order: 9, startMs: 9_000 });
  return { ...rest, formatted: false, ...change };
};

/** Acts as the recorder thread of the meeting "live" until the test ends. */
export function openRecorder(onHello: () => readonly LiveEvent[] = () => []) {
  chromeNow.atWork.add("live");
  const channel = new BroadcastChannel(LIVE_CHANNEL);
  opened.push(channel);
  channel.onmessage = ({ data }: MessageEvent<LiveHello>) => {
    if (data.type === "hello") for (const event of onHello()) channel.postMessage(event);
  };
  return {
    async say(...events: readonly LiveEvent[]): Promise<void> {
      for (const event of events) channel.postMessage(event);
      await settle();
    },
    state(change: Partial<LiveState> = {}): Promise<void> {
      return this.say({ type: "state", state: liveState(change) });
    },
  };
}

const opened: BroadcastChannel[] = [];
afterEach(() => {
  for (const channel of opened.splice(0)) channel.close();
});
