import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "live",
    include: ["**/*.test.ts"],
    globalSetup: "../build-extension.ts",
    fileParallelism: false,
    // Long enough for a slow machine; only a hanging test reaches them.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000, interval: 100 } },
  },
});
