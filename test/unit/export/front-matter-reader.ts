/** Reads front matter with a YAML parser. */

import { parse } from "yaml";

/** @throws {Error} if there is none, if it is not YAML, or if YAML 1.1 reads it differently from YAML 1.2 */
export function readFrontMatter(markdown: string): unknown {
  const [, yaml] = /^---\n([^]*?)\n---\n/.exec(markdown) ?? [];
  if (yaml === undefined) throw new Error("There is no front matter.");
  const read: unknown = parse(yaml, { version: "1.2", strict: true });
  const old: unknown = parse(yaml, { version: "1.1", schema: "core", strict: true });
  if (JSON.stringify(read) !== JSON.stringify(old))
    throw new Error("YAML 1.1 reads it differently.");
  return read;
}
