/**
 * Steps of a deployment: explain, log in, ask for what is missing, upload the Worker and then its secrets, wait for an
 * answer, invite. Until its secrets are there, the Worker grants nothing. A later run changes what it was asked to change.
 */

import { randomBytes, createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXTENSION_ID } from "../../core/extension-key.ts";
import { invitationText } from "../../core/protocol/invitation.ts";
import { checkKey } from "./check-key.ts";
import { checkWorker } from "./check-worker.ts";
import { type Account, openAccount, secretsOf } from "./cloudflare.ts";
import { addCode, CodesError } from "./codes-client.ts";
import { DeployError, type GuideOptions } from "./guide-options.ts";
import { askForMoney, EXPLANATION } from "./money.ts";
import { remember, remembered, type Remembered } from "./codes-command.ts";
import { Unanswered } from "./terminal.ts";

type Variables = Readonly<Record<string, string>>;

/** @throws {DeployError} */
export async function deploy(options: GuideOptions): Promise<void> {
  await removeLeftovers();
  const known = await remembered(options.folder);
  if (known.name === undefined && options.ask) options.say(EXPLANATION);
  const account = await openAccount(options, known.account);
  const name = await nameOfWorker(options, known);
  const present = await secretsOf(options, account, name);
  const secrets = await gatherSecrets(options, present ?? new Set());
  const extensions = [...new Set([...(known.extensions ?? []), ...options.request.allow])];
  const variables = {
    ...originsOf(extensions),
    ...(present === null || options.request.newBudget ? await askForMoney(options) : {}),
  };
  // Before the upload: a run that is stopped later must not leave a Worker that the next run does not know.
  await remember(
    {
      name,
      ...(account.id !== undefined && { account: account.id }),
      ...(extensions.length > 0 && { extensions }),
    },
    options.folder,
  );
  const address = await upload(options, account, name, variables);
  if (address !== null) await remember({ address }, options.folder);
  await sendSecrets(options, account, name, secrets.values);
  await finish(options, address ?? known.address ?? null, secrets.adminCode);
}

/** Earlier versions left the secrets in a file if they were interrupted. */
async function removeLeftovers(): Promise<void> {
  const entries = await readdir(tmpdir());
  for (const entry of entries.filter((name) => name.startsWith(FOLDER)))
    await rm(join(tmpdir(), entry), { recursive: true, force: true }).catch(() => {});
}

const FOLDER = "earshot-deploy-";

/** A guessable address can be flooded, so a new Worker's name ends in random letters. */
async function nameOfWorker({ request, ask }: GuideOptions, known: Remembered): Promise<string> {
  const name = request.name ?? known.name;
  if (name !== undefined) return name;
  if (!ask)
    throw new DeployError(
      "Name the Worker, so that a later run finds it again: npm run deploy -- --name earshot-…",
    );
  for (;;) {
    const answer = await ask("\nDoes your team have Earshot already? Its address (Enter for no): ");
    if (answer === "") return `earshot-${randomBytes(5).toString("hex")}`;
    const label = /^(?:https?:\/\/)?([a-z\d-]+)(?:\.[a-z\d-]+\.workers\.dev.*)?$/i.exec(
      answer,
    )?.[1];
    if (label !== undefined) return label;
  }
}

interface Secrets {
  /** To be uploaded, without those that stay. */
  readonly values: Variables;
  /** If it is new. */
  readonly adminCode: string | undefined;
}

async function gatherSecrets(
  options: GuideOptions,
  present: ReadonlySet<string>,
): Promise<Secrets> {
  const { request, env, ask } = options;
  const key =
    present.has("ASSEMBLYAI_API_KEY") && !request.newKey
      ? {}
      : { ASSEMBLYAI_API_KEY: await apiKey(options) };
  const hasCodes = present.has("ADMIN_CODE") || present.has("ACCESS_CODES");
  if (hasCodes && !request.newAdminCode) return { values: key, adminCode: undefined };
  if (!ask && !request.newAdminCode)
    return {
      values: { ...key, ACCESS_CODES: required("ACCESS_CODES", env["ACCESS_CODES"]) },
      adminCode: undefined,
    };
  const adminCode = newCode(randomBytes);
  return { values: { ...key, ADMIN_CODE: adminSecret(adminCode) }, adminCode };
}

async function apiKey({ env, ask, say, fetch }: GuideOptions): Promise<string> {
  for (;;) {
    const given = env["ASSEMBLYAI_API_KEY"];
    const key = required("ASSEMBLYAI_API_KEY", given ?? (await ask?.(KEY_QUESTION, true)));
    const { isAccepted, words } = await checkKey(key, fetch);
    if (words !== undefined) say(words);
    if (isAccepted) return key;
    if (given !== undefined || !ask)
      throw new DeployError("ASSEMBLYAI_API_KEY is wrong. Nothing was deployed.");
  }
}

const KEY_QUESTION =
  "\nAPI key of AssemblyAI (https://www.assemblyai.com/dashboard), not shown while you type: ";

