import { openDB } from "idb";
import { expect, it, vi } from "vitest";
import { DATABASE_NAME, DATABASE_VERSION } from "../../entrypoints/shared/database/open.ts";
import { storeVersion1 } from "../unit/database/version-1.ts";
import { all, held, one, openPanel, settle, store, text } from "./support/panel.ts";

const NEWER =
  "Your meetings were stored by a newer Earshot. Update it, and they are here again. Until then nothing is recorded, changed or deleted.";

it("a database of a newer Earshot leaves only the advice to update", async () => {
  const newer = await openDB(DATABASE_NAME, DATABASE_VERSION + 1);
  await openPanel();
  expect(one("alert").textContent).toBe(`Update Earshot${NEWER}`);
  expect(all("button")).toEqual([]);
  expect(newer.objectStoreNames).toHaveLength(0);
});

it("the panel reports that a newer Earshot has taken over the database", async () => {
  vi.spyOn(console, "error").mockReturnValue();
  await store({ meetings: [held()] });
  await openPanel();
  expect(text()).not.toContain("lost its hold");
  await openDB(DATABASE_NAME, DATABASE_VERSION + 1);
  await settle();
  expect(text()).toContain("This panel has lost its hold on your meetings, as after an update.");
  expect(one("button", "Start")).toBeDefined();
});

it("the panel reports that it waits for an older Earshot until that closes the database", async () => {
  await storeVersion1();
  const older = await openDB(DATABASE_NAME, 1);
  await openPanel();
  expect(text()).toContain("An older Earshot still uses your meetings in another window.");
  older.close();
  await settle();
  expect(text()).not.toContain("An older Earshot");
  expect(one("heading", "Now").tagName).toBe("H1");
});
