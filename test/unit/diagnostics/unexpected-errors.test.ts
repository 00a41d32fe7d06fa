import { expect, it } from "vitest";
import { describeError, withError } from "../../../core/diagnostics/unexpected-errors.ts";

it("withError counts an error that has occurred before and puts it first", () => {
  const once = withError([], "upkeep", "Error: x", 1);
  const other = withError(once, "upkeep", "Error: y", 2);
  expect(withError(other, "upkeep", "Error: x", 3)).toEqual([
    { where: "upkeep", error: "Error: x", count: 2, firstAt: 1, lastAt: 3 },
    { where: "upkeep", error: "Error: y", count: 1, firstAt: 2, lastAt: 2 },
  ]);
  expect(withError(once, "saving", "Error: x", 3)).toHaveLength(2);
});

it("withError drops the oldest error of a full log", () => {
  let log: ReturnType<typeof withError> = [];
  for (let n = 0; n < 60; n++) log = withError(log, "upkeep", `Error: ${n}`, n);
  expect(log).toHaveLength(50);
  expect(log.at(-1)?.error).toBe("Error: 10");
});

const named = (message: string): Error => Object.assign(new TypeError(message), { stack: "" });

it.each([
  ["Failed to fetch https://meet.example/abc?code=1 now", "Failed to fetch <address> now"],
  ['No tab "Salary talk" and no ‘x’', "No tab “…” and no ‘x’"],
  ["Can’t read 'Anna' of “Board”\n of `it`", "Can’t read “…” of “…” of “…”"],
  ["it isn't there, isn't it", "it isn't there, isn't it"],
  ["wss://speech.example/v3/ws?token=secret closed", "<address> closed"],
])("describeError of “%s” is “%s”", (message, described) => {
  expect(describeError(named(message))).toBe(`TypeError: ${described}`);
});

it("describeError names the innermost frames by file, without addresses", () => {
  const error = Object.assign(new Error("no"), {
    stack: `Error: no
    at start (chrome-extension://abc/background.js:1:204)
    at chrome-extension://abc/chunks/base-x.js:2:3
    at async Object.run (chrome-extension://abc/chunks/base-x.js:4:5)
    at deep (chrome-extension://abc/chunks/base-x.js:6:7)`,
  });
  expect(describeError(error)).toBe(
    "Error: no < start background.js:1:204 < base-x.js:2:3 < deep base-x.js:6:7",
  );
});

it("describeError shortens a value that is no error", () => {
  expect(describeError("gone")).toBe("gone");
  expect(describeError("x".repeat(9_000))).toHaveLength(500);
});
