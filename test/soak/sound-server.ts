/** A PulseAudio server for one browser, which a soak run can kill. Chrome does not connect to it again. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { temporaryFolder } from "../processes/temporary-folder.ts";

export interface SoundServer extends AsyncDisposable {
  /** It was killed, and whatever used it has lost its connection. */
  readonly hasDied: boolean;
  start(): Promise<void>;
  kill(): Promise<void>;
}

const PROGRAM = "pulseaudio";
const READY_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 50;

/**
 * Starts a server and has browsers of this process use it.
 *
 * @returns null if PulseAudio is not installed
 */
export async function openSoundServer(): Promise<SoundServer | null> {
  if (spawnSync(PROGRAM, ["--version"]).status !== 0) return null;
  await using opening = new AsyncDisposableStack();
  const folder = opening.use(await temporaryFolder());
  const server = createServer(folder.path);
  opening.defer(() => server.kill());
  await server.start();
  process.env["PULSE_SERVER"] = `unix:${socketIn(folder.path)}`;
  const resources = opening.move();
  return Object.assign(server, { [Symbol.asyncDispose]: () => resources.disposeAsync() });
}

const socketIn = (folder: string): string => join(folder, "native");

function createServer(folder: string) {
  let running: ChildProcess | null = null;
  let hasDied = false;
  const options = [
    "-n",
    "--daemonize=no",
    "--exit-idle-time=-1",
    "--use-pid-file=no",
    "--disable-shm=yes",
    "--log-level=error",
    // Otherwise its sink stands still on a busy machine, and Chrome's capture with it.
    "--high-priority=yes",
    "--realtime=yes",
    `--load=module-native-protocol-unix socket=${socketIn(folder)} auth-anonymous=1`,
    "--load=module-null-sink",
  ];
  const env = {
    ...process.env,
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    PULSE_RUNTIME_PATH: folder,
    PULSE_STATE_PATH: folder,
  };

  return {
    get hasDied() {
      return hasDied;
    },
    async start(): Promise<void> {
      if (running) return;
      running = spawn(PROGRAM, options, { env, stdio: "ignore" });
      const deadline = performance.now() + READY_WITHIN_MS;
      while (!(await exists(socketIn(folder)))) {
        if (performance.now() > deadline) throw new Error("PulseAudio did not start.");
        await setTimeout(LOOK_EVERY_MS);
      }
    },
    async kill(): Promise<void> {
      const killed = running;
      if (!killed) return;
      running = null;
      hasDied = true;
      const ended = once(killed, "exit");
      killed.kill("SIGKILL");
      await ended;
    },
  };
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
