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
    setupFiles: ["./support/chrome.ts", "./support/search-thread.ts"],
  },
});
