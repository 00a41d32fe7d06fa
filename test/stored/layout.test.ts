/** In every state of the panel everything can be seen and pressed: where words run from right to left, and at twice the size. */

import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openKeeper, openState, type View } from "../states/open-state.ts";
import { PANEL_STATES } from "../states/states.ts";
import {
  openScenario,
  picturedWhenFailing,
  type Scenario,
  withoutWords,
} from "../browser/harness.ts";
import { beyondSight, cutOff } from "./cut-off.ts";

const VIEWS: readonly (readonly [name: string, view: View])[] = [
  ["of usual words, narrow", { width: 320, scheme: "light" }],
  ["of words from right to left", { width: 320, scheme: "light", direction: "rtl" }],
  // 400 × 800 pixels, of which each is drawn as four.
  ["at twice the size", { width: 200, height: 400, scheme: "light" }],
];

describe.each(VIEWS)("a panel %s", (_, view) => {
  let scenario: Scenario;
  let keeper: Page;
  beforeAll(async () => {
    scenario = await openScenario(withoutWords());
    keeper = await openKeeper(scenario.browser, scenario.extension);
  });
  afterAll(() => scenario[Symbol.asyncDispose]());

  it.each(PANEL_STATES)("$name", (state) =>
    picturedWhenFailing(scenario.browser, async () => {
      const panel = await openState({ ...scenario, keeper }, state, view);
      try {
        expect(await panel.$eval("html", ({ dir }) => dir)).toBe(view.direction ?? "ltr");
        if (view.height === undefined)
          expect(await beyondSight(panel, ".start, .stop")).toEqual([]);
        expect(await cutOff(panel)).toEqual([]);
      } finally {
        await panel.close();
      }
    }),
  );
});
