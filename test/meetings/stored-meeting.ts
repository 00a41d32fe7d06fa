/** Stores meetings of any length: turns in IndexedDB, audio in the origin-private file system. */

import type { Browser, Extension, Page } from "puppeteer-core";
import { SAMPLE_FILES } from "../../core/archive/sample-meeting.ts";
import { BYTES_PER_SAMPLE, SAMPLE_RATE } from "../../core/audio/format.ts";
import {
  type ChannelName,
  type Meeting,
  type Note,
  type Turn,
  turnId,
} from "../../core/meeting.ts";
import { PATIENCE_MS } from "../../local/browser/extension.ts";
import { waitForStatus } from "../../local/browser/panel-driver.ts";
import { rowOf } from "../../entrypoints/shared/database/turn-row.ts";

/** Typical length of a turn. */
const TURN_TEXT =
  "So the next step would be to look at the figures of the last quarter before anybody decides on the budget.";
/** Every turn has one, as with default settings. */
const INSIGHT = "The figures of the **last quarter** come first; the budget is decided afterwards.";
const TURN_MS = 7_000;

/** Width of a side panel and height of a common screen. */
const PANEL_SIZE = { width: 400, height: 900 };

/** Opens a tab of the panel's size, which does not show the panel yet. */
export async function openPanelTab(browser: Browser): Promise<Page> {
  const tab = await browser.newPage();
  tab.setDefaultTimeout(PATIENCE_MS);
  await tab.setViewport(PANEL_SIZE);
  return tab;
}

interface Running {
  readonly browser: Browser;
  readonly extension: Extension;
}

/** Opens the panel in a tab. */
export async function openPanelInTab({ browser, extension }: Running): Promise<Page> {
  const tab = await openPanelTab(browser);
  await tab.goto(panelAddress(extension));
  return tab;
}

export const panelAddress = ({ id }: Extension): string =>
  `chrome-extension://${id}/sidepanel.html`;

/** Opens the panel in a tab, so that its database and file system are ready for the functions below. */
export async function openKeeper(browser: Browser, extension: Extension): Promise<Page> {
  const keeper = await openPanelInTab({ browser, extension });
  await waitForStatus(keeper, ["Ready"]);
  return keeper;
}

/** Opens a page of the extension without scripts. The database exists once a panel has been open. */
export async function openQuietPage(browser: Browser, { id }: Extension): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`chrome-extension://${id}/manifest.json`);
  return page;
}

/** Returns a saved meeting. A panel opens with the one that started last. */
export const meetingOf = (id: string, durationMs: number, startedAt: number): Meeting => ({
  id,
  title: `Meeting ${id}`,
  pageUrl: null,
  startedAt,
  durationMs,
  state: "saved",
  channels: [{ name: "tab", transcribedSamples: 0 }],
  problem: null,
});

/** Returns turns that alternate between both channels, each with 20 words and an insight. */
export function turnsOf(meetingId: string, count: number): Turn[] {
  return Array.from({ length: count }, (_, order) => {
    const startMs = order * TURN_MS;
    const texts = TURN_TEXT.split(" ");
    const wordMs = (TURN_MS - 1_000) / texts.length;
    return {
      meetingId,
      channel: order % 2 === 0 ? "tab" : "mic",
      session: 0,
      order,
      startMs,
      endMs: startMs + TURN_MS - 1_000,
      text: `${order + 1}. ${TURN_TEXT}`,
      words: texts.map((text, index) => ({
        text,
        startMs: startMs + Math.round(index * wordMs),
        endMs: startMs + Math.round((index + 1) * wordMs),
        confidence: 0.95,
      })),
      formatted: true,
      language: null,
      speaker: null,
      insight: INSIGHT,
    };
  });
}

/** Returns the `data-turn` of the last turn. */
export const lastTurnId = (turns: readonly Turn[]): string => {
  const last = turns.at(-1);
  return last ? turnId(last) : "";
};

