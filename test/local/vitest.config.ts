import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "local",
    include: ["**/*.test.ts"],
    // Each module is evaluated once for many files; none keeps state between them.
    isolate: false,
    setupFiles: ["../patience.ts"],
    // A bound for what hangs: a slow machine gets as long as it needs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
