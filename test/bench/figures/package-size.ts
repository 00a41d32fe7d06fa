/**
 * Sizes of the built extension, gzip and raw: by what the files are, by what each page and thread loads before it runs, the ZIP for
 * the store, and the Worker as `wrangler deploy` would upload it. docs/benchmarks.md says which file belongs where.
 */

import { execFile } from "node:child_process";
import { readdir, readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { EXTENSION_DIR } from "../../../local/launcher/build.ts";
import type { Figure, Row } from "../figure.ts";
import { loadedFirst, type PackagedFile, packagedFiles } from "../../package-files.ts";
import { temporaryFolder } from "../../processes/temporary-folder.ts";

const MAX_OWN_KB = 400;
const MAX_FIRST_LOAD_KB = 120;
const MAX_CODE_KB = 190;
const MAX_ZIP_KB = 35_000;
const MAX_WORKER_KB = 60;
const BYTES_PER_KB = 1000;

const ROOT = join(import.meta.dirname, "..", "..", "..");
const WORKER = join(ROOT, "worker", "wrangler.jsonc");

/** The first pattern that matches a file's path decides. */
const PARTS = {
  "speech engine": /^engine\//,
  "sample meeting": /^sample\//,
  // ProseMirror with Earshot's editor around it, the reader of media containers with the thread around it, and ZIP.
  "libraries on demand": /^(chunks\/(RichText|client-zip|unzipit)|assets\/import\.worker)\b/,
  "code and styles": /\.(js|css)$/,
  "words in six languages": /^_locales\//,
  "icons, pages and manifest": /\.(png|svg|html|json)$/,
  licences: /^licences\.txt$/,
} as const;
type Part = keyof typeof PARTS;

const OWN: readonly Part[] = [
  "code and styles",
  "words in six languages",
  "icons, pages and manifest",
  "licences",
];

/** Pages and threads, by the name of their first file. */
const CONTEXTS = {
  "the service worker": /^background\.js$/,
  "the offscreen document": /^offscreen\.html$/,
  "a recorder thread": /^assets\/recorder\.worker/,
  "the engine thread": /^assets\/engine\.worker/,
  "the import thread": /^assets\/import\.worker/,
  "the files thread": /^assets\/files\.worker/,
  "the search thread": /^assets\/search\.worker/,
  "the audio thread": /^assets\/framer\.worklet/,
  "the microphone page": /^microphone\.html$/,
  "the print page": /^print\.html$/,
} as const;

export const packageSize: Figure = async ({ signal }) => {
  const files = await packagedFiles();
  const of = (...parts: readonly Part[]): readonly PackagedFile[] =>
    files.filter(({ path }) => parts.includes(partOf(path)));
  const loadedBy = async (first: RegExp): Promise<readonly PackagedFile[]> => {
    const found = files.find(({ path }) => first.test(path));
    if (!found) throw new Error(`No file of the package is called ${String(first)}.`);
    const loaded = await loadedFirst(found.path);
    return files.filter(({ path }) => loaded.has(path) && !path.endsWith(".html"));
  };
  return [
    ...(Object.keys(PARTS) as Part[]).map((part) => row(`Package: ${part}`, of(part))),
    atMost(MAX_OWN_KB, row("Package: Earshot’s own part", of(...OWN))),
    row("Package: the same with libraries on demand", of(...OWN, "libraries on demand")),
    atMost(
      MAX_CODE_KB,
      row(
        "Package: all JavaScript without the speech engine",
        of("code and styles", "libraries on demand").filter(({ path }) => path.endsWith(".js")),
      ),
    ),
    row("Package: all", files),
    atMost(
      MAX_FIRST_LOAD_KB,
      row("Package: first load of the panel", await loadedBy(/^sidepanel\.html$/)),
    ),
    ...(await Promise.all(
      Object.entries(CONTEXTS).map(async ([name, first]) =>
        row(`Package: first load of ${name}`, await loadedBy(first)),
      ),
    )),
    await zipRow(signal),
    await workerRow(signal),
  ];
};

function partOf(path: string): Part {
  const found = (Object.keys(PARTS) as Part[]).find((part) => PARTS[part].test(path));
  if (!found) throw new Error(`${path} belongs to no part of the package.`);
  return found;
}

const atMost = (kb: number, measured: Row): Row => ({
  ...measured,
  goal: { of: "median", atMost: kb },
});

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
    goal: { of: "median", atMost: MAX_ZIP_KB },
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

function row(name: string, files: readonly PackagedFile[]): Row {
  const kb = (of: (file: PackagedFile) => number): number =>
    files.reduce((sum, file) => sum + of(file), 0) / BYTES_PER_KB;
  const raw = kb(({ raw: bytes }) => bytes);
  const gzip = kb(({ gzip: bytes }) => bytes);
  return {
    figure: `${name}, gzip`,
    unit: "kB",
    values: [gzip],
    ratio: { value: gzip / raw, to: `${raw.toFixed(1)} kB raw` },
  };
}
