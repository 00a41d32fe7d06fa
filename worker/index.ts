/** The Worker as Cloudflare starts it. The way of a request is in `serve.ts`. */

import { internet } from "./outside.ts";
import { serve } from "./serve.ts";

export default {
  fetch: (request, env) => serve(request, env, internet),
} satisfies ExportedHandler;
