import { expect, it } from "vitest";
import { serviceWorker } from "../../local/browser/extension.ts";
import { inBrowser, withoutWords } from "./harness.ts";

interface Chrome {
  readonly chrome: {
    readonly windows: { create(options: object): Promise<{ readonly id: number }> };
    readonly action: {
      readonly onClicked: { dispatch(tab: { readonly windowId: number }): void };
    };
  };
}

it("a popup window, which holds no side panel, gets the panel in one window of its own", () =>
  inBrowser(withoutWords(), async ({ browser, extension, page }) => {
    const worker = await serviceWorker(browser, extension);
    const popupId = await worker.evaluate(async (url) => {
      const { windows } = (globalThis as unknown as Chrome).chrome;
      return (await windows.create({ url, type: "popup" })).id;
    }, page.url());
    // Puppeteer can't press the toolbar button of a popup: Chromium ends.
    const click = (windowId: number): Promise<void> =>
      worker.evaluate((windowId) => {
        (globalThis as unknown as Chrome).chrome.action.onClicked.dispatch({ windowId });
      }, windowId);
    const panels = () => browser.targets().filter((target) => target.url().includes("?window="));

    await click(popupId);
    await expect.poll(panels).toHaveLength(1);
    const [first] = panels();
    expect(first?.url()).toContain(`/sidepanel.html?window=${popupId}`);
    await (await first?.page())?.locator('[role="status"]').wait();

    await click(popupId);
    const second = await worker.evaluate(async (url) => {
      const { windows } = (globalThis as unknown as Chrome).chrome;
      return (await windows.create({ url, type: "popup" })).id;
    }, page.url());
    // The clicks are answered in their order.
    await click(second);
    await expect.poll(() => panels().map((target) => target.url())).toHaveLength(2);
  }));
