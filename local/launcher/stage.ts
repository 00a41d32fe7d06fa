/**
 * Everything Earshot needs on one machine, started in order and stopped in reverse: speech service, Worker, the page with
 * the meeting, and a browser with the extension set up for them. For `npm start` and for the real-browser tests.
 */

import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Extension, Page } from "puppeteer-core";
import { extensionIdOf, PATIENCE_MS, writeSettings } from "../browser/extension.ts";
import { findBrowser, HOW_TO_GET_A_BROWSER } from "../browser/find-browser.mjs";
import { launchBrowser } from "../browser/launch.ts";
import { startWorker } from "./worker-process.ts";
import { EXTENSION_DIR } from "./build.ts";
import { createExtractiveModel } from "../models/extractive/extractive-model.ts";
import { startLocalService } from "../server.ts";
import { openVoskEngine } from "../speech/vosk/vosk-engine.ts";

/** The speech service and LLM Gateway that the Worker speaks for. */
export interface Upstream {
  readonly apiKey: string;
  /** Where both are; null: AssemblyAI's cloud, as `worker/wrangler.jsonc` has it. */
  readonly url: string | null;
}

export interface StageOptions {
  readonly upstream: Upstream;
  /** Address of the page whose sound is to be recorded. */
  readonly pageUrl: string;
  readonly headless: boolean;
  /** The browser's profile, kept afterwards; null: a new one that is thrown away. */
  readonly profileDir: string | null;
  /** Where downloads go; null: as the profile has it. */
  readonly downloadDir: string | null;
  /** Port of the Worker; 0: any free one. */
  readonly workerPort: number;
  /** Variables of the Worker beside those that the stage itself needs. */
  readonly workerBindings?: Readonly<Record<string, string>>;
  /** More of Chrome's own switches. */
  readonly browserArgs?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface Stage extends AsyncDisposable {
  readonly browser: Browser;
  readonly extension: Extension;
  /** Shows `pageUrl`. */
  readonly page: Page;
  readonly workerUrl: string;
  readonly accessCode: string;
}

/**
 * Expects the extension to be built. Must be disposed of.
 * @throws {Error} With a sentence; whatever had been started is stopped again.
 */
export async function openStage(options: StageOptions): Promise<Stage> {
  const { signal } = options;
  const executablePath = findBrowser();
  if (executablePath === undefined)
    throw new Error(`There is no Chrome on this machine. ${HOW_TO_GET_A_BROWSER}`);
  await using opening = new AsyncDisposableStack();

  const accessCode = randomBytes(16).toString("hex");
  const worker = await startWorker({
    port: options.workerPort,
    bindings: {
      ...options.workerBindings,
      ...upstreamBindings(options.upstream),
      ACCESS_CODES: `you:${accessCode}`,
      ALLOWED_ORIGINS: `chrome-extension://${await extensionIdOf(EXTENSION_DIR)}`,
    },
  });
  opening.defer(() => worker.close());
  signal?.throwIfAborted();

  const profileDir = options.profileDir ?? (await temporaryFolder(opening));
  await mkdir(profileDir, { recursive: true });
  const { browser, extension } = await launchBrowser({
    executablePath,
    extensionDir: EXTENSION_DIR,
    profileDir,
    downloadDir: options.downloadDir,
    headless: options.headless,
    args: options.browserArgs ?? [],
  });
  opening.defer(() => browser.close());
  signal?.throwIfAborted();

  await writeSettings(browser, extension, { workerUrl: worker.url, accessCode });
  const [page = await browser.newPage()] = await browser.pages();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(options.pageUrl);
  signal?.throwIfAborted();

  const resources = opening.move();
  return {
    browser,
    extension,
    page,
    workerUrl: worker.url,
    accessCode,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

const upstreamBindings = ({ apiKey, url }: Upstream): Record<string, string> => ({
  ASSEMBLYAI_API_KEY: apiKey,
  ...(url !== null && { ASSEMBLYAI_STREAMING_URL: url, ASSEMBLYAI_LLM_URL: url }),
});

async function temporaryFolder(owner: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "earshot-profile-"));
  // Chrome may still be writing into it when its process has ended.
  owner.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  return folder;
}

/** Between the Worker and the local service, on this machine only: guards nothing. */
const API_KEY = "local";

/** @param owner closes it. */
export async function openLocalUpstream(owner: AsyncDisposableStack): Promise<Upstream> {
  const engine = await openVoskEngine();
  owner.defer(() => engine.close());
  const service = await startLocalService({
    port: 0,
    apiKey: API_KEY,
    engine,
    languageModel: createExtractiveModel(),
  });
  owner.defer(() => service.close());
  return { apiKey: API_KEY, url: service.url };
}
