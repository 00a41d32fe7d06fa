/** Opens a real browser with Earshot, the Worker in workerd and the local speech service for a test. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Browser, type Page, TargetType } from "puppeteer-core";
import type { LiveState } from "../../core/protocol/live.ts";
import { type BehaviourOverrides, INSTANT } from "../../local/behaviour.ts";
import { followLive } from "../../local/browser/panel-driver.ts";
import { writeSettings } from "../../local/browser/extension.ts";
import { fakeMicrophone, setMicrophonePermission } from "./fake-microphone.ts";
import { type Pages, servePages } from "../../local/meeting/page-server.ts";
import { openStage, type Stage } from "../../local/launcher/stage.ts";
import { meetingPages } from "../../local/meeting/meeting-pages.ts";
import type { LanguageModel } from "../../core/language/language-request.ts";
import { type LocalService, startLocalService } from "../../local/server.ts";
import type { SpeechEngine } from "../../local/speech/engine.ts";
import { createScriptedEngine } from "../meetings/scripted-engine.ts";
import type { Network } from "./network.ts";

export interface ScenarioOptions {
  /** Closed with the scenario. */
  readonly engine: SpeechEngine;
  readonly languageModel: LanguageModel;
  readonly behaviour?: BehaviourOverrides;
  readonly pages: Pages;
  /** Variables of the Worker, by name. */
  readonly workerBindings?: Readonly<Record<string, string>>;
  /** WAV file that Chrome's microphone plays; the extension gets permission. Default: no microphone. */
  readonly microphone?: string;
  /** Profile of the browser, which is kept. Default: a new one that is deleted. */
  readonly profileDir?: string;
  /** Additional switches for Chrome. */
  readonly browserArgs?: readonly string[];
  /** Between the browser and the team's Worker, and for WebSockets to the speech service. */
  readonly network?: Network;
}

/** The sample meeting without recognised words and without a language model. */
export const withoutWords = (): ScenarioOptions => ({
  engine: createScriptedEngine([]),
  languageModel: { complete: () => Promise.reject(new Error("no model")) },
  behaviour: INSTANT,
  pages: meetingPages,
});

export interface Scenario extends Stage {
  readonly service: LocalService;
  /** Folder of exports. */
  readonly downloads: string;
}

const PICTURE_WITHIN_MS = 5_000;
const API_KEY = "key-of-the-team";

/** Opens everything that a test needs. The caller disposes of it. */
export async function openScenario({
  engine,
  languageModel,
  behaviour = {},
  pages,
  workerBindings = {},
  microphone,
  profileDir,
  browserArgs = [],
  network,
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
      upstream: {
        apiKey: API_KEY,
        url: (await network?.route(service.url, "websockets")) ?? service.url,
      },
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
  if (network) {
    const workerUrl = await network.route(stage.workerUrl, "all");
    await writeSettings(stage.browser, stage.extension, { workerUrl });
  }
  const resources = opening.move();
  return {
    ...stage,
    service,
    downloads,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Opens a scenario, runs the test in it, and closes it. A failed test leaves pictures as `picturedWhenFailing` does. */
export async function inBrowser(
  options: ScenarioOptions,
  test: (scenario: Scenario) => Promise<void>,
): Promise<void> {
  await using scenario = await openScenario(options);
  await picturedWhenFailing(scenario.browser, () => test(scenario));
}

/** Runs a test. If it fails, pictures of all pages are kept in a temporary folder, which the error names. */
export async function picturedWhenFailing<T>(browser: Browser, test: () => Promise<T>): Promise<T> {
  try {
    return await test();
  } catch (error) {
    const folder = await takePictures(browser);
    if (error instanceof Error) error.message += `\nPictures of the browser are in ${folder}`;
    throw error;
  }
}

/** @returns Folder with one picture of each page */
async function takePictures(browser: Browser): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "earshot-failure-"));
  for (const [index, target] of browser.targets().entries()) {
    if (target.type() !== TargetType.PAGE) continue;
    const page = await target.asPage();
    const file = join(folder, `${index}`);
    await writeFile(`${file}.txt`, target.url());
    // A page in the background never resolves.
    await Promise.race([page.screenshot({ path: `${file}.png` }), setTimeout(PICTURE_WITHIN_MS)]);
  }
  return folder;
}

/** Calls `onState` for every state of a meeting that the panel receives. */
export const followStates = (panel: Page, onState: (state: LiveState) => void): Promise<void> =>
  followLive(panel, (event) => {
    if (event.type === "state") onState(event.state);
  });
