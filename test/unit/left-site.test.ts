import { expect, test } from "vitest";
import { siteAfterLeaving } from "../../core/recording/background-rules.ts";

const MEETING = "https://meet.example/abc";

test("a meeting without a site is left by any tab", () => {
  expect(siteAfterLeaving("not an address", "")).toBe("");
});

test.each([
  [MEETING, null],
  ["https://meet.example/other?x=1#y", null],
  ["https://example.com/", "example.com"],
  ["http://meet.example/abc", "meet.example"],
  ["https://meet.example:8443/abc", "meet.example:8443"],
  ["chrome://settings/", "settings"],
  [undefined, ""],
  ["", ""],
  ["not an address", ""],
])("siteAfterLeaving of a tab that shows %o is %o", (tabUrl, site) => {
  expect(siteAfterLeaving(MEETING, tabUrl)).toBe(site);
});
