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

/** What each does, and its keys. */
function shown(): readonly string[][] {
  const part = one("button", "Change shortcuts").closest("fieldset");
  return [...(part?.querySelectorAll("li") ?? [])].map(({ children }) =>
    Array.from(children, ({ textContent }) => textContent),
  );
}

it("tells each shortcut with its present keys, and where there are none", () => {
  expect(shown()).toEqual([
    [START.description, "Alt+Shift+S"],
    [MUTE.description, "Not set"],
  ]);
});

it.each([
  ["from another window", () => window.dispatchEvent(new Event("focus"))],
  ["from another tab", () => tabActivated.emit()],
])("tells the new keys when the person comes back %s", async (_, comeBack) => {
  chromeNow.commands = [{ ...START, shortcut: "Ctrl+Shift+9" }];
  comeBack();
  await settle();
  expect(shown()).toEqual([[START.description, "Ctrl+Shift+9"]]);
});

it.each([
  ["Chrome", "Mozilla/5.0 Chrome/142.0.0.0 Safari/537.36", "chrome://extensions/shortcuts"],
  ["Edge", "Mozilla/5.0 Chrome/142.0.0.0 Safari/537.36 Edg/142.0", "edge://extensions/shortcuts"],
])("leads to the page of %s where they are changed", async (_, userAgent, page) => {
  vi.spyOn(navigator, "userAgent", "get").mockReturnValue(userAgent);
  await click("button", "Change shortcuts");
  expect(chromeNow.opened).toEqual([page]);
});
