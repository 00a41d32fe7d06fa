import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { usedFeatures } from "./used-features.ts";

const CONFIG = new URL("../../wxt.config.ts", import.meta.url);

/** Features whose absence costs nothing that matters; each with the reason. */
const OPTIONAL: Readonly<Record<string, string>> = {
  "KeyboardEvent.repeat": "wrong before 137 only while several keys are held down",
  "Document.caretPositionFromPoint": "text-places.ts falls back on caretRangeFromPoint",
  "CaretPosition.offset": "comes with caretPositionFromPoint",
  "CaretPosition.offsetNode": "comes with caretPositionFromPoint",
};

describe("minimum_chrome_version", () => {
  const used = usedFeatures();

  it("is the version of the newest feature that the extension needs", () => {
    const [, minimum] = /minimum_chrome_version: "(\d+)"/.exec(readFileSync(CONFIG, "utf8")) ?? [];
    const needed = used.filter(({ name }) => !(name in OPTIONAL));
    const newest = needed.filter(({ chrome }) => chrome === needed[0]?.chrome);
    const places = newest.map(({ name, at }) => `${name} (${at})`).join(", ");
    expect(needed[0]?.chrome, places).toBe(Number(minimum));
  });

  it("has no exception for a feature that is not used or not newer", () => {
    const names = new Set(used.map(({ name }) => name));
    expect(Object.keys(OPTIONAL).filter((name) => !names.has(name))).toEqual([]);
  });

  it.each([
    ["ReadableStream.@@asyncIterator", 124],
    ["Promise.withResolvers", 119],
    ["chrome getContexts", 116],
    ["css field-sizing", 123],
    ["Array.toSorted", 110],
    ["FileSystemFileHandle.createSyncAccessHandle", 102],
  ])("is compared with %s, which Chrome has since version %i", (name, chrome) => {
    expect(used.find((feature) => feature.name === name)).toMatchObject({ chrome });
  });
});
