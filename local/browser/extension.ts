/** Facts about a built extension, and access to the running one. */

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type Browser,
  type Extension,
  type Page,
  type Target,
  TargetType,
  type WebWorker,
} from "puppeteer-core";
import { DEFAULT_SETTINGS, type Settings } from "../../core/settings/settings.ts";

/**
 * Computes Chrome's id of an unpacked extension with a `key` in its manifest: half a SHA-256 of that key, its hex
 * digits written as letters from "a".
 *
 * @throws {Error} If there is no built extension or it has no key.
 */
export async function extensionIdOf(extensionDir: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(extensionDir, "manifest.json"), "utf8"));
  const { key } = manifest as { readonly key?: unknown };
  if (typeof key !== "string") throw new Error(`${extensionDir}/manifest.json has no key.`);
  const digest = createHash("sha256").update(Buffer.from(key, "base64")).digest("hex").slice(0, 32);
  return digest.replaceAll(/./g, (digit) => "abcdefghijklmnop"[Number.parseInt(digit, 16)] ?? "");
}

/** Timeout for pages and elements: a busy machine may stand still for many seconds. */
export const PATIENCE_MS = 60_000;

const isPart = (target: Target, { id }: Extension, path: string): boolean =>
  target.url().startsWith(`chrome-extension://${id}/${path}`);

export const isSidePanel = (target: Target, extension: Extension): boolean =>
  isPart(target, extension, "sidepanel.html");

/** Resolves with the page of the side panel once it shows content. */
export async function sidePanel(browser: Browser, extension: Extension): Promise<Page> {
  return shownPanel(await browser.waitForTarget((each) => isSidePanel(each, extension)));
}

/** Chrome reports the target's address while its page is still empty. */
export async function shownPanel(target: Target): Promise<Page> {
  const panel = await target.asPage();
  panel.setDefaultTimeout(PATIENCE_MS);
  await panel.waitForSelector("main, form");
  return panel;
}

/** Tells the offscreen document from its audio thread, which has the same address. */
export const isOffscreenDocument = (target: Target, extension: Extension): boolean =>
  target.type() === TargetType.BACKGROUND_PAGE && isPart(target, extension, "offscreen.html");

/** The service worker runs after installation and for 30 s after each event. */
export async function serviceWorker(browser: Browser, extension: Extension): Promise<WebWorker> {
  const target = await browser.waitForTarget(
    (each) => each.type() === TargetType.SERVICE_WORKER && isPart(each, extension, ""),
  );
  const worker = await target.worker();
  if (!worker) throw new Error("The service worker of the extension has ended.");
  return worker;
}

/**
 * Changes settings in the form of `entrypoints/shared/settings-item.ts`: the values under `settings`, and WXT's version of
 * their shape under `settings$`. Other settings keep their values or get their defaults.
 */
export async function writeSettings(
  browser: Browser,
  extension: Extension,
  changes: Partial<Settings>,
): Promise<void> {
  const worker = await serviceWorker(browser, extension);
  await worker.evaluate(
    async (defaults, changed) => {
      const { chrome } = globalThis as unknown as { chrome: { storage: { local: LocalStorage } } };
      const { settings } = await chrome.storage.local.get("settings");
      await chrome.storage.local.set({
        settings: { ...defaults, ...settings, ...changed },
        settings$: { v: 3 },
      });
    },
    DEFAULT_SETTINGS,
    changes,
  );
}

/** The part of `chrome.storage.local` used here. */
interface LocalStorage {
  get(key: "settings"): Promise<{ readonly settings?: Settings }>;
  set(items: object): Promise<void>;
}
