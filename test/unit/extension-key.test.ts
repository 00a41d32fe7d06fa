import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EXTENSION_ID, EXTENSION_KEY } from "../../core/extension-key.ts";
import { extensionIdOf } from "../../local/browser/extension.ts";

test("the id that the Worker admits is the one that Chrome computes from the key", async () => {
  const folder = await mkdtemp(join(tmpdir(), "earshot-manifest-"));
  try {
    await writeFile(join(folder, "manifest.json"), JSON.stringify({ key: EXTENSION_KEY }));
    expect(await extensionIdOf(folder)).toBe(EXTENSION_ID);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("`npm run zip` packs the key for the team and leaves it out for the store", async () => {
  const root = join(import.meta.dirname, "..", "..");
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  expect(scripts.zip).toContain("npm run --silent packages");
  expect(scripts.packages).toBe("wxt zip && wxt zip --mode store");
});
