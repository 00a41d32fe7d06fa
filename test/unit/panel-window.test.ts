import { describe, expect, it } from "vitest";
import { needsPanelWindow } from "../../core/recording/background-rules.ts";
import { ownerWindowId, panelWindowPath } from "../../entrypoints/shared/panel-window.ts";

const sidePanel = (windowId: number) => ({ contextType: "SIDE_PANEL", windowId });

it.each<
  [string, string | undefined, readonly { contextType: string; windowId: number }[], boolean]
>([
  ["an ordinary window", "normal", [], false],
  ["a popup", "popup", [], true],
  ["an app window", "app", [], true],
  ["a window of unknown type", undefined, [], true],
  // Chrome states no window for side panels (docs/platform.md#later-facts).
  ["a popup beside an ordinary window with a side panel", "popup", [sidePanel(-1)], true],
  ["an app window that holds a side panel", "app", [sidePanel(7)], false],
  ["a popup beside a window whose side panel is known", "popup", [sidePanel(8)], true],
  ["a popup with a page of the extension", "popup", [{ contextType: "TAB", windowId: 7 }], true],
])("%s: a window of its own for the panel is needed or not", (_, type, contexts, isNeeded) => {
  expect(needsPanelWindow(type, 7, contexts)).toBe(isNeeded);
});

describe("the address of the panel", () => {
  it("in a window of its own names the window that it belongs to", () => {
    const { search } = new URL(panelWindowPath(7), "chrome-extension://earshot");
    expect(ownerWindowId(search)).toBe(7);
  });

  it.each(["", "?window=", "?window=x", "?other=7"])("%j names none", (search) => {
    expect(ownerWindowId(search)).toBeNull();
  });
});
