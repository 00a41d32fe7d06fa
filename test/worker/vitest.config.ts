import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { Response, type Request } from "miniflare";
import { setTimeout } from "node:timers/promises";
import { defineConfig } from "vitest/config";

/**
 * Replaces the network for tests with the real `fetch` of workerd (`runtime.test.ts`). All other tests use
 * `fake-assemblyai.ts`. Nothing here reaches a network.
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
      // Longer than a busy machine stands still; the test does not wait for it.
      await setTimeout(30_000, undefined, { ref: false });
      return new Response("late");
    default:
      return new Response(`No request is expected at ${host}.`, { status: 599 });
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
  // One workerd for all files takes a third of the time. Each test has a usage store of its own (`worker-under-test.ts`).
  test: {
    name: "worker",
    include: ["**/*.test.ts"],
    setupFiles: ["../patience.ts"],
    isolate: false,
    // A bound for what hangs: a slow machine gets as long as it needs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
