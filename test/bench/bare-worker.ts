/**
 * Minimal Worker under the same `wrangler dev` as Earshot's, as a baseline for the costs of tool and runtime. It answers `/`
 * with a constant, `/forward` with the answer of the upstream, and `/write` with that answer after one durable write.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { temporaryFolder } from "../processes/temporary-folder.ts";

export interface BareWorker extends AsyncDisposable {
  readonly url: string;
}

const HOST = "127.0.0.1";
const READY_WITHIN_MS = 60_000;

const CODE = `
import { DurableObject } from "cloudflare:workers";

export class Store extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS spent (name TEXT PRIMARY KEY, amount INTEGER)");
  }
  add(name) {
    const add = "INSERT INTO spent VALUES (?, 1) ON CONFLICT DO UPDATE SET amount = amount + 1";
    this.ctx.storage.sql.exec(add, name);
    return true;
  }
}

export default {
  async fetch(request, { UPSTREAM, AUTHORIZATION, STORE }) {
    const { pathname } = new URL(request.url);
    if (pathname === "/") return Response.json({ token: "constant" });
    if (pathname === "/write") await STORE.getByName("one").add("team");
    const answer = await fetch(UPSTREAM, { headers: { Authorization: AUTHORIZATION } });
    return Response.json(await answer.json());
  },
};
`;

/** @throws {Error} If it is not ready within a minute */
export async function startBareWorker(upstream: {
  readonly url: string;
  readonly authorization: string;
}): Promise<BareWorker> {
  await using opening = new AsyncDisposableStack();
  const config = {
    name: "bare",
    main: "index.js",
    // Equal to the one in worker/wrangler.jsonc.
    compatibility_date: "2026-11-01",
    durable_objects: { bindings: [{ name: "STORE", class_name: "Store" }] },
    migrations: [{ tag: "v1", new_sqlite_classes: ["Store"] }],
    vars: { UPSTREAM: upstream.url, AUTHORIZATION: upstream.authorization },
  };
  const folder = opening.use(
    await temporaryFolder({ "index.js": CODE, "wrangler.json": JSON.stringify(config) }),
  );
  const manifest = createRequire(import.meta.url).resolve("wrangler/package.json");
  const args = [
    join(dirname(manifest), "bin", "wrangler.js"),
    "dev",
    `--config=${join(folder.path, "wrangler.json")}`,
    `--ip=${HOST}`,
    "--port=0",
    "--inspector-port=0",
    "--show-interactive-dev-session=false",
  ];
  const wrangler = spawn(process.execPath, args, {
    cwd: folder.path,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    env: {
      ...process.env,
      WRANGLER_SEND_METRICS: "false",
      // Otherwise wrangler writes a record of each request, call and fetch into a database of its own.
      X_LOCAL_OBSERVABILITY: "false",
      WRANGLER_LOG_PATH: folder.path,
      NO_COLOR: "1",
    },
  });
  const ended = once(wrangler, "exit");
  opening.defer(async () => {
    wrangler.kill("SIGTERM");
    await ended;
  });
  const port = await Promise.race([
    readyPort(wrangler),
    ended.then(() => Promise.reject(new Error("The bare Worker did not start."))),
  ]);
  const resources = opening.move();
  return { url: `http://${HOST}:${port}`, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** Waits for the port, which wrangler sends to its parent process as JSON. */
function readyPort(wrangler: ChildProcess): Promise<number> {
  const signal = AbortSignal.timeout(READY_WITHIN_MS);
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("The bare Worker is not ready.")));
    wrangler.on("message", (message) => {
      if (typeof message !== "string") return;
      const { event, port } = JSON.parse(message) as { event?: unknown; port?: unknown };
      if (event === "DEV_SERVER_READY" && typeof port === "number") resolve(port);
    });
  });
}
