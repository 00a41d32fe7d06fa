/** Waits for what the browser downloads. */

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setInterval } from "node:timers/promises";

/** How Chrome names what it is still writing. */
const UNFINISHED = /\.(crdownload|tmp)$|^\.(com\.google\.Chrome|org\.chromium\.Chromium)\./;
const LOOK_EVERY_MS = 100;

/**
 * Does something that begins a download into a folder, and resolves with the path of the finished file.
 * @throws {Error} When none has finished within the time.
 */
export async function download(
  folder: string,
  begin: () => Promise<void>,
  timeoutMs = 60_000,
): Promise<string> {
  const before = new Set(await readdir(folder));
  await begin();
  const deadline = AbortSignal.timeout(timeoutMs);
  for await (const _ of setInterval(LOOK_EVERY_MS)) {
    const file = await newFile(folder, before);
    if (file !== null) return file;
    if (deadline.aborted) break;
  }
  throw new Error(`Nothing was downloaded into ${folder} within ${timeoutMs / 1000} s.`);
}

async function newFile(folder: string, before: ReadonlySet<string>): Promise<string | null> {
  const names = (await readdir(folder)).filter((name) => !before.has(name));
  const [name] = names;
  if (name === undefined || names.some((each) => UNFINISHED.test(each))) return null;
  const file = join(folder, name);
  return (await stat(file)).size > 0 ? file : null;
}
