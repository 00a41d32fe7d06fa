/** Reads front matter as programs do: the YAML between two lines of dashes, of either version of YAML. */

import { parse } from "yaml";

/** @throws {Error} Where there is none, it is no YAML, or it says something else to readers of YAML 1.1. */
export function readFrontMatter(markdown: string): unknown {
  const [, yaml] = /^---\n([^]*?)\n---\n/.exec(markdown) ?? [];
  if (yaml === undefined) throw new Error("There is no front matter.");
  const read: unknown = parse(yaml, { version: "1.2", strict: true });
  const old: unknown = parse(yaml, { version: "1.1", schema: "core", strict: true });
  if (JSON.stringify(read) !== JSON.stringify(old))
    throw new Error("YAML 1.1 reads it differently.");
  return read;
}