export function storeMeeting(
  keeper: Page,
  meeting: Meeting,
  turns: readonly Turn[],
): Promise<void> {
  return keeper.evaluate(
    (meeting, turns) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("earshot");
        opening.onerror = () => reject(opening.error ?? new Error("no database"));
        opening.onsuccess = () => {
          const transaction = opening.result.transaction(["meetings", "turns"], "readwrite");
          transaction.objectStore("meetings").put(meeting);
          for (const turn of turns) transaction.objectStore("turns").put(turn);
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
          transaction.onerror = () => reject(transaction.error ?? new Error("not stored"));
        };
      }),
    meeting,
    turns.map(rowOf),
  );
}

/** Stores meetings without turns in one transaction, with their notes. */
export const storeMeetings = (
  keeper: Page,
  meetings: readonly Meeting[],
  notes: readonly Note[] = [],
): Promise<void> =>
  keeper.evaluate(
    (meetings, notes) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("earshot");
        opening.onerror = () => reject(opening.error ?? new Error("no database"));
        opening.onsuccess = () => {
          const transaction = opening.result.transaction(["meetings", "notes"], "readwrite");
          for (const meeting of meetings) transaction.objectStore("meetings").put(meeting);
          for (const note of notes) transaction.objectStore("notes").put(note);
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
          transaction.onerror = () => reject(transaction.error ?? new Error("not stored"));
        };
      }),
    meetings,
    notes,
  );

/** Deletes all meetings, turns, notes and audio. */
export const forgetMeetings = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry("meetings", { recursive: true });
    const opening = indexedDB.open("earshot");
    await new Promise((resolve, reject) => {
      opening.onsuccess = resolve;
      opening.onerror = reject;
    });
    const names = ["meetings", "turns", "notes"];
    const transaction = opening.result.transaction(names, "readwrite");
    for (const name of names) transaction.objectStore(name).clear();
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = reject;
    });
    opening.result.close();
  });

/** Stores noise, which no file system can compress. */
export async function storeAudio(
  keeper: Page,
  meetingId: string,
  seconds: number,
  channel: ChannelName = "tab",
): Promise<void> {
  await keeper.evaluate(
    async (meetingId, fileName, bytes) => {
      const root = await navigator.storage.getDirectory();
      const meetings = await root.getDirectoryHandle("meetings", { create: true });
      const folder = await meetings.getDirectoryHandle(meetingId, { create: true });
      const file = await folder.getFileHandle(fileName, { create: true });
      const writable = await file.createWritable();
      const noise = new Uint8Array(8 * 65_536);
      for (let at = 0; at < noise.length; at += 65_536)
        crypto.getRandomValues(noise.subarray(at, at + 65_536));
      for (let left = bytes; left > 0; left -= noise.length)
        await writable.write(noise.subarray(0, Math.min(left, noise.length)));
      await writable.close();
    },
    meetingId,
    `${channel}.pcm`,
    seconds * SAMPLE_RATE * BYTES_PER_SAMPLE,
  );
}

/** Stores the speech of the sample meeting again and again, because silence and noise cost an encoder less. */
export async function storeSpeech(
  keeper: Page,
  meetingId: string,
  seconds: number,
  channel: ChannelName = "tab",
): Promise<void> {
  await keeper.evaluate(
    async (meetingId, fileName, samples, path, rate) => {
      const packed = await (await fetch(`/${path}`)).arrayBuffer();
      const decoded = await new OfflineAudioContext(1, 1, rate).decodeAudioData(packed);
      const speech = Int16Array.from(decoded.getChannelData(0), (sample) => sample * 32_767);
      const root = await navigator.storage.getDirectory();
      const meetings = await root.getDirectoryHandle("meetings", { create: true });
      const folder = await meetings.getDirectoryHandle(meetingId, { create: true });
      const file = await folder.getFileHandle(fileName, { create: true });
      const writable = await file.createWritable();
      for (let left = samples; left > 0; left -= speech.length)
        await writable.write(speech.subarray(0, Math.min(left, speech.length)));
      await writable.close();
    },
    meetingId,
    `${channel}.pcm`,
    seconds * SAMPLE_RATE,
    SAMPLE_FILES.audio,
    SAMPLE_RATE,
  );
}
