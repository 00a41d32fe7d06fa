import { expect, it } from "vitest";
import { addError, addSession } from "../../entrypoints/shared/diagnostics-log.ts";
import { downloads } from "./support/downloads.ts";
import { click, held, openPanel, spoken, store } from "./support/panel.ts";

it("Save diagnostics downloads a report without content or secrets", async () => {
  Object.assign(navigator.storage, { estimate: async () => ({ usage: 10, quota: 20 }) });
  await store({ meetings: [held({ title: "Board" })], turns: [spoken({ text: "Hush." })] });
  await addError("upkeep", new Error("no such tab “Board”"));

  await addSession({
    channel: "tab",
    beganAt: 0,
    endedAt: 1_000,
    sessionId: "7c1e",
    model: "u3-rt-pro",
    reported: { speaker_labels: false },
    ignored: ["speakerLabels"],
    refused: [],
    words: ["7: Careful"],
    sentSeconds: 1,
    heardSeconds: 1,
    sessionSeconds: 1,
  });

  await openPanel();
  await click("button", "Settings");
  await click("button", "Save diagnostics");
  const report = (await downloads[0]?.blob.text()) ?? "";

  expect(JSON.parse(report)).toMatchObject({
    earshot: "1.2.3",
    stored: { meetings: 1, turns: 1 },
    sessions: [{ sessionId: "7c1e", words: ["7: Careful"], endedAt: "1970-01-01T00:00:01.000Z" }],
    surprises: [{ where: "upkeep", count: 1 }],
  });
  expect(report).not.toMatch(/Board|Hush|worker\.example|rose/);
});