function required(name: string, value: string | undefined): string {
  if (value === undefined || value === "")
    throw new DeployError(`${name} is missing. Nothing was deployed.`);
  return value;
}

/** None: the Worker's default holds, which is the extension of this repository. */
const originsOf = (extensions: readonly string[]): Variables =>
  extensions.length === 0
    ? {}
    : {
        ALLOWED_ORIGINS: [EXTENSION_ID, ...extensions]
          .map((id) => `chrome-extension://${id}`)
          .join(","),
      };

/** @returns the Worker's address, if wrangler reports one. */
async function upload(
  { wrangler, request, say, ask }: GuideOptions,
  account: Account,
  name: string,
  variables: Variables,
): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), FOLDER));
  try {
    const report = join(folder, "report");
    await writeFile(report, "");
    const vars = Object.entries(variables).flatMap(([key, value]) => ["--var", `${key}:${value}`]);
    const args = ["deploy", "--name", name, ...vars, ...request.rest];
    if (ask) say(UPLOADING);
    const code = await wrangler.run(args, { ...account.env, WRANGLER_OUTPUT_FILE_PATH: report });
    if (code !== 0) throw new DeployError(NOT_UPLOADED);
    return addressIn(await readFile(report, "utf8"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const UPLOADING = `
Uploading. If Cloudflare asks for a workers.dev subdomain, choose a short name of your team: it becomes part of the address.
`;

const NOT_UPLOADED = `The Worker was not uploaded; wrangler says why above.
  workers.dev subdomain   choose one at https://dash.cloudflare.com, Workers & Pages; it is free
  verify your email       click the link that Cloudflare has sent to you
Then run \`npm run deploy\` again. It goes on where it stopped.`;

/** @param report Wrangler's report: one JSON object a line. The object of a deployment has `targets`. */
function addressIn(report: string): string | null {
  const lines = report.split("\n").filter((line) => line !== "");
  const entries = lines.map((line) => JSON.parse(line) as { type?: string; targets?: string[] });
  const targets = entries.findLast(({ type }) => type === "deploy")?.targets ?? [];
  return targets.find((target) => /^https?:\/\//.test(target))?.replace(/\/+$/, "") ?? null;
}

async function sendSecrets(
  { wrangler }: GuideOptions,
  account: Account,
  name: string,
  values: Variables,
): Promise<void> {
  if (Object.keys(values).length === 0) return;
  const args = ["secret", "bulk", "--name", name];
  if ((await wrangler.run(args, account.env, JSON.stringify(values))) !== 0)
    throw new DeployError(
      "The Worker is there, but its secrets did not arrive, so it grants nothing yet. Run `npm run deploy` again.",
    );
}

async function finish(
  options: GuideOptions,
  address: string | null,
  adminCode: string | undefined,
): Promise<void> {
  const { say, patienceMs } = options;
  if (address === null) return say("\nUploaded. The address stands above, beginning with https://");
  // First of all, because it is shown only once.
  if (adminCode !== undefined) printAdminCode(options, address, adminCode);
  say("\nWaiting until it answers…");
  const problems = await checkWorker(address, adminCode, patienceMs);
  for (const problem of problems) say(problem);
  if (adminCode !== undefined && problems.length === 0) await invite(options, address, adminCode);
  if (adminCode === undefined)
    say("Updated. Whatever this run was not asked to change is as it was.");
  say(`\nTeam address   ${address}`);
  say(`Invite         npm run codes -- add NAME, or ${address}/usage`);
}

function printAdminCode({ say }: GuideOptions, address: string, adminCode: string): void {
  say("\nYour admin code, shown this once. Keep it where you keep passwords:");
  say(`\n  ${adminCode}\n`);
  say(`It opens ${address}/usage (any user name, this as the password) and lets you invite.`);
}

const INVITE_QUESTION =
  "\nWho gets an invitation now, you included? Names, with commas between (Enter for later): ";

/** Ctrl-C at the last question leaves a Worker that is complete. */
function orLater(error: unknown): string {
  if (error instanceof Unanswered) return "";
  throw error;
}

async function invite(
  { ask, say }: GuideOptions,
  address: string,
  adminCode: string,
): Promise<void> {
  const answer = (await ask?.(INVITE_QUESTION).catch(orLater)) ?? "";
  const names = answer.split(",").map((name) => name.trim());
  for (const name of new Set(names.filter((each) => each !== ""))) {
    try {
      const added = await addCode({ address, code: adminCode }, name);
      say(`\n──── Send this to ${added.name}. It is shown this once.\n`);
      say(invitationText(added.name, added.invitation));
    } catch (error) {
      if (!(error instanceof CodesError)) throw error;
      say(`\n${name}: ${error.message}`);
    }
  }
}

/** @param random Returns that many random bytes. */
export const newCode = (random: (bytes: number) => Buffer): string => random(16).toString("hex");

/** @returns value of the secret `ADMIN_CODE` */
export const adminSecret = (code: string): string =>
  `sha256:${createHash("sha256").update(code).digest("hex")}`;
