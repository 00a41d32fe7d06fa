/** `GET /health`: for monitors and for whoever deploys. No access code, therefore no secret and no model name. */

import { version } from "../package.json";
import type { Environment } from "./environment.ts";
import { json } from "./http.ts";

/** Always 200: the Worker itself runs. `configured: false` comes with the sentences that say what is missing. */
export function health({ setup }: Environment): Response {
  return json({
    ok: true,
    version,
    configured: setup.ok,
    problems: setup.ok ? [] : setup.problems,
  });
}
