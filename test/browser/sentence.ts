/** The sentences of the built extension, by the keys of `components/locales/en.yml`. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { EXTENSION_DIR } from "../../local/launcher/build.ts";

/** @throws {Error} Where there is no such problem. */
export async function problemSentence(key: string): Promise<string> {
  const file = join(EXTENSION_DIR, "_locales", "en", "messages.json");
  const messages = JSON.parse(await readFile(file, "utf8")) as Record<string, { message: string }>;
  const found = messages[`problem_${key}`];
  if (!found) throw new Error(`There is no sentence for the problem ${key}.`);
  return found.message;
}
