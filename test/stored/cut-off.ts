/** Finds controls that the user can't see or click, because they lie beyond an edge or under something else. */

import type { Page } from "puppeteer-core";

/** Returns a sentence for each fault. */
export const cutOff = (panel: Page): Promise<readonly string[]> => panel.evaluate(faultsOnPage);

/** Returns the controls below the lower edge of the panel as it opens. */
export const belowEdge = (panel: Page, selector: string): Promise<readonly string[]> =>
  panel.$$eval(selector, (controls) =>
    controls
      .filter((control) => control.getBoundingClientRect().bottom > innerHeight)
      .map(({ textContent }) => textContent.trim()),
  );

/** Runs in the page. */
function faultsOnPage(): string[] {
  const faults: string[] = [];
  const { scrollingElement, documentElement } = document;
  if (scrollingElement && scrollingElement.scrollWidth > documentElement.clientWidth)
    faults.push(`the page is ${scrollingElement.scrollWidth} px wide`);
  for (const element of document.querySelectorAll<HTMLElement>("#app *"))
    if (isScrolledSideways(element)) faults.push(`${nameOf(element)} scrolls sideways`);
  const controls = "button, a[href], input, select, textarea, [role=menuitem], [role=slider]";
  const menu = document.querySelector('[role="menu"]');
  for (const control of (menu ?? document).querySelectorAll<HTMLElement>(controls)) {
    if (!control.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (control.matches(".visually-hidden, [data-disabled]")) continue;
    faults.push(...faultsOfControl(control));
  }
  return faults;

  function isScrolledSideways(element: HTMLElement): boolean {
    const { overflowX } = getComputedStyle(element);
    const canScroll = overflowX === "auto" || overflowX === "scroll";
    return canScroll && element.scrollWidth > element.clientWidth + 1;
  }

  function faultsOfControl(control: HTMLElement): string[] {
    control.scrollIntoView({ block: "center", inline: "nearest" });
    const { left, right, top, bottom } = control.getBoundingClientRect();
    const found: string[] = [];
    if (left < -0.5 || right > innerWidth + 0.5)
      found.push(`${nameOf(control)} lies from ${left} to ${right} px`);
    // A button may cover the end of a field.
    const places = control.matches("input") ? [(left + right) / 2] : [left + 3, right - 3];
    for (const x of places) {
      const hit = document.elementFromPoint(x, (top + bottom) / 2);
      if (hit === null || !(control.contains(hit) || hit.contains(control)))
        found.push(`${nameOf(control)} lies under ${hit === null ? "an edge" : nameOf(hit)}`);
    }
    const isWide = control.scrollWidth > control.clientWidth + 1;
    if (control.tagName === "BUTTON" && isWide && !hasEllipsis(control))
      found.push(`the words of ${nameOf(control)} are wider than it`);
    return found;
  }

  function hasEllipsis(control: HTMLElement): boolean {
    return [control, ...control.children].some(
      (each) => getComputedStyle(each).textOverflow === "ellipsis",
    );
  }

  function nameOf(element: Element): string {
    const words = element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 40);
    return `${element.tagName.toLowerCase()}.${element.className} “${words}”`;
  }
}
