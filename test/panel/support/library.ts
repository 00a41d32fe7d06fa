/** The list of meetings as a person uses it, and the seconds in which a deletion can be undone. */

import { afterEach, beforeEach, vi } from "vitest";
import { getMeeting } from "../../../entrypoints/shared/database/meeting-store.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { all, click, settle } from "./panel.ts";

export const titles = (): string[] =>
  all("listitem").flatMap((each) => each.querySelector(".title")?.textContent ?? []);

/** Chooses from the menu of a row. */
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

/** As it is stored now. */
export async function storedMeeting(id: string) {
  const database = await openDatabase();
  const meeting = await getMeeting(database, id);
  database.close();
  return meeting;
}

const OFFERED_MS = 10_000;
let runOut: (() => void) | null = null;

/** The time to undo is over, if it was running. */
export async function undoTimeIsOver(): Promise<void> {
  runOut?.();
  await settle();
}

/** Its timer runs out when the test says so; all others are real. */
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
