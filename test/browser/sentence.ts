/** Sentences of the built extension, by the keys of `components/locales/en.yml`. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { EXTENSION_DIR } from "../../local/launcher/build.ts";

/**
 * @param name Name of the device or tab in the sentence
 * @throws {Error} If there is no such problem
 */
export const problemSentence = async (key: string, name = ""): Promise<string> =>
  (await sentence(`problem_${key}`)).replace("$1", `“${name}”`);

/** @throws {Error} If there is no such sentence */
export async function sentence(key: string): Promise<string> {
  const file = join(EXTENSION_DIR, "_locales", "en", "messages.json");
  const messages = JSON.parse(await readFile(file, "utf8")) as Record<string, { message: string }>;
  const found = messages[key];
  if (!found) throw new Error(`There is no sentence ${key}.`);
  return found.message;
}
