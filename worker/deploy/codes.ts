/** `npm run codes`: adds, lists and ends access codes of the team's Worker. */

import { CodesError } from "./codes-client.ts";
import { runCodes, USAGE } from "./codes-command.ts";
import { askInTerminal, Unanswered } from "./terminal.ts";

const say = (line: string): void => console.log(line);

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    say(USAGE);
    return 0;
  }
  const ask = process.stdin.isTTY ? askInTerminal : null;
  try {
    await runCodes({ args, env: process.env, ask, say });
    return 0;
  } catch (error) {
    if (!(error instanceof CodesError) && !(error instanceof Unanswered)) throw error;
    console.error(error.message);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
