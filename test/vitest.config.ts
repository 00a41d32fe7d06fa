import { defineConfig } from "vitest/config";

/** Every folder says where its tests run: `unit` and `local` in Node, `worker` in workerd, `panel` in a simulated DOM,
 * `browser` and `stored` in Node, driving a real Chromium:
 * the one listens to sound, the other to none. */
export default defineConfig({
  root: import.meta.dirname,
  test: { projects: ["./*/vitest.config.ts"] },
});
