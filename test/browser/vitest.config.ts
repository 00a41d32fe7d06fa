import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "browser",
    include: ["**/*.test.ts"],
    globalSetup: "../build-extension.ts",
    // One browser at a time, on a machine that may have two cores and must not lose sound.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
