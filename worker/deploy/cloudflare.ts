/** Logs in to Cloudflare, chooses the account, and lists the secrets of the Worker there. */

import * as v from "valibot";
import { parseJson } from "../../core/parse-json.ts";
import { DeployError, type GuideOptions } from "./guide-options.ts";
import type { WranglerOutput } from "./wrangler.ts";

export interface Account {
  /** `undefined` if wrangler does not list accounts; it then finds the account itself. */
  readonly id: string | undefined;
  /** For every further run of wrangler, which otherwise asks, or gives up where it can't ask. */
  readonly env: Readonly<Record<string, string>>;
}

const WhoAmI = v.object({
  accounts: v.optional(v.array(v.object({ id: v.string(), name: v.string() })), []),
});
type KnownAccount = v.InferOutput<typeof WhoAmI>["accounts"][number];

/**
 * @param known Id of the account of an earlier run.
 * @throws {DeployError}
 */
export async function openAccount(
  options: GuideOptions,
  known: string | undefined,
): Promise<Account> {
  let who = await options.wrangler.read(["whoami", "--json"]);
  if (who.code !== 0) {
    await logIn(options);
    who = await options.wrangler.read(["whoami", "--json"]);
  }
  const parsed = v.safeParse(WhoAmI, jsonIn(who.out));
  const accounts = parsed.success ? parsed.output.accounts : [];
  const wanted = options.env["CLOUDFLARE_ACCOUNT_ID"] ?? known;
  const id = accounts.some((account) => account.id === wanted)
    ? wanted
    : await chooseAccount(options, accounts);
  return { id, env: id === undefined ? {} : { CLOUDFLARE_ACCOUNT_ID: id } };
}

async function logIn({ wrangler, ask, say }: GuideOptions): Promise<void> {
  if (!ask)
    throw new DeployError(
      "Cloudflare does not know you here. Run `npm run deploy` in a terminal, or set CLOUDFLARE_API_TOKEN.",
    );
  say("\nCloudflare first. No account yet? Make one at https://dash.cloudflare.com/sign-up,");
  say("and click the link in the e-mail that confirms your address.");
  const isRemote = /^n/i.test(await ask("Can a browser open on this computer? [Y/n] "));
  say("Log in there, and allow Wrangler.");
  if ((await wrangler.run(["login", ...(isRemote ? ["--device"] : [])])) !== 0)
    throw new DeployError("The login did not succeed. Run `npm run deploy` again.");
}

async function chooseAccount(
  { ask, say }: GuideOptions,
  accounts: readonly KnownAccount[],
): Promise<string | undefined> {
  if (accounts.length < 2) return accounts[0]?.id;
  if (!ask)
    throw new DeployError(
      `This login has several Cloudflare accounts. Set CLOUDFLARE_ACCOUNT_ID to one of them: ${accounts.map(({ id }) => id).join(", ")}`,
    );
  say("\nThis login has several Cloudflare accounts:");
  for (const [index, { name }] of accounts.entries()) say(`  ${index + 1}  ${name}`);
  for (;;) {
    const answer = await ask(`Which one pays for the Worker? [1–${accounts.length}] `);
    const chosen = accounts[Number(answer) - 1];
    if (chosen) return chosen.id;
  }
}

const Secrets = v.array(v.object({ name: v.string() }));

/**
 * @returns the names of the Worker's secrets; `null` if there is no such Worker yet
 * @throws {DeployError}
 */
export async function secretsOf(
  options: GuideOptions,
  account: Account,
  worker: string,
): Promise<ReadonlySet<string> | null> {
  const list = () =>
    options.wrangler.read(["secret", "list", "--name", worker, "--format", "json"], account.env);
  let listed = await list();
  // `whoami` may still know a login that has expired.
  if (listed.code !== 0 && isAboutLogin(listed) && options.ask) {
    options.say("\nCloudflare's login has expired.");
    await logIn(options);
    listed = await list();
  }
  if (listed.code !== 0) {
    if (/Worker ".*" not found|does not exist/.test(listed.out + listed.errors)) return null;
    throw new DeployError(
      `Cloudflare does not tell which secrets it has:\n${listed.errors}${listed.out}`.trim(),
    );
  }
  return new Set(v.parse(Secrets, jsonIn(listed.out)).map(({ name }) => name));
}

const isAboutLogin = ({ out, errors }: WranglerOutput): boolean =>
  /not logged in|authentication|code: 10000|wrangler login/i.test(out + errors);

/** Wrangler may print warnings before its JSON. */
const jsonIn = (out: string): unknown => parseJson(out.slice(Math.max(0, out.search(/^[[{]/m))));
