import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { Response, type Request } from "miniflare";
import { setTimeout } from "node:timers/promises";
import { defineConfig } from "vitest/config";

/**
 * What the Worker meets when a test lets it use the real `fetch` of workerd (`runtime.test.ts`). All other tests bring an
 * upstream of their own (`assembly-ai.ts`). Nothing here reaches a network.
 */
async function outboundService(request: Request): Promise<Response> {
  const { host } = new URL(request.url);
  switch (host) {
    case "streaming.assemblyai.com":
      return Response.json({ token: "minted-by-the-network", expires_in_seconds: 60 });
    case "llm-gateway.assemblyai.com":
      return new Response(
        'data: {"choices":[{"delta":{"content":"Yes."}}]}\n\n' +
          'data: {"choices":[],"usage":{"prompt_tokens":20,"completion_tokens":2}}\n\n' +
          "data: [DONE]\n\n",
        { headers: { "Content-Type": "text/event-stream" } },
      );
    case "moved.example":
      return Response.redirect("https://elsewhere.example/v3/token", 302);
    case "elsewhere.example":
      return Response.json({ token: "minted-for-a-stolen-key" });
    case "slow.example":
      await setTimeout(500);
      return new Response("late");
    default:
      return new Response(`Nobody is expected at ${host}.`, { status: 599 });
  }
}

export default defineConfig({
  plugins: [
    cloudflareTest({
      wrangler: { configPath: "../../worker/wrangler.jsonc" },
      miniflare: {
        bindings: {
          ASSEMBLYAI_API_KEY: "key-of-the-runtime",
          ACCESS_CODES: "runtime:code-of-the-runtime",
        },
        outboundService,
      },
    }),
  ],
  // One workerd for all files: a third of the time. What a test changes is its own (`desk.ts`).
  test: { name: "worker", include: ["**/*.test.ts"], isolate: false },
});
