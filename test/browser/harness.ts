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

/** Everything that a test needs, open. Must be disposed of. */
export async function openScenario({
  engine,
  languageModel,
  behaviour = {},
  pages,
  workerBindings = {},
  profileDir,
}: ScenarioOptions): Promise<Scenario> {
  await using opening = new AsyncDisposableStack();
  opening.defer(() => engine.close());
  const service = await startLocalService({
    port: 0,
    apiKey: API_KEY,
    engine,
    languageModel,
    behaviour,
  });
  opening.defer(() => service.close());
  const server = await servePages(pages);
  opening.defer(() => server.close());
  const downloads = await mkdtemp(join(tmpdir(), "earshot-downloads-"));
  opening.defer(() => rm(downloads, { recursive: true, force: true }));
  const stage = opening.use(
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
  const resources = opening.move();
  return {
    ...stage,
    service,
    downloads,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/**
 * Opens everything, runs the test in it, and closes everything again. When the test fails, what every page shows is kept as
 * a picture in a temporary folder, and the failure names it.
 */
export async function inBrowser(
  options: ScenarioOptions,
  test: (scenario: Scenario) => Promise<void>,
): Promise<void> {
  await using scenario = await openScenario(options);
  await picturedWhenFailing(scenario.browser, () => test(scenario));
}

/** Runs a test; a failure names the folder with pictures of what the browser showed. */
export async function picturedWhenFailing<T>(browser: Browser, test: () => Promise<T>): Promise<T> {
  try {
    return await test();
  } catch (error) {
    const folder = await takePictures(browser);
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
