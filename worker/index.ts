/** Entry point of the Worker at Cloudflare. `serve.ts` handles each request. */

import { cloudflarePlatform } from "./platform.ts";
import { serve } from "./serve.ts";

// Deployed Workers keep their usage under the class name `Ledger` (wrangler.jsonc): another exported name would lose it.
export { UsageStore as Ledger } from "./budget/usage-store.ts";
export { ModelQueue } from "./budget/model-queue.ts";

export default {
  fetch: (request, env, context) => serve(request, env, cloudflarePlatform(context)),
} satisfies ExportedHandler;
