/** Finds the focused control, as a user sees it and a screen reader announces it. */

import type { Page } from "puppeteer-core";
import { vi } from "vitest";

export interface Focus {
  /** Role or tag, and name: "button Export". */
  readonly name: string;
  /** The control or its container has a visible mark of the focus. */
  readonly isSeen: boolean;
}

/** Presses Tab from the beginning of the page until the focus leaves it, and returns every place in between. */
export async function walk(panel: Page): Promise<readonly Focus[]> {
  const places: Focus[] = [];
  await panel.evaluate(() => {
    for (const each of document.querySelectorAll("[data-passed]"))
      each.removeAttribute("data-passed");
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
  });
  for (;;) {
    await panel.keyboard.press("Tab");
    const place = await panel.evaluate(passedFocus);
    if (place === null) return places;
    places.push(place);
  }
}

/** Returns usable controls that `walk` did not reach; one radio button of a group counts for all. */
export const missed = (panel: Page): Promise<readonly string[]> =>
  panel.$$eval("button, input, select, textarea, a[href], summary", (controls) =>
    controls
      .filter((each) => each instanceof HTMLElement && each.tabIndex >= 0)
      .filter((each) => each.checkVisibility({ visibilityProperty: true }))
      .filter((each) => !each.matches(":disabled, [data-passed], [type=radio]:not(:checked)"))
      .map((each) => each.outerHTML),
  );

/** Returns the name of the focused control, as `walk` does. */
export const focused = (panel: Page): Promise<string> =>
  panel.evaluate(() => {
    const element = document.activeElement;
    const own = element?.ariaLabel ?? element?.textContent.replaceAll(/\s+/g, " ").trim() ?? "";
    return `${element?.role ?? element?.tagName.toLowerCase()} ${own}`;
  });

/** Presses Tab from the beginning of the page to a control. Waits for one that is still disabled while the panel loads. */
export const tabTo = (panel: Page, name: string): Promise<boolean> =>
  vi.waitUntil(
    async () => {
      await walk(panel);
      for (let presses = 0; presses <= 60; presses++) {
        if ((await focused(panel)) === name) return true;
        await panel.keyboard.press("Tab");
      }
      return false;
    },
    { timeout: 20_000, interval: 50 },
  );

/** Runs in the page. Returns null if the focus was there before or is nowhere. */
function passedFocus(): Focus | null {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return null;
  if (element.hasAttribute("data-passed")) return null;
  element.setAttribute("data-passed", "");
  const own = element.ariaLabel ?? element.textContent.replaceAll(/\s+/g, " ").trim().slice(0, 40);
  const label = element.id && document.querySelector(`label[for="${element.id}"]`)?.textContent;
  const around = element.closest("label")?.textContent.trim();
  const name = `${element.role ?? element.tagName.toLowerCase()} ${label || around || own}`.trim();
  return { name, isSeen: [element, element.closest("label, .find")].some(hasMark) };

  function hasMark(each: Element | null): boolean {
    if (!each) return false;
    const { outlineStyle, outlineWidth, boxShadow, visibility } = getComputedStyle(each);
    const isHidden = each.matches(".visually-hidden") || visibility === "hidden";
    const hasOutline = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1;
    return !isHidden && (hasOutline || boxShadow !== "none");
  }
}
