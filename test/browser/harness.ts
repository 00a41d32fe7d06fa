/** A real browser with Earshot in it, the Worker in workerd and the local speech service, for one test. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, TargetType } from "puppeteer-core";
import type { BehaviourOverrides } from "../../local/behaviour.ts";
import { type Pages, servePages } from "../../local/launcher/page-server.ts";
import { openStage, type Stage } from "../../local/launcher/stage.ts";
import type { LanguageModel } from "../../local/models/language-model.ts";
import { type LocalService, startLocalService } from "../../local/server.ts";
import type { SpeechEngine } from "../../local/speech/engine.ts";

export interface ScenarioOptions {
  /** Closed with the rest. */
  readonly engine: SpeechEngine;
  readonly languageModel: LanguageModel;
  readonly behaviour?: BehaviourOverrides;
  /** What the browser shows first. */
  readonly pages: Pages;
  /** Variables of the Worker, by name. */
  readonly workerBindings?: Readonly<Record<string, string>>;
  /** The browser's profile, kept afterwards; a new one that is thrown away unless given. */
  readonly profileDir?: string;
}

export interface Scenario extends Stage {
  readonly service: LocalService;
  /** Exports arrive here. */
  readonly downloads: string;
}

const API_KEY = "key-of-the-team";

/**
 * Opens everything, runs the test in it, and closes everything again. When the test fails, what every page shows is kept as
 * a picture in a temporary folder, and the failure names it.
 */
export async function inBrowser(
  {
    engine,
    languageModel,
    behaviour = {},
    pages,
    workerBindings = {},
    profileDir,
  }: ScenarioOptions,
  test: (scenario: Scenario) => Promise<void>,
): Promise<void> {
  await using resources = new AsyncDisposableStack();
  resources.defer(() => engine.close());
  const service = await startLocalService({
    port: 0,
    apiKey: API_KEY,
    engine,
    languageModel,
    behaviour,
  });
  resources.defer(() => service.close());
  const server = await servePages(pages);
  resources.defer(() => server.close());
  const downloads = await mkdtemp(join(tmpdir(), "earshot-downloads-"));
  resources.defer(() => rm(downloads, { recursive: true, force: true }));
  const stage = resources.use(
    await openStage({
      upstream: { apiKey: API_KEY, url: service.url },
      pageUrl: server.url,
      headless: true,
      profileDir: profileDir ?? null,
      downloadDir: downloads,
      workerPort: 0,
      workerBindings,
    }),
  );
  try {
    await test({ ...stage, service, downloads });
  } catch (error) {
    const folder = await takePictures(stage.browser);
    if (error instanceof Error) error.message += `\nPictures of the browser are in ${folder}`;
    throw error;
  }
}

/** @returns The folder with one picture of each page. */
async function takePictures(browser: Browser): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "earshot-failure-"));
  for (const [index, target] of browser.targets().entries()) {
    if (target.type() !== TargetType.PAGE) continue;
    const page = await target.asPage();
    const file = join(folder, `${index}`);
    await writeFile(`${file}.txt`, target.url());
    await page.screenshot({ path: `${file}.png` });
  }
  return folder;
}
