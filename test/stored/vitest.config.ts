import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "stored",
    include: ["**/*.test.ts"],
    globalSetup: "../build-extension.ts",
    fileParallelism: false,
    // Beside the tests that listen to sound, all of this may take its time.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000, interval: 100 } },
  },
});
