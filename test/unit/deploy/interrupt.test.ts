/** Ctrl-C while wrangler runs, in real processes: no file holds the API key, and nothing is left behind. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../processes/temporary-folder.ts";
import { KEY } from "./scripted-cloud.ts";

/** Stalls in the command that `STALL_AT` names, after it has read its input. */
const WRANGLER = `
import { appendFileSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
const [command, verb] = process.argv.slice(2);
const name = [command, verb].join(" ");
if (name.startsWith("whoami")) console.log(JSON.stringify({ accounts: [] }));
if (name.startsWith("secret list")) {
  console.error('Worker "earshot" not found.');
  process.exit(1);
}
const input = name.startsWith("secret bulk") ? await text(process.stdin) : "";
if (command === process.env.STALL_AT && verb !== "list") {
  console.log("stalled with " + input.length);
  // Ends if nothing ends it.
  setTimeout(() => {}, 20_000);
} else if (command === "deploy") {
  writeFileSync(process.env.WRANGLER_OUTPUT_FILE_PATH, '{"type":"deploy","targets":[]}');
}
`;

test.each(["deploy", "secret"])("in `wrangler %s`", async (command) => {
  await using folder = await temporaryFolder({ "wrangler.mjs": WRANGLER });
  const temporary = join(folder.path, "tmp");
  const state = join(folder.path, "state");
  await Promise.all([mkdir(temporary), mkdir(state)]);
  const guide = spawn(
    process.execPath,
    [join(import.meta.dirname, "scripted-deploy.ts"), join(folder.path, "wrangler.mjs"), state],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, TMPDIR: temporary, STALL_AT: command, SCRIPTED_KEY: KEY },
    },
  );
  const ended = once(guide, "exit");
  const [words] = (await Promise.race([once(guide.stdout.setEncoding("utf8"), "data"), ended])) as [
    string,
  ];
  expect(words).toMatch(command === "secret" ? /stalled with [1-9]/ : "stalled with 0");
  const during = await filesIn(folder.path);
  guide.kill("SIGINT");
  expect(await ended).toEqual([1, null]);
  expect(await readdir(temporary)).toEqual([]);
  for (const texts of [during, await filesIn(folder.path)]) expect(texts).not.toContain(KEY);
});

/** @returns the contents of all files, joined */
async function filesIn(path: string): Promise<string> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(({ parentPath, name }) => readFile(join(parentPath, name), "utf8"));
  return (await Promise.all(texts)).join("\n");
}
