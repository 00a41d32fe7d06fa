/** Opens one browser for a suite, and the panel in a state for each of its tests. */

import type { Page } from "puppeteer-core";
import { afterAll, beforeAll } from "vitest";
import {
  openScenario,
  picturedWhenFailing,
  type Scenario,
  withoutWords,
} from "../browser/harness.ts";
import { openKeeper, openState, type View } from "../states/open-state.ts";
import type { PanelState } from "../states/states.ts";

type InState = (
  state: PanelState,
  view: View,
  test: (panel: Page) => Promise<void>,
) => Promise<void>;

/** Call it in the body of a suite. The returned function runs a test with a panel, and closes the panel. */
export function browserForStates(): InState {
  let scenario: Scenario;
  let keeper: Page;
  beforeAll(async () => {
    scenario = await openScenario(withoutWords());
    keeper = await openKeeper(scenario.browser, scenario.extension);
  });
  afterAll(() => scenario[Symbol.asyncDispose]());

  return (state, view, test) =>
    picturedWhenFailing(scenario.browser, async () => {
      const panel = await openState({ ...scenario, keeper }, state, view);
      try {
        await test(panel);
      } finally {
        await panel.close();
      }
    });
}
