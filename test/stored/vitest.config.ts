import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "stored",
    include: ["**/*.test.ts"],
    globalSetup: "../build-extension.ts",
    fileParallelism: false,
    // Of one file two browsers at a time, where it says that its tests can bear that (`test.concurrent`).
    maxConcurrency: 2,
    // Beside the tests that listen to sound, all of this may take its time.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
