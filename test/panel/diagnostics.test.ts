import { expect, it } from "vitest";
import { addError } from "../../entrypoints/shared/error-log.ts";
import { downloads } from "./support/downloads.ts";
import { click, held, openPanel, spoken, store } from "./support/panel.ts";

it("Save diagnostics downloads a report without content or secrets", async () => {
  Object.assign(navigator.storage, { estimate: async () => ({ usage: 10, quota: 20 }) });
  await store({ meetings: [held({ title: "Board" })], turns: [spoken({ text: "Hush." })] });
  await addError("upkeep", new Error("no such tab “Board”"));

  await openPanel();
  await click("button", "Settings");
  await click("button", "Save diagnostics");
  const report = (await downloads[0]?.blob.text()) ?? "";

  expect(JSON.parse(report)).toMatchObject({
    earshot: "1.2.3",
    stored: { meetings: 1, turns: 1 },
    surprises: [{ where: "upkeep", count: 1 }],
  });
  expect(report).not.toMatch(/Board|Hush|worker\.example|rose/);
});
