/** Keeps the side panel light: what it needs later is loaded later. */

import { expect, it } from "vitest";
import { loadedFirst, packagedFiles } from "../package-files.ts";

/** A little above what it is, so that it does not grow unnoticed. The goal is in docs/benchmarks.md#what-is-missed-and-why. */
const MAX_FIRST_LOAD_BYTES = 140_000;

it("the first load of the panel does not grow", async () => {
  const loaded = await loadedFirst("sidepanel.html");
  const files = (await packagedFiles()).filter(({ path }) => loaded.has(path));
  expect(files.length).toBeGreaterThan(2);
  const bytes = files.reduce((sum, { gzip }) => sum + gzip, 0);
  expect(bytes, files.map(({ path, gzip }) => `${gzip} ${path}`).join("\n")).toBeLessThanOrEqual(
    MAX_FIRST_LOAD_BYTES,
  );
});
