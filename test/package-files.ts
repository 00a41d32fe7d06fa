/** The files of the built extension, and which of them a page loads first. */

import { readdir, readFile } from "node:fs/promises";
import { join, posix, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { EXTENSION_DIR } from "../local/launcher/build.ts";

export interface PackagedFile {
  /** Path in the package, with slashes. */
  readonly path: string;
  /** Bytes. */
  readonly raw: number;
  /** Bytes, compressed on its own as a ZIP does it. */
  readonly gzip: number;
}

export async function packagedFiles(): Promise<readonly PackagedFile[]> {
  const entries = await readdir(EXTENSION_DIR, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries.filter((each) => each.isFile()).map((each) => sizeOf(join(each.parentPath, each.name))),
  );
}

async function sizeOf(file: string): Promise<PackagedFile> {
  const content = await readFile(file);
  return {
    path: relative(EXTENSION_DIR, file).replaceAll("\\", "/"),
    raw: content.length,
    gzip: gzipSync(content, { level: 9 }).length,
  };
}

/**
 * Paths of what is loaded before the first line of a page or thread runs: the scripts and styles that the HTML names, and all that
 * scripts import statically. What they import dynamically is loaded later.
 *
 * @param path HTML or script, in the package
 */
export async function loadedFirst(path: string): Promise<ReadonlySet<string>> {
  const loaded = new Set<string>();
  const waiting = [path];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (loaded.has(next)) continue;
    loaded.add(next);
    if (/\.(html|js)$/.test(next)) waiting.push(...namedIn(next, await text(next)));
  }
  return loaded;
}

const text = (path: string): Promise<string> => readFile(join(EXTENSION_DIR, path), "utf8");

const namedIn = (path: string, content: string): readonly string[] =>
  path.endsWith(".html")
    ? [...content.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map(([, named = ""]) => named)
    : [...content.matchAll(/\b(?:from|import)\s*["'`](\.{1,2}\/[^"'`]+\.js)["'`]/g)].map(
        ([, named = ""]) => posix.join(posix.dirname(path), named),
      );
