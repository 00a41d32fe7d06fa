/**
 * Finds Chrome, Chromium or Edge on this machine. Plain JavaScript without dependencies, because `local/setup.mjs` runs
 * it before anything is installed.
 */

import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Commands on PATH, best first. Ubuntu's `chromium-browser` may be a stub that only names a snap. */
const COMMANDS = [
  "chromium",
  "google-chrome-stable",
  "google-chrome",
  "microsoft-edge-stable",
  "microsoft-edge",
  "chromium-browser",
];

const MAC_PROGRAMS = [
  "Google Chrome.app/Contents/MacOS/Google Chrome",
  "Chromium.app/Contents/MacOS/Chromium",
  "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

const WINDOWS_PROGRAMS = [
  "Google\\Chrome\\Application\\chrome.exe",
  "Chromium\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
];

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]} Absolute paths to try, best first.
 */
function candidates(env) {
  const under = (/** @type {(string | undefined)[]} */ folders, /** @type {string[]} */ names) =>
    names.flatMap((name) => folders.flatMap((folder) => (folder ? [join(folder, name)] : [])));
  if (process.platform === "darwin")
    return under(["/Applications", env.HOME && join(env.HOME, "Applications")], MAC_PROGRAMS);
  if (process.platform === "win32")
    return under([env.PROGRAMFILES, env["PROGRAMFILES(X86)"], env.LOCALAPPDATA], WINDOWS_PROGRAMS);
  return [
    ...under((env.PATH ?? "").split(delimiter), COMMANDS),
    "/opt/google/chrome/chrome",
    "/snap/bin/chromium",
  ];
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Missing or not executable: the next candidate decides.
    return false;
  }
}

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} Path of the program: `CHROME_PATH` if it is set, otherwise the first one found.
 * @throws {Error} If `CHROME_PATH` is not a program, because the user asked for exactly that one.
 */
export function findBrowser(env = process.env) {
  const chosen = env.CHROME_PATH;
  if (!chosen) return candidates(env).find(isProgram);
  if (!isProgram(chosen)) throw new Error(`CHROME_PATH is ${chosen}, but there is no program.`);
  return chosen;
}

/** Advice for the user if no browser was found. */
export const HOW_TO_GET_A_BROWSER =
  "Install Chrome or Chromium (https://www.google.com/chrome/), or set CHROME_PATH to the program, and run the command again.";
