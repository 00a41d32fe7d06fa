import { expect, test } from "vitest";
import { isUpdateTimely } from "../../core/recording/background-rules.ts";

test.each([
  ["nothing is open", [], true],
  ["only the service worker runs", ["BACKGROUND"], true],
  ["a meeting is recorded or transcribed", ["BACKGROUND", "OFFSCREEN_DOCUMENT"], false],
  ["a meeting is recorded, and the service worker sleeps", ["OFFSCREEN_DOCUMENT"], false],
  ["somebody reads in the panel", ["BACKGROUND", "SIDE_PANEL"], false],
  ["the microphone page is asking", ["BACKGROUND", "TAB"], false],
  ["a context of a kind that Chrome has yet to invent", ["BACKGROUND", "SOMETHING_NEW"], false],
])("%s", (_, openContexts, timely) => {
  expect(isUpdateTimely(openContexts)).toBe(timely);
});
