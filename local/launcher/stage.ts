/**
 * Starts everything Earshot needs on one machine, and stops it in reverse order: speech service, Worker, the page with
 * the meeting, a browser with the extension. Used by `npm start` and by the browser tests.
 */

import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Extension, Page } from "puppeteer-core";
import { extensionIdOf, PATIENCE_MS, writeSettings } from "../browser/extension.ts";
import { findBrowser, HOW_TO_GET_A_BROWSER } from "../browser/find-browser.mjs";
import { launchBrowser } from "../browser/launch.ts";
import { startWorker } from "./worker-process.ts";
import { EXTENSION_DIR } from "./build.ts";
import { createExtractiveModel } from "../../core/language/extractive/extractive-model.ts";
import { startLocalService } from "../server.ts";
import { scriptVoices, type ScriptedSpeech } from "../speech/script-voices.ts";
import { openOnDeviceEngine } from "../speech/on-device/on-device-engine.ts";

/** Speech service and LLM Gateway behind the Worker. */
export interface Upstream {
  readonly apiKey: string;
  /** Address of both; `null` for AssemblyAI's cloud, the default of `worker/wrangler.jsonc`. */
  readonly url: string | null;
}

export interface StageOptions {
  readonly upstream: Upstream;
  /** Address of the page to record. */
  readonly pageUrl: string;
  readonly headless: boolean;
  /** Browser profile to keep; `null` for a temporary one. */
  readonly profileDir: string | null;
  /** Folder for downloads; `null` for the profile's own. */
  readonly downloadDir: string | null;
  /** Port of the Worker; 0 takes any free port. */
  readonly workerPort: number;
  /** Further variables of the Worker. */
  readonly workerBindings?: Readonly<Record<string, string>>;
  /** Further command-line switches of Chrome. */
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
 * The extension must be built before. Dispose of the result.
 *
 * @throws {Error} With a sentence, after stopping what had been started.
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
  // Chrome may still write into the folder after its process has ended.
  owner.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  return folder;
}

const MEETING_SCRIPT = join(import.meta.dirname, "..", "meeting", "script.json");

/** Key between the Worker and the local service on this machine. Guards nothing. */
const API_KEY = "local";

/**
 * Starts the local service with a real recogniser and the extractive model.
 *
 * @param owner Closes it.
 */
export async function openLocalUpstream(owner: AsyncDisposableStack): Promise<Upstream> {
  const engine = await openOnDeviceEngine();
  owner.defer(() => engine.close());
  const script: readonly ScriptedSpeech[] = JSON.parse(await readFile(MEETING_SCRIPT, "utf8"));
  const service = await startLocalService({
    port: 0,
    apiKey: API_KEY,
    engine,
    languageModel: createExtractiveModel(),
    behaviour: { turns: { voicesOf: scriptVoices(script) } },
  });
  owner.defer(() => service.close());
  return { apiKey: API_KEY, url: service.url };
}
