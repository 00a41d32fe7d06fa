import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "unit",
    include: ["**/*.test.ts"],
    setupFiles: ["../patience.ts", "../fresh-database.ts"],
    // One thread for many files evaluates shared modules once: half the processor time.
    isolate: false,
    // A bound for what hangs: a slow machine gets as long as it needs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
