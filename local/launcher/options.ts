/** Command line of `npm start`. */

import { resolve } from "node:path";
import { parseArgs } from "node:util";

export interface Options {
  /** Records without a window, prints, and writes files. */
  readonly headless: boolean;
  /** Absolute path of a recording to play instead of the sample meeting. */
  readonly audio: string | null;
  /** Length to play; `null` plays all. */
  readonly seconds: number | null;
  /** Absolute path of the folder for the files of a run without a window. */
  readonly out: string;
  /** Port of the Worker; 0 takes any free port. */
  readonly port: number;
}

export const USAGE = `npm start -- [options]

Opens a browser with Earshot and a sample meeting, and everything they need on this machine.
With ASSEMBLYAI_API_KEY in the environment, AssemblyAI's cloud does the work instead of the local speech service.

  --headless      no window: record the meeting, print it with decisions and tasks, leave WAV and notes (so too with no display)
  --audio FILE    play this recording in place of the sample meeting
  --seconds N     without a window: stop after N seconds
  --out DIR       without a window: where to leave the files (out)
  --port N        port of the Worker (any that is free)
  --help          this text
`;

/** The arguments are invalid; `message` says why. */
export class UsageError extends Error {}

/**
 * @returns `null` for `--help`
 * @throws {UsageError}
 */
export function parseOptions(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): Options | null {
  const values = parse(args);
  if (values.help) return null;
  const headless = values.headless ?? !hasDisplay(env, platform);
  if (!headless && (values.seconds !== undefined || values.out !== undefined))
    throw new UsageError("--seconds and --out are for a run without a window: add --headless.");
  return {
    headless,
    audio: values.audio === undefined ? null : resolve(values.audio),
    seconds: values.seconds === undefined ? null : number("--seconds", values.seconds, 1, 86_400),
    out: resolve(values.out ?? "out"),
    port: values.port === undefined ? 0 : number("--port", values.port, 1, 65_535),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        headless: { type: "boolean" },
        audio: { type: "string" },
        seconds: { type: "string" },
        out: { type: "string" },
        port: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Only Linux and similar systems run without a display. */
const hasDisplay = (env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean =>
  platform === "darwin" || platform === "win32" || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);

function number(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= least && value <= most) return value;
  throw new UsageError(`${option} wants a number from ${least} to ${most}, not "${text}".`);
}
