/** `npm run deploy`: deploys the Worker to Cloudflare. The first run asks for key and names. */

import { deploy, DeployError } from "./guide.ts";
import { askInTerminal, Unanswered } from "./terminal.ts";
import { installedWrangler as wrangler } from "./wrangler.ts";

const USAGE = `npm run deploy -- [options]

Uploads the Worker to Cloudflare. The first time it asks for the API key of AssemblyAI and for who may use it.
Where nobody can be asked, ASSEMBLYAI_API_KEY and ACCESS_CODES of the environment are used.

  --codes      give out further access codes, or new ones
  --dry-run    only build it
  --help       this text

All other options are those of wrangler deploy.
`;

const PATIENCE_MS = 90_000;

const say = (line: string): void => console.log(line);

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    say(USAGE);
    return 0;
  }
  if (args.includes("--dry-run")) return wrangler.run(["deploy", ...args]);
  try {
    await deploy({
      args: args.filter((arg) => arg !== "--codes"),
      newCodes: args.includes("--codes"),
      env: process.env,
      wrangler,
      ask: process.stdin.isTTY ? askInTerminal : null,
      say,
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
