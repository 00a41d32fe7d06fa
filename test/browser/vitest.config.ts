import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "browser",
    include: ["**/*.test.ts"],
    globalSetup: "../build-extension.ts",
    // One browser at a time, because a machine with two cores would lose audio.
    fileParallelism: false,
    // Long enough for a slow machine; only a hanging test reaches them.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000, interval: 50 } },
  },
});
