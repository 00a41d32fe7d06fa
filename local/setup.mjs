/**
 * Installs what is missing, then runs the given program under the Node of node_modules (24):
 *
 *     node local/setup.mjs [--browser] COMMAND ARGS…
 *
 * Plain JavaScript without dependencies for Node 20 and newer, because it runs on a fresh machine. Ends with the exit
 * code of COMMAND. Prints a sentence for anything it can't install.
 */

import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { basename, delimiter, dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBrowser, HOW_TO_GET_A_BROWSER } from "./browser/find-browser.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const BIN = join(ROOT, "node_modules", ".bin");
const OLDEST_NODE = 20;
const ON_WINDOWS = process.platform === "win32";

/** The user has to do something first. All other errors are bugs. */
class Missing extends Error {}

/** @param {string[]} args Must begin with the command, or with options of this program. */
async function main(args) {
  const wantsBrowser = args[0] === "--browser";
  const [command, ...rest] = wantsBrowser ? args.slice(1) : args;
  if (!command) throw new Missing("Usage: node local/setup.mjs [--browser] COMMAND ARGS…");
  assertNode();
  installPackages();
  if (wantsBrowser) installBrowser();
  return run(command, rest);
}

function assertNode() {
  if (Number.parseInt(process.versions.node, 10) >= OLDEST_NODE) return;
  throw new Missing(
    `Earshot needs Node ${OLDEST_NODE} or newer to set itself up, and this is ${process.version}. Install a newer one from https://nodejs.org.`,
  );
}

function installPackages() {
  if (isInstalled()) return;
  say("Installing packages (about a minute the first time)…");
  // npm names itself inside a script; it may not be on PATH.
  const { npm_execpath: npm, npm_node_execpath: node = process.execPath } = process.env;
  // Not `npm ci`: a lock file made where a registry lacks packages for other systems has no entries for them, and `npm
  // ci` takes that for an error. The versions are those of the lock file, which stays unchanged.
  const args = ["install", "--no-save", "--include=dev", "--loglevel=error"];
  const installed =
    npm && basename(npm) === "npm-cli.js" ? execute(node, [npm, ...args]) : execute("npm", args);
  if (!installed || !isInstalled())
    throw new Missing(
      "npm could not install the packages, and says why above. Check the network, and run the command again.",
    );
}

/**
 * Compares node_modules with package-lock.json: npm leaves a lock file of its own there when it has finished. Optional
 * packages are skipped, because those for other machines never arrive.
 */
function isInstalled() {
  const done = join(ROOT, "node_modules", ".package-lock.json");
  if (!existsSync(done) || !existsSync(join(BIN, ON_WINDOWS ? "node.cmd" : "node"))) return false;
  const found = packagesOf(done);
  return Object.entries(packagesOf(join(ROOT, "package-lock.json"))).every(
    ([path, wanted]) =>
      path === "" ||
      wanted.optional ||
      (found[path]?.version === wanted.version && found[path]?.integrity === wanted.integrity),
  );
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }>}
 */
const packagesOf = (lockFile) => JSON.parse(readFileSync(lockFile, "utf8")).packages;

function installBrowser() {
  if (hasBrowser()) return;
  const canInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (canInstall) {
    say("Installing Chromium with apt-get…");
    const apt = (/** @type {string[]} */ ...args) =>
      execute("apt-get", ["-qq", "-o=Dpkg::Use-Pty=0", ...args]);
    apt("update");
    apt("install", "-y", "--no-install-recommends", "chromium");
  }
  if (!hasBrowser())
    throw new Missing(
      `${canInstall ? "apt-get could not install Chromium" : "There is no Chrome on this machine"}. ${HOW_TO_GET_A_BROWSER}`,
    );
}

function hasBrowser() {
  try {
    return findBrowser() !== undefined;
  } catch (error) {
    throw new Missing(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/**
 * Runs a program to its end, and shows what it printed only if it fails.
 *
 * @param {string} command
 * @param {string[]} args
 * @returns {boolean} Whether it succeeded.
 */
function execute(command, args) {
  const { status, stdout, stderr, error } = spawnSync(...commandLine(command, args), {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: Infinity,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    shell: needsShell(command),
  });
  if (error) say(`${command} could not be started: ${error.message}`);
  else if (status !== 0) say(`${stdout}${stderr}`.trimEnd());
  return status === 0;
}

/**
 * Runs the program with node_modules first on PATH and forwards signals to it.
 *
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<number>} Its exit code; 128 + the signal if one ended it, as in shells.
 */
function run(command, args) {
  const path = Object.keys(process.env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  const child = spawn(...commandLine(command, args), {
    stdio: "inherit",
    env: { ...process.env, [path]: [BIN, process.env[path] ?? ""].join(delimiter) },
    shell: needsShell(command),
  });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the whole process group, and a second one means "at once".
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  whenOrphaned(() => child.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.on("error", (error) => reject(new Missing(`${command}: ${error.message}`)));
    child.on("exit", (code, signal) =>
      resolve(signal ? 128 + constants.signals[signal] : (code ?? 1)),
    );
  });
}

/**
 * Acts when the parent process ends: npm sends SIGTERM to the shell between itself and this program, and the shell does
 * not forward it. Windows has no such signal.
 *
 * @param {() => void} act
 */
function whenOrphaned(act) {
  if (ON_WINDOWS || !process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, 500).unref();
}

/** Commands without a path are command files on Windows, which only its shell can run. */
const needsShell = (/** @type {string} */ command) => ON_WINDOWS && !isAbsolute(command);

/**
 * @param {string} command
 * @param {string[]} args
 * @returns {[string, string[]]} Arguments of spawn; one line for a shell, because Node does not quote for it.
 */
const commandLine = (command, args) =>
  needsShell(command) ? [[command, ...args].map(quoted).join(" "), []] : [command, args];

const quoted = (/** @type {string} */ argument) =>
  /[\s"&|<>^()]/.test(argument) ? `"${argument.replaceAll('"', '""')}"` : argument;

/** @param {string} sentence Standard output belongs to the command. */
const say = (sentence) => process.stderr.write(`${sentence}\n`);

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  say(error.message);
  process.exitCode = 1;
}
