import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "browser",
    include: ["**/*.test.ts"],
    globalSetup: "../build-extension.ts",
    // One browser at a time, on a machine that may have two cores and must not lose sound.
    fileParallelism: false,
    // Bounds for what hangs: a slow machine gets as long as it needs.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000, interval: 50 } },
  },
});
