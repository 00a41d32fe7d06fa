import { expect, test } from "vitest";
import { isUpdateTimely } from "../../core/recording/background-rules.ts";

test.each([
  ["no context is open", [], true],
  ["only the service worker runs", ["BACKGROUND"], true],
  ["a meeting is recorded or transcribed", ["BACKGROUND", "OFFSCREEN_DOCUMENT"], false],
  ["a meeting is recorded while the service worker sleeps", ["OFFSCREEN_DOCUMENT"], false],
  ["the panel is open", ["BACKGROUND", "SIDE_PANEL"], false],
  ["the microphone page is open", ["BACKGROUND", "TAB"], false],
  ["a context of an unknown kind is open", ["BACKGROUND", "SOMETHING_NEW"], false],
])("isUpdateTimely if %s", (_, openContexts, timely) => {
  expect(isUpdateTimely(openContexts)).toBe(timely);
});
