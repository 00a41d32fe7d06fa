/** Every control can be seen and clicked in every state of the panel, also from right to left and at 200 % zoom. */

import { describe, expect, it } from "vitest";
import type { View } from "../states/open-state.ts";
import { PANEL_STATES } from "../states/states.ts";
import { belowEdge, cutOff } from "./cut-off.ts";
import { browserForStates } from "./in-state.ts";

const VIEWS: readonly (readonly [name: string, view: View])[] = [
  ["a narrow panel", { width: 320, scheme: "light" }],
  ["a right-to-left panel", { width: 320, scheme: "light", direction: "rtl" }],
  // A panel of 400 × 800 pixels.
  ["a panel at 200 % zoom", { width: 200, height: 400, scheme: "light" }],
];

describe.each(VIEWS)("nothing is cut off in %s in the state", (_, view) => {
  const inState = browserForStates();

  it.each(PANEL_STATES)("$name", (state) =>
    inState(state, view, async (panel) => {
      expect(await panel.$eval("html", ({ dir }) => dir)).toBe(view.direction ?? "ltr");
      if (view.height === undefined) expect(await belowEdge(panel, ".start, .stop")).toEqual([]);
      expect(await cutOff(panel)).toEqual([]);
    }),
  );
});
