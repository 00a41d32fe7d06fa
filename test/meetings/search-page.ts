/** Drives the search from a page of the extension: its field, its index on disk, its pending meetings. */

import type { Page } from "puppeteer-core";
import { waitForStatus, press } from "../../local/browser/panel-driver.ts";

/** Pastes the words into the search field of the Meetings view. */
export async function searchFor(panel: Page, words: string): Promise<void> {
  const field = await panel.waitForSelector('input[type="search"]');
  await field?.evaluate((input, words) => {
    Object.assign(input, { value: words });
    input.dispatchEvent(new Event("input"));
  }, words);
}

/** Reloads the panel, which starts a new search thread, and opens the meetings. */
export async function openMeetingsAnew(
  panel: Page,
  between: () => Promise<void> = async () => {},
): Promise<void> {
  const address = panel.url();
  await panel.goto("about:blank");
  await panel.goto(address);
  await waitForStatus(panel, ["Ready"]);
  await between();
  await press(panel, "button", "Meetings");
}

/** Returns the number of meetings that the index has yet to include. */
export const dueCount = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open("earshot");
        opening.onerror = () => reject(opening.error ?? new Error("no database"));
        opening.onsuccess = () => {
          const { result: database } = opening;
          const counting = database.transaction("searchDue").objectStore("searchDue").count();
          counting.onerror = () => reject(counting.error ?? new Error("not counted"));
          counting.onsuccess = () => {
            database.close();
            resolve(counting.result);
          };
        };
      }),
  );

export interface IndexOnDisk {
  readonly bytes: number;
  /** Unix time in ms. */
  readonly writtenAt: number;
  readonly text: string;
}

export const indexOnDisk = (page: Page): Promise<IndexOnDisk> =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle("search");
    const file = await (await folder.getFileHandle("index.json")).getFile();
    return { bytes: file.size, writtenAt: file.lastModified, text: await file.text() };
  });

/** Changes one character in the middle of the index, as a failing disk might. */
export const damageIndex = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle("search");
    const handle = await folder.getFileHandle("index.json");
    const { size } = await handle.getFile();
    const writable = await handle.createWritable({ keepExistingData: true });
    await writable.write({ type: "write", position: size >> 1, data: "~" });
    await writable.close();
  });
