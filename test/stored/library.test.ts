/** Deleted meetings leave nothing behind, whether the user or the retention rule deletes them; meetings in use are kept. */

import type { Page } from "puppeteer-core";
import { expect, test } from "vitest";
import type { Meeting } from "../../core/meeting.ts";
import { writeSettings } from "../../local/browser/extension.ts";
import { press } from "../../local/browser/panel-driver.ts";
import {
  meetingOf,
  openKeeper,
  openPanelInTab,
  storeAudio,
  storeMeeting,
  turnsOf,
} from "../meetings/stored-meeting.ts";
import { keep as keepOutput } from "../meetings/made-library.ts";
import { dueCount, indexOnDisk } from "../meetings/search-page.ts";
import { audioFolders, storedMeetings, storedTurns } from "../time-code/stored.ts";
import { killServiceWorker, wakeServiceWorker } from "../browser/chrome-api.ts";
import { inBrowser, type Scenario, withoutWords } from "../browser/harness.ts";

const SECONDS = 2;
const TURNS = 3;
const DAY_MS = 86_400_000;
const NOON = new Date().setHours(12, 0, 0, 0);
/** Longer than the time to undo, for a busy machine. */
const GONE = { timeout: 60_000, interval: 100 };

/** Stores three meetings with audio and turns, and opens a page that reads them without being a panel. */
const inLibrary = (
  act: (reader: Page, openPanelTab: () => Promise<Page>, scenario: Scenario) => Promise<void>,
): Promise<void> =>
  inBrowser(withoutWords(), async (scenario) => {
    const { browser, extension } = scenario;
    const reader = await openKeeper(browser, extension);
    await reader.goto(`chrome-extension://${extension.id}/manifest.json`);
    for (const [index, id] of ["new", "middle", "old"].entries()) await keep(reader, id, index);
    await act(reader, () => openList(scenario), scenario);
  });

async function keep(reader: Page, id: string, daysAgo: number): Promise<void> {
  const whole = { name: "tab", transcribedSamples: SECONDS * 16_000 } as const;
  const meeting = meetingOf(id, SECONDS * 1_000, NOON - daysAgo * DAY_MS);
  await storeMeeting(reader, { ...meeting, channels: [whole] }, turnsOf(id, TURNS));
  await storeAudio(reader, id, SECONDS);
}

async function openList({ browser, extension }: Scenario): Promise<Page> {
  const panel = await openPanelInTab({ browser, extension });
  await press(panel, "button", "Meetings");
  await panel.waitForSelector("main li");
  return panel;
}

async function choose(panel: Page, meetingId: string, item: string): Promise<void> {
  await press(panel, "button", `More: Meeting ${meetingId}`);
  await press(panel, "menuitem", item);
}

const titles = (panel: Page): Promise<string[]> =>
  panel.$$eval("main li .title", (all) => all.map(({ textContent }) => textContent));

/** Keeps the undo notice, whose ten seconds may end before a busy machine has read it. */
const offerForever = (panel: Page): Promise<void> =>
  panel.evaluate(() => {
    const { setTimeout } = globalThis;
    const patient = (act: () => void, ms = 0): unknown => (ms < 10_000 ? setTimeout(act, ms) : 0);
    Object.assign(globalThis, { setTimeout: patient });
  });

/** Reads the text, because Chrome reports no roles of a page in the background. */
const offersUndo = (panel: Page): Promise<boolean> =>
  panel.$$eval("button", (all) => all.some(({ textContent }) => textContent.trim() === "Undo"));

/** Returns the ids of meetings that have a record, turns and audio. */
const stored = async (reader: Page) => {
  const ids = ["new", "middle", "old"];
  const counts = await Promise.all(ids.map((id) => storedTurns(reader, id)));
  return {
    meetings: (await storedMeetings(reader)).map(({ id }) => id),
    turns: ids.filter((_, index) => counts[index]?.length === TURNS),
    sounds: (await audioFolders(reader)).toSorted(),
    orphans: counts.filter(({ length }) => length !== 0 && length !== TURNS),
  };
};
const exactly = (...ids: readonly string[]) => ({
  meetings: ids,
  turns: ids,
  sounds: ids.toSorted(),
  orphans: [],
});
const ALL = exactly("new", "middle", "old");

const meeting = async (reader: Page, meetingId: string): Promise<Meeting | undefined> =>
  (await storedMeetings(reader)).find(({ id }) => id === meetingId);

/** Sets the time since the meeting was deleted. */
async function deletedBefore(reader: Page, meetingId: string, ms: number): Promise<void> {
  const deleted = await meeting(reader, meetingId);
  if (deleted) await storeMeeting(reader, { ...deleted, deletedAt: Date.now() - ms }, []);
}

/** Restarts the service worker, as Chrome does from time to time. */
async function restart(reader: Page, { browser, extension }: Scenario): Promise<void> {
  await killServiceWorker(browser, extension);
  await wakeServiceWorker(reader);
}

test("Undo restores a deleted meeting, which is otherwise removed", () =>
  inLibrary(async (reader, openTab) => {
    const first = await openTab();
    await offerForever(first);
    await choose(first, "middle", "Delete");
    await expect.poll(() => titles(first)).toEqual(["Meeting new", "Meeting old"]);
    await press(first, "button", "Undo");
    await expect.poll(() => titles(first)).toHaveLength(3);
    expect(await stored(reader)).toEqual(ALL);

    const panel = await openTab();
    await choose(panel, "middle", "Delete");
    await expect.poll(() => stored(reader), GONE).toEqual(exactly("new", "old"));
    await expect.poll(() => offersUndo(panel)).toBe(false);
  }));

