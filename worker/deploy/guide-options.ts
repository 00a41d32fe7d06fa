/** Options of the deployment: its request, the terminal and wrangler. */

import type { Fetch } from "./check-key.ts";
import type { Ask } from "./terminal.ts";
import type { Wrangler } from "./wrangler.ts";

/** Ends the deployment; `message` says what to do. */
export class DeployError extends Error {}

export interface GuideOptions {
  readonly request: DeployRequest;
  /** Source of secrets, before the terminal. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly wrangler: Wrangler;
  /** `null` if no terminal is attached. */
  readonly ask: Ask | null;
  readonly say: (line: string) => void;
  /** Reaches AssemblyAI. */
  readonly fetch: Fetch;
  /** How long to wait for a new address to answer. */
  readonly patienceMs: number;
  /** Folder of the file that remembers the deployment; by default that of the Worker. */
  readonly folder?: string;
}

/** Changes that the command line asks for beside an update. */
export interface DeployRequest {
  /** Name of the Worker, in place of the remembered one. */
  readonly name?: string;
  /** Ids of extensions to admit. */
  readonly allow: readonly string[];
  readonly newKey: boolean;
  readonly newAdminCode: boolean;
  readonly newBudget: boolean;
  /** Passed on to `wrangler deploy`. */
  readonly rest: readonly string[];
}

/** @throws {DeployError} if an option is not complete */
export function parseRequest(args: readonly string[]): DeployRequest {
  const left = [...args];
  const allow: string[] = [];
  const rest: string[] = [];
  const flags = new Set<string>();
  let name: string | undefined;
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === "--allow") allow.push(extensionId(left.shift()));
    else if (word === "--name") name = left.shift();
    else if (FLAGS.has(word)) flags.add(word);
    else if (word === "--codes")
      throw new DeployError("Access codes have a command of their own: npm run codes -- --help");
    else rest.push(word);
  }
  return {
    ...(name !== undefined && { name }),
    allow,
    newKey: flags.has("--key"),
    newAdminCode: flags.has("--admin-code"),
    newBudget: flags.has("--budget"),
    rest,
  };
}

const FLAGS: ReadonlySet<string> = new Set(["--key", "--admin-code", "--budget"]);

function extensionId(text = ""): string {
  const id = /^(?:chrome-extension:\/\/)?([a-p]{32})\/?$/.exec(text.trim())?.[1];
  if (id === undefined)
    throw new DeployError(
      "After --allow comes the extension's id, 32 letters from a to p, as the side panel or chrome://extensions shows it.",
    );
  return id;
}
