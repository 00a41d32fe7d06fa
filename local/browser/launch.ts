/** Starts Chrome with the extension, headless or with a window, so that tab capture works as for a user. */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, type Extension, launch } from "puppeteer-core";
import { extensionIdOf, PATIENCE_MS } from "./extension.ts";

export interface BrowserOptions {
  /** Path from `findBrowser`. */
  readonly executablePath: string;
  /** Folder of a built extension. */
  readonly extensionDir: string;
  /** Folder of the profile. It is created if missing, stays afterwards, and serves one browser at a time. */
  readonly profileDir: string;
  /** Folder for downloads without a prompt; `null` for the profile's own. */
  readonly downloadDir: string | null;
  readonly headless: boolean;
  /** Further command-line switches of Chrome. */
  readonly args: readonly string[];
}

const ARGS = [
  // Chrome refuses its sandbox to root, and containers do not offer it.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-quic",
  "--no-first-run",
  "--no-default-browser-check",
  "--hide-crash-restore-bubble",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--autoplay-policy=no-user-gesture-required",
  // Lets the debugging pipe install an extension and press its toolbar button, in branded Chrome too.
  "--enable-unsafe-extension-debugging",
];

export interface BrowserWithExtension {
  /** The caller must close it. */
  readonly browser: Browser;
  readonly extension: Extension;
}

/**
 * Resolves when the extension is installed. A first launch on a busy machine can fail without a fault of ours, so it is
 * tried twice.
 *
 * @throws {Error} With Chrome's message if both fail.
 */
export async function launchBrowser(options: BrowserOptions): Promise<BrowserWithExtension> {
  await writePreferences(options);
  try {
    return await tryLaunch(options);
  } catch (first) {
    return tryLaunch(options).catch((second: unknown) => {
      throw new Error(`Chrome did not start: ${messageOf(second)}`, { cause: first });
    });
  }
}

async function tryLaunch(options: BrowserOptions): Promise<BrowserWithExtension> {
  const browser = await launch({
    executablePath: options.executablePath,
    userDataDir: options.profileDir,
    headless: options.headless,
    enableExtensions: true,
    pipe: true,
    timeout: PATIENCE_MS,
    defaultViewport: null,
    // A muted tab would be captured as zeros. With a window, the notice about automated software is not needed on every
    // page.
    ignoreDefaultArgs: ["--mute-audio", ...(options.headless ? [] : ["--enable-automation"])],
    args: [...ARGS, ...(options.headless ? ["--disable-gpu"] : []), ...options.args],
    // Without a UTF-8 locale Chrome replaces the names of downloads that are not ASCII.
    env: { LANG: "C.UTF-8", ...process.env },
    // The caller closes the browser, also after a signal.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  try {
    // Not `enableExtensions: [dir]`: puppeteer-core 25 does not wait for the installation.
    const id = await browser.installExtension(options.extensionDir);
    const extension = (await browser.extensions()).get(id);
    if (!extension) throw new Error(`no extension in ${options.extensionDir}`);
    return { browser, extension };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

interface Preferences {
  readonly download?: object;
  readonly extensions?: object;
  readonly [name: string]: unknown;
}

/**
 * Writes the profile before Chrome reads it: pins the extension's button to the toolbar and sets the download folder.
 * Setting the folder over the debugging protocol would discard the file names that the extension gives.
 */
async function writePreferences(options: BrowserOptions): Promise<void> {
  const folder = join(options.profileDir, "Default");
  const file = join(folder, "Preferences");
  await mkdir(folder, { recursive: true });
  const before = await readPreferences(file);
  const pinned = [await extensionIdOf(options.extensionDir)];
  const preferences: Preferences = {
    ...before,
    extensions: { ...before.extensions, pinned_extensions: pinned },
    ...(options.downloadDir !== null && {
      download: {
        ...before.download,
        default_directory: options.downloadDir,
        prompt_for_download: false,
      },
    }),
  };
  if (options.downloadDir !== null) await mkdir(options.downloadDir, { recursive: true });
  await writeFile(file, JSON.stringify(preferences));
}

async function readPreferences(file: string): Promise<Preferences> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Preferences;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}
