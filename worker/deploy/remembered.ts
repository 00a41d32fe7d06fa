/** What this working copy knows of its deployment, in a file that git ignores. It holds no secret. */

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { parseJson } from "../../core/parse-json.ts";

const Remembered = v.object({
  /** Base address of the Worker. */
  address: v.optional(v.string()),
  /** Name of the Worker at Cloudflare. */
  name: v.optional(v.string()),
  /** Id of the Cloudflare account. */
  account: v.optional(v.string()),
  /** Ids of admitted extensions beside the one that this repository builds. */
  extensions: v.optional(v.array(v.string())),
});
export type Remembered = v.InferOutput<typeof Remembered>;

const WORKER = join(import.meta.dirname, "..");
const FILE = ".deployment.json";

/** @param folder Holds the file. */
export async function remembered(folder = WORKER): Promise<Remembered> {
  const text = await readFile(join(folder, FILE), "utf8").catch(() => "");
  const parsed = v.safeParse(Remembered, parseJson(text));
  return parsed.success ? parsed.output : {};
}

export async function remember(change: Remembered, folder = WORKER): Promise<void> {
  const all = { ...(await remembered(folder)), ...change };
  await writeFile(join(folder, FILE), `${JSON.stringify(all, null, 2)}\n`);
}
