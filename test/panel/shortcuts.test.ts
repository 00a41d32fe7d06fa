import { beforeEach, expect, it, vi } from "vitest";
import { chromeNow, tabActivated } from "./support/chrome.ts";
import { click, one, openPanel, settle } from "./support/panel.ts";

const START = { name: "toggle-recording", description: "Start or stop recording" };
const MUTE = { name: "toggle-mute", description: "Mute or unmute" };

beforeEach(async () => {
  chromeNow.commands = [
    { ...START, shortcut: "Alt+Shift+S" },
    { ...MUTE, shortcut: "" },
  ];
  await openPanel();
  await click("button", "Settings");
});

/** @returns description and keys of each shortcut */
function shown(): readonly string[][] {
  const part = one("button", "Change shortcuts").closest("fieldset");
  return [...(part?.querySelectorAll("li") ?? [])].map(({ children }) =>
    Array.from(children, ({ textContent }) => textContent),
  );
}

it("Settings list each shortcut with its keys, or that it has none", () => {
  expect(shown()).toEqual([
    [START.description, "Alt+Shift+S"],
    [MUTE.description, "Not set"],
  ]);
});

it.each([
  ["from another window", () => window.dispatchEvent(new Event("focus"))],
  ["from another tab", () => tabActivated.emit()],
])("Settings list the new keys when the user comes back %s", async (_, comeBack) => {
  chromeNow.commands = [{ ...START, shortcut: "Ctrl+Shift+9" }];
  comeBack();
  await settle();
  expect(shown()).toEqual([[START.description, "Ctrl+Shift+9"]]);
});

it.each([
  ["Chrome", "Mozilla/5.0 Chrome/142.0.0.0 Safari/537.36", "chrome://extensions/shortcuts"],
  ["Edge", "Mozilla/5.0 Chrome/142.0.0.0 Safari/537.36 Edg/142.0", "edge://extensions/shortcuts"],
])("Change shortcuts opens the page of %s", async (_, userAgent, page) => {
  vi.spyOn(navigator, "userAgent", "get").mockReturnValue(userAgent);
  await click("button", "Change shortcuts");
  expect(chromeNow.opened).toEqual([page]);
});
