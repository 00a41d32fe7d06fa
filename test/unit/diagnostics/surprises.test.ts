import { expect, it } from "vitest";
import { toldError, withError } from "../../../core/diagnostics/unexpected-errors.ts";

it("counts a surprise that has been before, and puts it first", () => {
  const once = withError([], "upkeep", "Error: x", 1);
  const other = withError(once, "upkeep", "Error: y", 2);
  expect(withError(other, "upkeep", "Error: x", 3)).toEqual([
    { where: "upkeep", error: "Error: x", count: 2, firstAt: 1, lastAt: 3 },
    { where: "upkeep", error: "Error: y", count: 1, firstAt: 2, lastAt: 2 },
  ]);
  expect(withError(once, "saving", "Error: x", 3)).toHaveLength(2);
});

it("forgets the oldest of too many", () => {
  let surprises: ReturnType<typeof withError> = [];
  for (let n = 0; n < 60; n++) surprises = withError(surprises, "upkeep", `Error: ${n}`, n);
  expect(surprises).toHaveLength(50);
  expect(surprises.at(-1)?.error).toBe("Error: 10");
});

const named = (message: string): Error => Object.assign(new TypeError(message), { stack: "" });

it.each([
  ["Failed to fetch https://meet.example/abc?code=1 now", "Failed to fetch <address> now"],
  ['No tab "Salary talk" and no ‘x’', "No tab “…” and no ‘x’"],
  ["Can’t read 'Anna' of “Board”\n of `it`", "Can’t read “…” of “…” of “…”"],
  ["it isn't there, isn't it", "it isn't there, isn't it"],
  ["wss://speech.example/v3/ws?token=secret closed", "<address> closed"],
])("takes out of “%s” what is nobody’s business", (message, told) => {
  expect(toldError(named(message))).toBe(`TypeError: ${told}`);
});

it("names the innermost frames by file, and no more of where they are", () => {
  const error = Object.assign(new Error("no"), {
    stack: `Error: no
    at start (chrome-extension://abc/background.js:1:204)
    at chrome-extension://abc/chunks/base-x.js:2:3
    at async Object.run (chrome-extension://abc/chunks/base-x.js:4:5)
    at deep (chrome-extension://abc/chunks/base-x.js:6:7)`,
  });
  expect(toldError(error)).toBe(
    "Error: no < start background.js:1:204 < base-x.js:2:3 < deep base-x.js:6:7",
  );
});

it("tells what is no error as it is, and is brief", () => {
  expect(toldError("gone")).toBe("gone");
  expect(toldError("x".repeat(9_000))).toHaveLength(500);
});