test("a deleted meeting closes in the window that shows it", () =>
  inLibrary(async (_, openTab) => {
    const other = await openTab();
    await press(other, "button", "Back");
    await other.waitForSelector("::-p-aria([name='Meeting new'][role='heading'])");
    const panel = await openTab();
    await offerForever(panel);
    await choose(panel, "new", "Delete");
    await expect.poll(() => titles(other)).toEqual(["Meeting middle", "Meeting old"]);
    expect(await offersUndo(other)).toBe(false);
    await press(panel, "button", "Undo");
    await expect.poll(() => titles(other)).toHaveLength(3);
  }));

test("a meeting deleted in a closed panel is removed later, but never while a panel offers Undo", () =>
  inLibrary(async (reader, openTab, scenario) => {
    const panel = await openTab();
    await offerForever(panel);
    await choose(panel, "middle", "Delete");
    await expect.poll(() => offersUndo(panel)).toBe(true);
    await deletedBefore(reader, "middle", 61_000);
    await deletedBefore(reader, "old", 61_000);
    await restart(reader, scenario);
    const third = await openTab();
    await expect.poll(() => titles(third)).toEqual(["Meeting new"]);
    expect(await stored(reader)).toEqual(ALL);

    await panel.close();
    await deletedBefore(reader, "old", 0);
    await restart(reader, scenario);
    // The one deleted just now can still be restored.
    await expect.poll(() => stored(reader), GONE).toEqual(exactly("new", "old"));

    await deletedBefore(reader, "old", 61_000);
    await openTab();
    await expect.poll(() => stored(reader), GONE).toEqual(exactly("new"));
  }));

test("the search index drops the words of a deleted meeting without an open panel", () =>
  inLibrary(async (reader, openTab, scenario) => {
    const panel = await openTab();
    const index = async (): Promise<string> => (await indexOnDisk(reader)).text;
    await keepOutput(reader, { meetings: await storedMeetings(reader) });
    await panel.reload();
    await press(panel, "button", "Meetings");
    await expect.poll(() => dueCount(reader)).toBe(0);
    expect(await index()).toContain('"middle"');
    await panel.close();

    await deletedBefore(reader, "middle", 61_000);
    await restart(reader, scenario);
    await expect.poll(() => stored(reader), GONE).toEqual(exactly("new", "old"));
    expect(await index()).not.toContain('"middle"');
    expect(await index()).toContain('"old"');
  }));

test("a deleted meeting is kept while a job holds it", () =>
  inLibrary(async (reader, openTab, scenario) => {
    const release = await holdMeeting(reader, "middle");
    await deletedBefore(reader, "middle", 61_000);
    await deletedBefore(reader, "old", 61_000);
    await restart(reader, scenario);
    await expect.poll(() => stored(reader), GONE).toEqual(exactly("new", "middle"));
    await release();
    await openTab();
    await expect.poll(() => stored(reader), GONE).toEqual(exactly("new"));
  }));

test("deleting the audio of a meeting keeps its text", () =>
  inLibrary(async (reader, openTab, scenario) => {
    const panel = await openTab();
    await choose(panel, "middle", "Delete sound…");
    await press(panel, "button", "Delete sound");
    const textOnly = { ...ALL, sounds: ["new", "old"] };
    await expect.poll(() => stored(reader)).toEqual(textOnly);
    await expect.poll(() => panel.$eval("main", (main) => main.textContent)).toContain("Text only");

    // As if interrupted between the request and the deletion.
    await storeAudio(reader, "middle", SECONDS);
    await restart(reader, scenario);
    await expect.poll(() => stored(reader), GONE).toEqual(textOnly);
  }));

test("the retention rule deletes old meetings without a panel, except those that a job holds", () =>
  inLibrary(async (reader, _, scenario) => {
    await keep(reader, "old", 40);
    await keep(reader, "middle", 40);
    const release = await holdMeeting(reader, "middle");
    const { browser, extension } = scenario;
    const rule = (retention: "sound" | "everything") =>
      writeSettings(browser, extension, { library: { retention, retentionDays: 30 } });

    await rule("sound");
    await restart(reader, scenario);
    await expect.poll(() => audioFolders(reader), GONE).not.toContain("old");
    expect(await stored(reader)).toEqual({ ...ALL, sounds: ["middle", "new"] });

    await rule("everything");
    await restart(reader, scenario);
    await expect.poll(() => stored(reader), GONE).toEqual(exactly("new", "middle"));
    await release();
    await restart(reader, scenario);
    await expect.poll(() => stored(reader), GONE).toEqual(exactly("new"));
  }));

interface Holder {
  finish(): void;
}

/**
 * Holds the lock of a meeting as a recorder thread does.
 * @returns A function that releases it
 */
async function holdMeeting(reader: Page, meetingId: string): Promise<() => Promise<void>> {
  await reader.evaluate(
    (name) =>
      new Promise<void>((begun) => {
        void navigator.locks.request(name, () => {
          const { promise, resolve } = Promise.withResolvers<void>();
          Object.assign(globalThis, { finish: resolve } satisfies Holder);
          begun();
          return promise;
        });
      }),
    `earshot-meeting-${meetingId}`,
  );
  return () => reader.evaluate(() => (globalThis as unknown as Holder).finish());
}
