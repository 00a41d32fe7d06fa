import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [vue()],
  resolve: {
    alias: { "#i18n": fileURLToPath(new URL("./support/i18n.ts", import.meta.url)) },
  },
  test: {
    name: "panel",
    include: ["**/*.test.ts"],
    environment: "happy-dom",
    // A bound for what hangs: a slow machine gets as long as it needs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: [
      "../patience.ts",
      "./support/chrome.ts",
      "./support/search-thread.ts",
      "./support/files-thread.ts",
    ],
  },
});
