import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "recogniser",
    include: ["**/*.test.ts"],
    setupFiles: ["../patience.ts"],
    fileParallelism: false,
    // Beside the browser, and at low priority, the model takes minutes.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
