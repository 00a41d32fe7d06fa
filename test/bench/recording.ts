/** Starts and ends a recording through the panel, as a user does. */

import type { Browser, Page } from "puppeteer-core";
import { openPanel, start, stop, waitForStatus } from "../../local/browser/panel-driver.ts";
import type { LocalService } from "../../local/server.ts";
import type { Scenario } from "../browser/harness.ts";
import { untilClosed } from "./until-closed.ts";
import { chooseSource, type SourceName } from "../browser/panel-view.ts";

/**
 * Starts a recording and waits until audio reaches the service.
 * @returns The open panel
 */
export async function beginRecording(
  { browser, extension, page }: Scenario,
  source: SourceName = "This tab",
): Promise<Page> {
  const panel = await openPanel(browser, extension, page);
  await chooseSource(panel, source);
  await start(panel);
  await waitForStatus(panel, ["Recording"]);
  return panel;
}

/** Stops the recording, waits until everything is stored, and closes the panel. */
export async function endRecording({ browser, extension, page }: Scenario): Promise<void> {
  const panel = await openPanel(browser, extension, page);
  await stop(panel);
  await waitForStatus(panel, ["Saved"]);
  await closePanel(browser, panel);
}

/** Closes the panel and waits until it is gone; the recording continues. */
export async function closePanel(browser: Browser, panel: Page): Promise<void> {
  const address = panel.url();
  await panel.close();
  await untilClosed(browser, address);
}

/** Returns the length of audio that the newest session has received. */
export const heardSeconds = ({ sessions }: LocalService): number =>
  (sessions.at(-1)?.audioMs ?? 0) / 1000;
