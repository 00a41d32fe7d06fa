/**
 * `npm start`: runs Earshot with everything it needs on this machine. With a window the user tries it; without one it
 * records the meeting automatically. Everything it starts is stopped again.
 */

import { once } from "node:events";
import { constants } from "node:os";
import { join } from "node:path";
import { buildExtension } from "./launcher/build.ts";
import { runWithWindow } from "./launcher/headed.ts";
import { runHeadless } from "./launcher/headless.ts";
import { openLocalUpstream, openStage } from "./launcher/stage.ts";
import { type Options, parseOptions, USAGE, UsageError } from "./launcher/options.ts";
import { recordingPages, meetingPages } from "./meeting/meeting-pages.ts";
import { servePages } from "./meeting/page-server.ts";

/** Ignored by git; keeps the recordings made in the window between runs. */
const PROFILE_DIR = join(import.meta.dirname, "..", ".output", "profile");

const say = (line: string): void => console.log(line);

async function run(options: Options, signal: AbortSignal): Promise<void> {
  await using resources = new AsyncDisposableStack();
  say("Building the extension…");
  await buildExtension(signal);
  say("Starting speech service, Worker and browser…");
  const { ASSEMBLYAI_API_KEY: apiKey } = process.env;
  const upstream = apiKey ? { apiKey, url: null } : await openLocalUpstream(resources);
  const pages = await servePages(
    options.audio === null ? meetingPages : recordingPages(options.audio),
  );
  resources.defer(() => pages.close());
  const stage = resources.use(
    await openStage({
      upstream,
      pageUrl: pages.url,
      headless: options.headless,
      profileDir: options.headless ? null : PROFILE_DIR,
      downloadDir: options.headless ? options.out : null,
      workerPort: options.port,
      signal,
    }),
  );
  say(upstream.url === null ? "AssemblyAI's cloud does the work." : LOCAL_ENGINE);
  const running = options.headless
    ? runHeadless(stage, { ...options, say, signal })
    : runWithWindow(stage, say);
  await Promise.race([running, aborted(signal)]);
}

const LOCAL_ENGINE =
  "The local speech service does the work, in draft quality. For AssemblyAI's cloud set ASSEMBLYAI_API_KEY.";

/** Rejects when the signal aborts. */
async function aborted(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  await once(signal, "abort");
  throw signal.reason;
}

/** Ctrl-C or a signal from outside: neither a failure nor a success. */
class Interrupted extends Error {
  readonly exitCode: number;

  constructor(signal: NodeJS.Signals) {
    super(`Stopped by ${signal}.`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Signal for everything that runs. A second Ctrl-C changes nothing, because stopping is under way. */
function signalOfProcess(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(name, () => controller.abort(new Interrupted(name)));
  return controller.signal;
}

async function main(): Promise<number> {
  const signal = signalOfProcess();
  try {
    const options = parseOptions(process.argv.slice(2), process.env, process.platform);
    if (options === null) say(USAGE);
    else await run(options, signal);
    return 0;
  } catch (error) {
    if (signal.reason instanceof Interrupted) {
      say(signal.reason.message);
      return signal.reason.exitCode;
    }
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof UsageError) console.error(`\n${USAGE}`);
    return error instanceof UsageError ? 2 : 1;
  }
}

process.exitCode = await main();
