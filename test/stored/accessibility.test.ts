/** axe-core finds nothing to object to, in any state of the panel, in both colour schemes. */

import { type AxeResults, type RunOptions, source } from "axe-core";
import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openKeeper, openState } from "../states/open-state.ts";
import { PANEL_STATES } from "../states/states.ts";
import {
  openScenario,
  picturedWhenFailing,
  type Scenario,
  withoutWords,
} from "../browser/harness.ts";

/** Everything that WCAG 2.2 asks for at level AA, and axe's own best practices. */
const RULES: RunOptions = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
};

const WIDTH = 320;

/** As sentences: rule, place and what is wrong. */
async function objections(panel: Page): Promise<readonly string[]> {
  // As the debugger does it: the page's own policy lets no foreign script in.
  await panel.evaluate(source);
  const { violations } = await panel.evaluate((rules): Promise<AxeResults> => {
    const { axe } = globalThis as unknown as {
      axe: { run(context: Document, options: RunOptions): Promise<AxeResults> };
    };
    return axe.run(document, rules);
  }, RULES);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = "" }) => `${id}: ${html}: ${failureSummary}`),
  );
}

describe.each(["light", "dark"] as const)("in the %s scheme", (scheme) => {
  let scenario: Scenario;
  let keeper: Page;
  beforeAll(async () => {
    scenario = await openScenario(withoutWords());
    keeper = await openKeeper(scenario.browser, scenario.extension);
  });
  afterAll(() => scenario[Symbol.asyncDispose]());

  it.each(PANEL_STATES)("$name", (state) =>
    picturedWhenFailing(scenario.browser, async () => {
      const panel = await openState({ ...scenario, keeper }, state, { width: WIDTH, scheme });
      try {
        expect(await objections(panel)).toEqual([]);
      } finally {
        await panel.close();
      }
    }),
  );
});
