import { expect, it } from "vitest";
import { INSIGHT_TIMEOUT_MS, createInsightWatch } from "../../../core/speech/insight-watch.ts";

it("says nothing before the time is over", () => {
  const watch = createInsightWatch();
  watch.begin(true);
  watch.expect(0, 1_000);
  expect(watch.overdue(1_000 + INSIGHT_TIMEOUT_MS)).toBeNull();
  expect(watch.overdue(1_001 + INSIGHT_TIMEOUT_MS)).toEqual({ reason: "insight-missing" });
});

it("takes it back when a reply comes, even to a later turn", () => {
  const watch = createInsightWatch();
  watch.begin(true);
  watch.expect(0, 0);
  watch.expect(1, 10);
  watch.arrived(1);
  expect(watch.overdue(60_000)).toBeNull();
});

it("goes on waiting for a turn that a reply to an earlier one does not concern", () => {
  const watch = createInsightWatch();
  watch.begin(true);
  watch.expect(0, 0);
  watch.expect(1, 10);
  watch.arrived(0);
  expect(watch.overdue(60_000)).not.toBeNull();
});

it("expects nothing when insights are off", () => {
  const watch = createInsightWatch();
  watch.begin(false);
  watch.expect(0, 0);
  expect(watch.overdue(60_000)).toBeNull();
});
