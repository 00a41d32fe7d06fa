import { defineConfig } from "vitest/config";

/** Every folder says where its tests run: `unit`, `local` and `recogniser`, which runs the real speech model, in Node, `worker` in workerd, `panel` in a simulated DOM,
 * `browser`, `live` and `stored` in Node, driving a real Chromium: `browser` judges the recorded audio, `live` only records,
 * `stored` shows stored meetings. */
export default defineConfig({
  root: import.meta.dirname,
  test: { projects: ["./*/vitest.config.ts"] },
});
