/** The package for the store from `npm run zip`, and the store's rules as far as they can be checked. */

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..", "..");
const OUTPUT = join(ROOT, ".output");
const PACKAGE = join(OUTPUT, "chrome-mv3-store");

/** Limit of the Chrome Web Store. */
const MAX_DESCRIPTION_LENGTH = 132;
const ICON_SIZES = [16, 32, 48, 128];

async function zip(): Promise<void> {
  const wxt = join(ROOT, "node_modules", "wxt", "bin", "wxt.mjs");
  const env = { ...process.env, NODE_ENV: "production", NO_COLOR: "1" };
  await promisify(execFile)(process.execPath, [wxt, "zip", "--mode", "store"], { cwd: ROOT, env });
}

async function zipHash(): Promise<string> {
  const { version } = await json(join(ROOT, "package.json"));
  const file = join(OUTPUT, `earshot-${String(version)}-chrome-store.zip`);
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
}

const json = async (file: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;

const manifest = () => json(join(PACKAGE, "manifest.json"));

/** Reads width and height from the IHDR chunk, which comes first (PNG specification, 5.6 and 11.2.2). */
async function pngSize(file: string): Promise<readonly number[]> {
  const bytes = await readFile(join(PACKAGE, file));
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

async function code(): Promise<readonly (readonly [file: string, text: string])[]> {
  const files = await readdir(PACKAGE, { recursive: true });
  const texts = files.filter((file) => /\.(m?js|html)$/.test(file));
  return Promise.all(
    texts.map(async (file) => [file, await readFile(join(PACKAGE, file), "utf8")] as const),
  );
}

beforeAll(zip);

describe("the package for the store", () => {
  it("is reproducible byte by byte", async () => {
    const first = await zipHash();
    await zip();
    expect(await zipHash()).toBe(first);
  });

  it("has no key, has the version of package.json and requests no host", async () => {
    const { version } = await json(join(ROOT, "package.json"));
    const { key, host_permissions, content_scripts, ...rest } = await manifest();
    expect([key, host_permissions, content_scripts]).toEqual([undefined, undefined, undefined]);
    expect(rest).toMatchObject({ manifest_version: 3, version, minimum_chrome_version: "124" });
    // Chrome asks for one of these when the user enters a webhook there.
    expect(rest["optional_host_permissions"]).toEqual([
      "https://*/*",
      "http://localhost/*",
      "http://127.0.0.1/*",
    ]);
  });

  it("requests exactly the permissions that docs/privacy.md explains", async () => {
    const reasons = await readFile(join(ROOT, "docs", "privacy.md"), "utf8");
    const { permissions, optional_permissions } = await manifest();
    const explained = [...reasons.matchAll(/^\| `(\w+)` +\|/gm)].map(
      ([, permission]) => permission,
    );
    expect([permissions, optional_permissions].flat()).toEqual(explained);
  });

  it("contains all code that it runs", async () => {
    const { content_security_policy } = await manifest();
    // WebAssembly of the package, for the speech engine, and no other code.
    expect(content_security_policy).toEqual({
      extension_pages: expect.stringContaining("; script-src 'self' 'wasm-unsafe-eval'; "),
    });
    for (const [file, text] of await code()) {
      expect(text, file).not.toMatch(/\beval\(|new Function\(|importScripts\(/);
      expect(text, file).not.toMatch(/(src|href)="https?:|import\(["'`]https?:/);
    }
  });

  it("has an icon of each size that Chrome uses", async () => {
    const { icons } = (await manifest()) as { icons: Readonly<Record<string, string>> };
    expect(Object.keys(icons).map(Number)).toEqual(ICON_SIZES);
    for (const [size, file] of Object.entries(icons))
      expect(await pngSize(file)).toEqual([Number(size), Number(size)]);
  });

  it("has a description in each language that fits the store's limit", async () => {
    const locales = await readdir(join(PACKAGE, "_locales"));
    expect(locales).toContain("en");
    for (const locale of locales) {
      const messages = await json(join(PACKAGE, "_locales", locale, "messages.json"));
      const { message } = messages["extension_description"] as { message: string };
      expect(message.length, locale).toBeGreaterThan(20);
      expect(message.length, locale).toBeLessThanOrEqual(MAX_DESCRIPTION_LENGTH);
    }
  });
});
