/** The commands of `npm run codes`. Code and address are asked for, and only the address is kept. */

import { invitationText, parseInvitation } from "../../core/protocol/invitation.ts";
import {
  addCode,
  type Admin,
  CodesError,
  endCode,
  listCodes,
  parseAddress,
} from "./codes-client.ts";
import type { Ask } from "./terminal.ts";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { parseJson } from "../../core/parse-json.ts";

export const USAGE = `npm run codes -- list
npm run codes -- add NAME… [--replace]
npm run codes -- end NAME…

Each person gets a name and an access code of their own. A change holds at once.

  list         names of all valid codes
  add          makes a code for each name, and prints an invitation to send
  end          ends the codes of these names

  --replace    with add: a name that has a code gets a new one, and the old one ends
  --address    address of the Worker, if it has changed: --address https://…
  --help       this text

It asks once for the Worker's address, and each time for the access code of an admin, which is
kept nowhere. EARSHOT_ADMIN_CODE in the environment answers that question.
`;

export interface CodesOptions {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `null` if no terminal is attached. */
  readonly ask: Ask | null;
  readonly say: (line: string) => void;
  /** Folder of the file with the address; by default that of the Worker. */
  readonly folder?: string;
}

interface Command {
  readonly verb: "add" | "list" | "end";
  readonly names: readonly string[];
  readonly replace: boolean;
  readonly address: string | undefined;
}

/** @throws {CodesError} for everything that the user can mend */
export async function runCodes(options: CodesOptions): Promise<void> {
  const command = parseCommand(options.args);
  const known = (await remembered(options.folder)).address;
  const admin = await adminOf(options, command.address ?? known);
  if (command.verb === "list") await printCodes(options, admin);
  for (const name of command.names) await change(options, admin, command, name);
  // Only now, because an address that answered is the right one.
  if (admin.address !== known) await remember({ address: admin.address }, options.folder);
}

async function change(
  { say }: CodesOptions,
  admin: Admin,
  { verb, replace }: Command,
  name: string,
): Promise<void> {
  if (verb === "end") {
    const ended = await endCode(admin, name);
    return say(`The access code of ${ended.name} has ended.`);
  }
  const added = await addCode(admin, name, { replace });
  if (added.replaced) say(`The old access code of ${added.name} has ended.`);
  say(`\nSend this to ${added.name}. It is shown this once.\n`);
  say(invitationText(added.name, added.invitation));
}

/** @throws {CodesError} with the usage if the arguments are none of a command */
function parseCommand(args: readonly string[]): Command {
  const words: string[] = [];
  let replace = false;
  let address: string | undefined;
  const left = [...args];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === "--replace") replace = true;
    else if (word === "--address") address = left.shift();
    else if (word.startsWith("-")) throw new CodesError(`There is no option ${word}.\n\n${USAGE}`);
    else words.push(word);
  }
  const [verb, ...rest] = words;
  const names = rest.flatMap((word) => word.split(",")).filter((name) => name.trim() !== "");
  const isComplete =
    (verb === "list" && names.length === 0 && !replace) ||
    (verb === "add" && names.length > 0) ||
    (verb === "end" && names.length > 0 && !replace);
  if (!isComplete) throw new CodesError(USAGE);
  return { verb, names, replace, address };
}

async function adminOf({ env, ask }: CodesOptions, known: string | undefined): Promise<Admin> {
  const address = known ?? (await ask?.("Address of the Worker (https://…): "));
  if (address === undefined)
    throw new CodesError("The Worker's address is not known here. Give it: --address https://…");
  const parsed = parseAddress(address);
  const code =
    env["EARSHOT_ADMIN_CODE"] ??
    (await ask?.("Access code of an admin, not shown while you type: ", true));
  if (code === undefined)
    throw new CodesError(
      "The access code of an admin is needed. Run this in a terminal, or set EARSHOT_ADMIN_CODE.",
    );
  // An admin may paste their own invitation.
  return { address: parsed, code: parseInvitation(code)?.accessCode ?? code };
}

async function printCodes({ say }: CodesOptions, admin: Admin): Promise<void> {
  const { codes } = await listCodes(admin);
  const width = Math.max(...codes.map(({ name }) => name.length));
  for (const { name, created_at, is_admin } of codes) {
    const since =
      created_at === undefined ? "from the deployment" : `since ${created_at.slice(0, 10)}`;
    say(`${name.padEnd(width)}  ${since}${is_admin ? ", admin" : ""}`);
  }
}

/** Facts of the deployment, in a file that git ignores. It holds no secret. */
const Remembered = v.object({
  /** Base address of the Worker. */
  address: v.optional(v.string()),
  /** Name of the Worker at Cloudflare. */
  name: v.optional(v.string()),
  /** Id of the Cloudflare account. */
  account: v.optional(v.string()),
  /** Ids of admitted extensions beside the one that this repository builds. */
  extensions: v.optional(v.array(v.string())),
});
export type Remembered = v.InferOutput<typeof Remembered>;

const WORKER = join(import.meta.dirname, "..");
const FILE = ".deployment.json";

/** @param folder Holds the file. */
export async function remembered(folder = WORKER): Promise<Remembered> {
  const text = await readFile(join(folder, FILE), "utf8").catch(() => "");
  const parsed = v.safeParse(Remembered, parseJson(text));
  return parsed.success ? parsed.output : {};
}

export async function remember(change: Remembered, folder = WORKER): Promise<void> {
  const all = { ...(await remembered(folder)), ...change };
  await writeFile(join(folder, FILE), `${JSON.stringify(all, null, 2)}\n`);
}
