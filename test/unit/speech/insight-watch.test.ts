import { expect, it } from "vitest";
import { INSIGHT_TIMEOUT_MS, createInsightWatch } from "../../../core/speech/insight-watch.ts";

it("an insight is missing 15 s after its turn, not before", () => {
  const watch = createInsightWatch();
  watch.begin(true);
  watch.expect(0, 1_000);
  expect(watch.overdue(1_000 + INSIGHT_TIMEOUT_MS)).toBeNull();
  expect(watch.overdue(1_001 + INSIGHT_TIMEOUT_MS)).toEqual({ reason: "insight-missing" });
});

it("a reply takes the problem back, even a reply to a later turn", () => {
  const watch = createInsightWatch();
  watch.begin(true);
  watch.expect(0, 0);
  watch.expect(1, 10);
  watch.arrived(1);
  expect(watch.overdue(60_000)).toBeNull();
});

it("a reply to an earlier turn leaves a later one overdue", () => {
  const watch = createInsightWatch();
  watch.begin(true);
  watch.expect(0, 0);
  watch.expect(1, 10);
  watch.arrived(0);
  expect(watch.overdue(60_000)).not.toBeNull();
});

it("no insight is missing if insights are off", () => {
  const watch = createInsightWatch();
  watch.begin(false);
  watch.expect(0, 0);
  expect(watch.overdue(60_000)).toBeNull();
});

it("no insight becomes overdue without a session", () => {
  const watch = createInsightWatch();
  watch.begin(true);
  watch.expect(0, 0);
  watch.end(1_000);
  expect(watch.overdue(60_000)).toBeNull();
});

it("a new session expects no insight of the last one", () => {
  const watch = createInsightWatch();
  watch.begin(true);
  watch.expect(0, 0);
  watch.begin(true);
  expect(watch.overdue(60_000)).toBeNull();
});

it("reports a failed insight at once with its words, until a later one arrives", () => {
  const watch = createInsightWatch();
  watch.begin(true);
  watch.expect(0, 0);
  watch.failed(0, "Rate limit exceeded");
  expect(watch.overdue(1)).toEqual({ reason: "insight-missing", detail: "Rate limit exceeded" });
  watch.expect(1, 10);
  watch.arrived(1);
  expect(watch.overdue(60_000)).toBeNull();
});

it("reports a failed insight without words, until the next session", () => {
  const watch = createInsightWatch();
  watch.begin(true);
  watch.failed(0, "");
  expect(watch.overdue(0)).toEqual({ reason: "insight-missing" });
  watch.begin(true);
  expect(watch.overdue(60_000)).toBeNull();
});
