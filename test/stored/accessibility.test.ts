/** axe-core finds no violation in any state of the panel, in both colour schemes. */

import { type AxeResults, type RunOptions, source } from "axe-core";
import type { Page } from "puppeteer-core";
import { describe, expect, it } from "vitest";
import { PANEL_STATES } from "../states/states.ts";
import { browserForStates } from "./in-state.ts";

/** Rules of WCAG 2.2 at level AA, and axe's best practices. */
const RULES: RunOptions = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
};

const WIDTH = 320;

/** Returns each violation with its rule, element and reason. */
async function violations(panel: Page): Promise<readonly string[]> {
  // Injected by the debugger, because the page's policy allows no foreign script.
  await panel.evaluate(source);
  const result = await panel.evaluate((rules): Promise<AxeResults> => {
    const { axe } = globalThis as unknown as {
      axe: { run(context: Document, options: RunOptions): Promise<AxeResults> };
    };
    return axe.run(document, rules);
  }, RULES);
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = "" }) => `${id}: ${html}: ${failureSummary}`),
  );
}

describe.each(["light", "dark"] as const)("in the %s scheme", (scheme) => {
  const inState = browserForStates();

  it.each(PANEL_STATES)("$name is accessible", (state) =>
    inState(state, { width: WIDTH, scheme }, async (panel) =>
      expect(await violations(panel)).toEqual([]),
    ),
  );
});
