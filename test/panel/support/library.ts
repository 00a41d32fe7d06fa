/** Actions of a user in the list of meetings, and control of the time to undo a deletion. */

import { afterEach, beforeEach, vi } from "vitest";
import { getMeeting } from "../../../entrypoints/shared/database/meeting-store.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { all, click, settle } from "./panel.ts";

export const titles = (): string[] =>
  all("listitem").flatMap((each) => each.querySelector(".title")?.textContent ?? []);

/** Chooses an item of the menu of a row. */
export async function chooseOf(title: string, item: string): Promise<void> {
  await click("button", `More: ${title}`);
  await click("menuitem", item);
}

export async function press(element: HTMLElement, key: string, init = {}): Promise<void> {
  element.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init }),
  );
  await settle();
}

export async function storedMeeting(id: string) {
  const database = await openDatabase();
  const meeting = await getMeeting(database, id);
  database.close();
  return meeting;
}

const OFFERED_MS = 10_000;
let runOut: (() => void) | null = null;

/** Ends the time to undo, if it is running. */
export async function undoTimeIsOver(): Promise<void> {
  runOut?.();
  await settle();
}

/** Replaces the timer of the undo notice; all other timers are real. */
beforeEach(() => {
  const handle = {};
  const { setTimeout, clearTimeout } = globalThis;
  vi.stubGlobal("setTimeout", (act: () => void, ms?: number) => {
    if (ms !== OFFERED_MS) return setTimeout(act, ms);
    runOut = act;
    return handle;
  });
  vi.stubGlobal("clearTimeout", (timer: NodeJS.Timeout | undefined) => {
    if ((timer as unknown) === handle) runOut = null;
    else clearTimeout(timer);
  });
  restore = () => void Object.assign(globalThis, { setTimeout, clearTimeout });
});
afterEach(() => {
  restore();
  runOut = null;
});
let restore = (): void => {};
