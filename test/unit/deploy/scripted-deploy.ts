/**
 * Runs the guide in a process of its own: `node scripted-deploy.ts WRANGLER FOLDER`, with a wrangler of the test and the API key
 * from `SCRIPTED_KEY`.
 */

import { deploy } from "../../../worker/deploy/guide.ts";
import { DeployError, parseRequest } from "../../../worker/deploy/guide-options.ts";
import { wranglerAt } from "../../../worker/deploy/wrangler.ts";

const [program = "", folder = ""] = process.argv.slice(2);
const { SCRIPTED_KEY = "" } = process.env;

try {
  await deploy({
    request: parseRequest([]),
    env: {},
    wrangler: wranglerAt(program),
    ask: async (_question, isSecret) => (isSecret ? SCRIPTED_KEY : ""),
    say: () => {},
    fetch: async () => Response.json({}),
    patienceMs: 0,
    folder,
  });
} catch (error) {
  if (!(error instanceof DeployError)) throw error;
  process.exitCode = 1;
}
