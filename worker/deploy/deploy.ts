/** `npm run deploy`: deploys the Worker to Cloudflare. The first run asks for key, budget and names. */

import { deploy } from "./guide.ts";
import { DeployError, parseRequest } from "./guide-options.ts";
import { askInTerminal, Unanswered } from "./terminal.ts";
import { installedWrangler } from "./wrangler.ts";

const USAGE = `npm run deploy -- [options]

Uploads the Worker to Cloudflare. The first time it asks for what it needs; later it changes only what you ask for.
Where nobody can be asked, ASSEMBLYAI_API_KEY and ACCESS_CODES of the environment are used, and --name is needed.

  --key          another API key of AssemblyAI
  --budget       other prices, and another budget a day for each person
  --admin-code   a new access code for the admin; the old one ends
  --allow ID     admits the extension with this id too
  --name NAME    name of the Worker; it is remembered in worker/.deployment.json
  --dry-run      only build it
  --help         this text

All other options are those of wrangler deploy. People are added and removed with npm run codes.
`;

const PATIENCE_MS = 90_000;

const say = (line: string): void => console.log(line);

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    say(USAGE);
    return 0;
  }
  const wrangler = installedWrangler();
  if (args.includes("--dry-run")) return wrangler.run(["deploy", ...args]);
  try {
    await deploy({
      request: parseRequest(args),
      env: process.env,
      wrangler,
      ask: process.stdin.isTTY ? askInTerminal : null,
      say,
      fetch: (url, init) => fetch(url, init),
      patienceMs: PATIENCE_MS,
    });
    return 0;
  } catch (error) {
    if (!(error instanceof DeployError) && !(error instanceof Unanswered)) throw error;
    console.error(`\n${error.message}`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
