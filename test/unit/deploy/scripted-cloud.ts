/** A scripted Cloudflare, seen through wrangler, with the deployed Worker behind it, and a scripted AssemblyAI. */

import { readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Fetch } from "../../../worker/deploy/check-key.ts";
import type { Wrangler } from "../../../worker/deploy/wrangler.ts";

export const KEY = "key-of-the-team";

export interface Command {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly input: string | undefined;
}

export interface ScriptedCloud extends AsyncDisposable {
  readonly wrangler: Wrangler;
  readonly fetch: Fetch;
  /** All runs of wrangler, in order. */
  readonly commands: readonly Command[];
  /** Names of people who were given a code. */
  readonly people: readonly string[];
  /** `authorization` headers that the Worker received. */
  readonly callers: readonly (string | undefined)[];
  readonly url: string;
  readonly state: State;
}

interface State {
  isLoggedIn: boolean;
  /** `whoami` succeeds, and everything else fails. */
  hasExpired: boolean;
  accounts: { id: string; name: string }[];
  /** `null` if the Worker does not exist yet. */
  secrets: Record<string, string> | null;
  variables: Record<string, string>;
  workers: string[];
  /** Exit code of a command, by its first word. */
  exitCodes: Record<string, number>;
  problems: string[];
  /** Keys that AssemblyAI accepts. */
  keys: string[];
  hasModels: boolean;
  isAssemblyAiDown: boolean;
}

const NOT_FOUND = 'Worker "earshot" not found.\n';
const EXPIRED = "Authentication error [code: 10000]";

export async function scriptedCloud(): Promise<ScriptedCloud> {
  const commands: Command[] = [];
  const people: string[] = [];
  const callers: (string | undefined)[] = [];
  const state: State = {
    isLoggedIn: true,
    hasExpired: false,
    accounts: [{ id: "a1", name: "Team" }],
    secrets: null,
    variables: {},
    workers: [],
    exitCodes: {},
    problems: [],
    keys: [KEY],
    hasModels: true,
    isAssemblyAiDown: false,
  };
  const server = workerServer(state, people, callers);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    wrangler: {
      async read(args, env = {}) {
        commands.push({ args, env, input: undefined });
        if (args[0] === "whoami") {
          const { accounts } = state;
          return state.isLoggedIn
            ? { code: 0, out: JSON.stringify({ loggedIn: true, accounts }), errors: "" }
            : { code: 1, out: '{"loggedIn":false}', errors: "" };
        }
        if (state.hasExpired) return { code: 1, out: "", errors: EXPIRED };
        const code = state.exitCodes[args[0] ?? ""] ?? 0;
        if (code !== 0) return { code, out: "", errors: "no network" };
        if (!state.secrets) return { code: 1, out: "", errors: NOT_FOUND };
        const names = Object.keys(state.secrets).map((name) => ({ name, type: "secret_text" }));
        return { code: 0, out: `▲ [WARNING] old\n${JSON.stringify(names)}`, errors: "" };
      },
      async run(args, env = {}, input) {
        commands.push({ args, env, input });
        const [command = ""] = args;
        const code = state.exitCodes[command] ?? 0;
        if (code !== 0) return code;
        if (command === "login") Object.assign(state, { isLoggedIn: true, hasExpired: false });
        if (command === "secret") Object.assign((state.secrets ??= {}), JSON.parse(input ?? "{}"));
        if (command === "deploy") await deployed(state, args, env, url);
        return 0;
      },
    },
    async fetch(address, init) {
      if (state.isAssemblyAiDown) throw new TypeError("fetch failed");
      const { Authorization = "" } = init.headers as Record<string, string>;
      if (!state.keys.includes(Authorization)) return new Response("no", { status: 401 });
      if (new URL(address).pathname === "/v3/token") return Response.json({ token: "t" });
      return state.hasModels
        ? Response.json({ choices: [] })
        : Response.json(
            { message: "Your account does not have access to this LLM Gateway model" },
            { status: 400 },
          );
    },
    commands,
    people,
    callers,
    url,
    state,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const CONFIG = join(import.meta.dirname, "..", "..", "..", "worker", "wrangler.jsonc");

/** Keeps variables that are not given if wrangler.jsonc has `keep_vars`. */
async function deployed(
  state: State,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  url: string,
): Promise<void> {
  const config = await readFile(CONFIG, "utf8");
  if (!config.includes('"keep_vars": true')) state.variables = {};
  for (const [index, word] of args.entries()) {
    const next = args[index + 1] ?? "";
    if (word === "--var") {
      const colon = next.indexOf(":");
      state.variables[next.slice(0, colon)] = next.slice(colon + 1);
    }
    if (word === "--name" && !state.workers.includes(next)) state.workers.push(next);
  }
  state.secrets ??= {};
  const entries = [{ type: "wrangler-session" }, { type: "deploy", targets: [url] }];
  const report = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
  await writeFile(env["WRANGLER_OUTPUT_FILE_PATH"] ?? "", report);
}

function workerServer(state: State, people: string[], callers: (string | undefined)[]): Server {
  return createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      callers.push(request.headers.authorization);
      const { problems } = state;
      const health = { ok: true, version: "1", configured: true, working: true, problems };
      if (request.url !== "/v1/codes") return response.end(JSON.stringify(health));
      const { name } = JSON.parse(body) as { name: string };
      people.push(name);
      const host = request.headers.host ?? "";
      const code = "c".repeat(32);
      const invitation = `http://${host}/join#${code}`;
      return response.end(JSON.stringify({ name, code, invitation, replaced: false }));
    });
  });
}
