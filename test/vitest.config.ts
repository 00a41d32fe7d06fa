import { defineConfig } from "vitest/config";

/** Every folder says where its tests run: `unit` and `local` in Node, `worker` in workerd, `panel` in a simulated DOM,
 * `browser` in Node, driving a real Chromium. */
export default defineConfig({
  root: import.meta.dirname,
  test: { projects: ["./*/vitest.config.ts"] },
});
