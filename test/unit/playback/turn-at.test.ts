import { expect, it } from "vitest";
import { turnAt } from "../../../core/playback/position.ts";
import { groupTurns, GROUP_SIZE } from "../../../core/transcript/turn-groups.ts";
import { spoken } from "../spoken.ts";

const BOTH = ["tab", "mic"] as const;
const TURNS = groupTurns([
  spoken({ startMs: 1_000, endMs: 5_000, text: "one" }),
  spoken({ channel: "mic", startMs: 3_000, endMs: 4_000, text: "two" }),
  spoken({ order: 1, startMs: 8_000, endMs: 9_000, text: "three" }),
  spoken({ channel: "mic", order: 1, startMs: 8_500, endMs: 9_000, text: "" }),
]);

it.each([
  [999, BOTH, null],
  [1_000, BOTH, "one"],
  [3_500, BOTH, "two"],
  [3_500, ["tab"] as const, "one"],
  [4_000, BOTH, "one"],
  [5_000, BOTH, null],
  [1_500, ["mic"] as const, null],
  // A turn of echo is skipped.
  [8_700, BOTH, "three"],
  [20_000, BOTH, null],
])("turnAt %i ms of %j: %s", (ms, channels, text) => {
  expect(turnAt(TURNS, ms, channels)?.text ?? null).toBe(text);
});

it("turnAt finds a long turn of the previous group", () => {
  const turns = Array.from({ length: 2 * GROUP_SIZE }, (_, order) =>
    spoken({ order, startMs: order * 100, endMs: order * 100 + 50, text: `${order}` }),
  );
  const long = spoken({ channel: "mic", startMs: 3_850, endMs: 60_000, text: "long" });
  expect(turnAt(groupTurns([...turns, long]), 4_180, BOTH)?.text).toBe("long");
  expect(turnAt([], 0, BOTH)).toBeNull();
});
