/**
 * Sizes of the built extension by part, gzip and raw, of all its code, of the ZIP for the store, and of the Worker as
 * `wrangler deploy` would upload it. Goals: package below 400 kB, Worker bundle (raw) below 60 kB. The goal for the code dates
 * from before the library of meetings.
 */

import { execFile } from "node:child_process";
import { readdir, readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { EXTENSION_DIR } from "../../../local/launcher/build.ts";
import type { Figure, Row } from "../figure.ts";
import { temporaryFolder } from "../../processes/temporary-folder.ts";

const MAX_KB = 400;
const MAX_CODE_KB = 82;
const MAX_WORKER_KB = 60;
const BYTES_PER_KB = 1000;

const ROOT = join(import.meta.dirname, "..", "..", "..");
const WORKER = join(ROOT, "worker", "wrangler.jsonc");

/** The first pattern that matches a file's path decides. */
const PARTS: readonly (readonly [part: string, path: RegExp])[] = [
  ["service worker", /^background\.js$/],
  ["audio thread", /^assets\/framer\.worklet/],
  ["recorder thread", /^assets\/recorder\.worker/],
  ["offscreen document", /^(chunks\/)?offscreen/],
  ["side panel", /^((chunks|assets)\/)?sidepanel/],
  ["microphone page", /^((chunks|assets)\/)?microphone/],
  ["print page", /^((chunks|assets)\/)?print/],
  ["icons", /^icon/],
  ["words and manifest", /^(_locales\/|manifest\.json$)/],
  ["shared by pages", /^(chunks|assets)\//],
  ["other", /./],
];

interface Size {
  readonly part: string;
  readonly isCode: boolean;
  readonly raw: number;
  readonly gzip: number;
}

export const packageSize: Figure = async ({ signal }) => {
  const entries = await readdir(EXTENSION_DIR, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries.filter((each) => each.isFile()).map((each) => sizeOf(join(each.parentPath, each.name))),
  );
  const parts = PARTS.flatMap(([part]) => {
    const ofPart = sizes.filter((size) => size.part === part);
    return ofPart.length > 0 ? [row(`Package: ${part}`, ofPart)] : [];
  });
  return [
    ...parts,
    {
      ...row(
        "Package: all JavaScript",
        sizes.filter(({ isCode }) => isCode),
      ),
      goal: { of: "median", atMost: MAX_CODE_KB },
    },
    row("Package: all", sizes),
    await zipRow(signal),
    await workerRow(signal),
  ];
};

/** Builds the ZIP as `npm run zip` does. */
async function zipRow(signal: AbortSignal): Promise<Row> {
  const wxt = join(ROOT, "node_modules", "wxt", "bin", "wxt.mjs");
  const env = { ...process.env, NODE_ENV: "production", NO_COLOR: "1" };
  const args = [wxt, "zip", "--mode", "store"];
  await promisify(execFile)(process.execPath, args, { cwd: ROOT, env, signal });
  const output = join(EXTENSION_DIR, "..");
  const [name, ...others] = (await readdir(output)).filter((each) => each.endsWith("-store.zip"));
  if (name === undefined || others.length > 0) throw new Error(`Not one package in ${output}.`);
  return {
    figure: "Package: ZIP for the store",
    unit: "kB",
    values: [(await stat(join(output, name))).size / BYTES_PER_KB],
    goal: { of: "median", atMost: MAX_KB },
  };
}

async function workerRow(signal: AbortSignal): Promise<Row> {
  await using folder = await temporaryFolder();
  const manifest = createRequire(import.meta.url).resolve("wrangler/package.json");
  const wrangler = join(dirname(manifest), "bin", "wrangler.js");
  const args = [wrangler, "deploy", "--dry-run", `--config=${WORKER}`, `--outdir=${folder.path}`];
  await promisify(execFile)(process.execPath, args, {
    signal,
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_LOG_PATH: folder.path },
  });
  const bundle = await readFile(join(folder.path, "index.js"));
  return {
    figure: "Worker bundle, raw",
    unit: "kB",
    values: [bundle.length / BYTES_PER_KB],
    goal: { of: "median", atMost: MAX_WORKER_KB },
  };
}

async function sizeOf(file: string): Promise<Size> {
  const path = relative(EXTENSION_DIR, file).replaceAll("\\", "/");
  const content = await readFile(file);
  return {
    isCode: path.endsWith(".js"),
    part: PARTS.find(([, pattern]) => pattern.test(path))?.[0] ?? "other",
    raw: content.length,
    gzip: gzipSync(content, { level: 9 }).length,
  };
}

function row(name: string, sizes: readonly Size[]): Row {
  const kb = (of: (size: Size) => number): number =>
    sizes.reduce((sum, size) => sum + of(size), 0) / BYTES_PER_KB;
  const raw = kb((size) => size.raw);
  const gzip = kb((size) => size.gzip);
  return {
    figure: `${name}, gzip`,
    unit: "kB",
    values: [gzip],
    ratio: { value: gzip / raw, to: `${raw.toFixed(1)} kB raw` },
  };
}
