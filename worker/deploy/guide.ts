/**
 * Steps of a deployment: log in, ask for missing secrets, upload Worker and secrets together, wait for an answer, print
 * what to enter in Earshot. The Worker never runs without its secrets.
 */

import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessCodes, ADMIN, namesIn, type NewCode, newCodes } from "./access-codes.ts";
import { checkWorker } from "./check-worker.ts";
import type { Ask } from "./terminal.ts";
import type { Wrangler } from "./wrangler.ts";

export interface GuideOptions {
  /** Passed on to `wrangler deploy`. */
  readonly args: readonly string[];
  /** Create access codes even if some exist. */
  readonly newCodes: boolean;
  /** Source of secrets, before the terminal. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly wrangler: Wrangler;
  /** `null` if no terminal is attached. */
  readonly ask: Ask | null;
  readonly say: (line: string) => void;
  /** How long to wait for a new address to answer. */
  readonly patienceMs: number;
}

/** Ends the deployment; `message` says what to do. */
export class DeployError extends Error {}

interface Secrets {
  /** To be uploaded, without those that Cloudflare has. */
  readonly values: Readonly<Record<string, string>>;
  readonly codes: readonly NewCode[];
}

/** @throws {DeployError} */
export async function deploy(options: GuideOptions): Promise<void> {
  await logIn(options);
  const secrets = await gatherSecrets(options);
  const url = await upload(options, secrets.values);
  const admin = secrets.codes.find(({ name }) => name === ADMIN);
  if (url !== null) options.say("\nWaiting until it answers…");
  const problems = url === null ? [] : await checkWorker(url, admin?.code, options.patienceMs);
  for (const problem of problems) options.say(problem);
  printHowToUse(options.say, url, secrets);
}

async function logIn({ wrangler, ask, say }: GuideOptions): Promise<void> {
  const { code } = await wrangler.read("whoami", "--json");
  if (code === 0) return;
  if (!ask)
    throw new DeployError(
      "Cloudflare does not know you here. Run `npm run deploy` in a terminal, or set CLOUDFLARE_API_TOKEN.",
    );
  say("Cloudflare first: a browser opens. Log in, or make an account, and allow Wrangler.");
  if ((await wrangler.run(["login"])) !== 0)
    throw new DeployError("The login did not succeed. Run `npm run deploy` again.");
}

async function gatherSecrets(options: GuideOptions): Promise<Secrets> {
  const known = await knownSecrets(options.wrangler);
  const key = known.has("ASSEMBLYAI_API_KEY") ? {} : { ASSEMBLYAI_API_KEY: await apiKey(options) };
  if (known.has("ACCESS_CODES") && !options.newCodes) return { values: key, codes: [] };
  const { line, codes } = await codesFor(options, known.has("ACCESS_CODES"));
  return { values: { ...key, ACCESS_CODES: line }, codes };
}

/** @returns the names of stored secrets; none if the Worker does not exist yet. */
async function knownSecrets(wrangler: Wrangler): Promise<ReadonlySet<string>> {
  const { code, out, errors } = await wrangler.read("secret", "list", "--format", "json");
  if (code !== 0) {
    if (/Worker ".*" not found/.test(out + errors)) return new Set();
    throw new DeployError(`Cloudflare does not tell which secrets it has:\n${errors}${out}`.trim());
  }
  const secrets: unknown = JSON.parse(out.slice(out.indexOf("[")));
  return new Set((secrets as readonly { readonly name: string }[]).map(({ name }) => name));
}

const KEY_QUESTION =
  "API key of AssemblyAI (https://www.assemblyai.com/dashboard), not shown while you type: ";

async function apiKey({ env, ask }: GuideOptions): Promise<string> {
  return required(
    "ASSEMBLYAI_API_KEY",
    env.ASSEMBLYAI_API_KEY ?? (await ask?.(KEY_QUESTION, true)),
  );
}

/** The form is not checked here: the Worker checks it, and grants nothing until it is right. */
function required(name: string, value: string | undefined): string {
  if (value === undefined || value === "")
    throw new DeployError(`${name} is missing. Nothing was deployed.`);
  return value;
}

/** @param hasSome Whether codes exist that should stay. */
async function codesFor(
  { env, ask }: GuideOptions,
  hasSome: boolean,
): Promise<{ line: string; codes: readonly NewCode[] }> {
  if (env.ACCESS_CODES !== undefined || !ask)
    return { line: required("ACCESS_CODES", env.ACCESS_CODES), codes: [] };
  const kept = hasSome ? await ask("The line ACCESS_CODES=… you kept (none: all codes end): ") : "";
  const line = kept.replace(/^ACCESS_CODES=/, "");
  const answer = await ask("Who else gets an access code? Names, with commas between [team]: ");
  const names = namesIn(`${ADMIN},${answer === "" && line === "" ? "team" : answer}`, line);
  const codes = newCodes(names, () => randomBytes(16));
  return { line: accessCodes(line, codes), codes };
}

/** @returns the Worker's address, if wrangler reports one. */
async function upload(
  { wrangler, args }: GuideOptions,
  secrets: Readonly<Record<string, string>>,
): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), "earshot-deploy-"));
  try {
    const report = join(folder, "report");
    const secretsFile = join(folder, "secrets.json");
    await writeFile(report, "");
    await writeFile(secretsFile, JSON.stringify(secrets), { mode: 0o600 });
    const withSecrets = Object.keys(secrets).length === 0 ? [] : ["--secrets-file", secretsFile];
    const code = await wrangler.run(["deploy", ...withSecrets, ...args], {
      WRANGLER_OUTPUT_FILE_PATH: report,
    });
    if (code !== 0) throw new DeployError("Wrangler says above what stands in the way.");
    return addressIn(await readFile(report, "utf8"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param report Wrangler's report: one JSON object a line. The object of a deployment has `targets`. */
function addressIn(report: string): string | null {
  const lines = report.split("\n").filter((line) => line !== "");
  const entries = lines.map((line) => JSON.parse(line) as { type?: string; targets?: string[] });
  const targets = entries.findLast(({ type }) => type === "deploy")?.targets ?? [];
  return targets.find((target) => /^https?:\/\//.test(target))?.replace(/\/+$/, "") ?? null;
}

function printHowToUse(
  say: GuideOptions["say"],
  url: string | null,
  { codes, values }: Secrets,
): void {
  const address = url ?? "as above, beginning with https://";
  say("\nIn Earshot, under Settings, everybody enters");
  say(`\n  Worker URL    ${address}`);
  const users = codes.filter(({ name }) => name !== ADMIN);
  if (codes.length === 0) say("  Access code   the one they have");
  for (const { name, code } of users) say(`  Access code   ${code}   (${name})`);
  const admin = codes.find(({ name }) => name === ADMIN);
  if (admin && url !== null)
    say(`\nWhat everybody has spent: ${url}/usage, with the password ${admin.code}`);
  if (codes.length === 0) return;
  say(
    "\nCodes are shown this once. To add or remove somebody later, keep this line, which holds no secret,",
  );
  say("and run `npm run deploy -- --codes`:");
  say(`\n  ACCESS_CODES=${values.ACCESS_CODES}`);
}
