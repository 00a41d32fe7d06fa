/** The Worker as Cloudflare starts it. The way of a request is in `serve.ts`. */

import { internet } from "./outside.ts";
import { serve } from "./serve.ts";

export { Ledger } from "./ledger.ts";

export default {
  fetch: (request, env, context) => serve(request, env, internet(context)),
} satisfies ExportedHandler;
