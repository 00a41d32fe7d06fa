/** A real browser with Earshot in it, the Worker in workerd and the local speech service, for one test. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Browser, TargetType } from "puppeteer-core";
import { type BehaviourOverrides, INSTANT } from "../../local/behaviour.ts";
import { fakeMicrophone, setMicrophonePermission } from "./fake-microphone.ts";
import { type Pages, servePages } from "../../local/launcher/page-server.ts";
import { openStage, type Stage } from "../../local/launcher/stage.ts";
import { meetingPages } from "../../local/meeting/pages.ts";
import type { LanguageModel } from "../../local/models/language-model.ts";
import { type LocalService, startLocalService } from "../../local/server.ts";
import type { SpeechEngine } from "../../local/speech/engine.ts";
import { createScriptedEngine } from "../meetings/scripted-engine.ts";

export interface ScenarioOptions {
  /** Closed with the rest. */
  readonly engine: SpeechEngine;
  readonly languageModel: LanguageModel;
  readonly behaviour?: BehaviourOverrides;
  /** What the browser shows first. */
  readonly pages: Pages;
  /** Variables of the Worker, by name. */
  readonly workerBindings?: Readonly<Record<string, string>>;
  /** A WAV file that Chrome's microphone hears; allowed to the extension. None unless given. */
  readonly microphone?: string;
  /** The browser's profile, kept afterwards; a new one that is thrown away unless given. */
  readonly profileDir?: string;
  /** More of Chrome's own switches. */
  readonly browserArgs?: readonly string[];
}

/** The sample meeting, in which nobody understands a word and no model is asked. */
export const withoutWords = (): ScenarioOptions => ({
  engine: createScriptedEngine([]),
  languageModel: { complete: () => Promise.reject(new Error("no model")) },
  behaviour: INSTANT,
  pages: meetingPages,
});

export interface Scenario extends Stage {
  readonly service: LocalService;
  /** Exports arrive here. */
  readonly downloads: string;
}

const PICTURE_WITHIN_MS = 5_000;
const API_KEY = "key-of-the-team";

/** Everything that a test needs, open. Must be disposed of. */
export async function openScenario({
  engine,
  languageModel,
  behaviour = {},
  pages,
  workerBindings = {},
  microphone,
  profileDir,
  browserArgs = [],
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
      browserArgs: [
        ...(microphone === undefined ? [] : fakeMicrophone(microphone)),
        ...browserArgs,
      ],
    }),
  );
  if (microphone !== undefined)
    await setMicrophonePermission(stage.browser, stage.extension, "granted");
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
    // Of a page in the background none comes.
    await Promise.race([page.screenshot({ path: `${file}.png` }), setTimeout(PICTURE_WITHIN_MS)]);
  }
  return folder;
}
