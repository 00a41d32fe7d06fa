/** Begins and ends a recording through the panel, as a person would. */

import type { Browser, Page } from "puppeteer-core";
import {
  chooseSource,
  openPanel,
  type SourceName,
  start,
  stop,
  waitForStatus,
} from "../../local/browser/panel-driver.ts";
import type { LocalService } from "../../local/server.ts";
import type { Scenario } from "../browser/harness.ts";
import { untilClosed } from "./until-closed.ts";

/** Resolves when sound reaches the service. @returns The panel, open. */
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

/** Resolves when everything is stored. The panel may be open or closed, and is closed afterwards. */
export async function endRecording({ browser, extension, page }: Scenario): Promise<void> {
  const panel = await openPanel(browser, extension, page);
  await stop(panel);
  await waitForStatus(panel, ["Saved"]);
  await closePanel(browser, panel);
}

/** Resolves when the panel is gone; the recording goes on. */
export async function closePanel(browser: Browser, panel: Page): Promise<void> {
  const address = panel.url();
  await panel.close();
  await untilClosed(browser, address);
}

/** Sound that the newest session has received so far. */
export const heardSeconds = ({ sessions }: LocalService): number =>
  (sessions.at(-1)?.audioMs ?? 0) / 1000;
