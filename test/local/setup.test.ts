import { spawnSync } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const LOCAL = join(import.meta.dirname, "..", "..", "local");

/**
 * Runs setup.mjs in a project without packages, with a shell script in place of npm.
 *
 * @returns what a terminal shows
 */
async function setUp(npm: string) {
  const folder = await mkdtemp(join(tmpdir(), "earshot-setup-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const file of ["setup.mjs", "browser/find-browser.mjs"])
    await cp(join(LOCAL, file), join(folder, "local", file));
  const lock = JSON.stringify({ packages: { "": {} } });
  await writeFile(join(folder, "package-lock.json"), lock);
  await mkdir(join(folder, "bin"));
  const script = `#!/bin/sh\nfor i in $(seq 200); do echo "Unpacking $i"; done\n${npm}\n`;
  await writeFile(join(folder, "bin", "npm"), script);
  await chmod(join(folder, "bin", "npm"), 0o755);

  const { npm_execpath: _, ...env } = process.env;
  const path = [join(folder, "bin"), process.env["PATH"]].join(delimiter);
  const command = [process.execPath, "-e", "console.log('running')"];
  const setup = [join(folder, "local", "setup.mjs"), ...command];
  const { status, stdout, stderr } = spawnSync(process.execPath, setup, {
    cwd: folder,
    encoding: "utf8",
    env: { ...env, PATH: path },
  });
  return { status, lines: `${stderr}${stdout}`.trimEnd().split("\n") };
}

const INSTALLED = "mkdir -p node_modules/.bin && touch node_modules/.bin/node";

test.skipIf(process.platform === "win32")(
  "an installation prints one line, and not what npm prints",
  async () => {
    const npm = `${INSTALLED} && cp package-lock.json node_modules/.package-lock.json`;
    expect(await setUp(npm)).toEqual({
      status: 0,
      lines: ["Installing packages (about a minute the first time)…", "running"],
    });
  },
);

test.skipIf(process.platform === "win32")(
  "an installation that fails shows what npm has printed",
  async () => {
    const { status, lines } = await setUp("echo 'no network' >&2; exit 1");
    expect(status).toBe(1);
    expect(lines).toContain("Unpacking 200");
    expect(lines.at(-2)).toBe("no network");
    expect(lines.at(-1)).toContain("npm could not install the packages");
  },
);
