import { expect, it } from "vitest";
import { type Measured, unexplained, withMeasured } from "../../bench/document.ts";
import type { Row } from "../../bench/figure.ts";

const MARK = "<!-- measured: written by `npm run bench -- --write` -->";
const END = "<!-- measured: end -->";
const DOCUMENT = `# Benchmarks\n\n${MARK}\n\nold | table\n\n${END}\n\n### Opening\n\nA person’s words.\n`;

const MISSED: Row = {
  figure: "Opening",
  unit: "ms",
  values: [9],
  goal: { of: "median", atMost: 5 },
};
const HELD: Row = { figure: "Typing", unit: "ms", values: [1], goal: { of: "median", atMost: 5 } };

const NO_GOAL: Row = { figure: "Size", unit: "kB", values: [1] };

const measured = (rows: readonly Row[], failed: readonly string[] = []): Measured => ({
  rows,
  failed,
  machine: {
    cpu: "Some Processor",
    cores: 2,
    memoryGb: 8,
    system: "Debian 12",
    browser: "Chromium 156.0",
    node: "24.1.0",
    load: 0.129,
  },
  at: Date.UTC(2026, 10, 23, 22),
  runs: 3,
  seconds: 30,
});

it("the table is written anew, with machine and day; what a person wrote stays", () => {
  const written = withMeasured(DOCUMENT, measured([MISSED]));
  expect(written).toMatch(/^# Benchmarks\n\n<!-- measured: written/);
  expect(written).toContain(
    "Measured on 2026-11-23, 3 runs, stretches of sound of 30 s: Some Processor, 2 cores, 8 GB of memory, Debian 12, " +
      "Chromium 156.0, Node 24.1.0; load before it began 0.13.",
  );
  expect(written).toContain("| Opening | 9 ms ");
  expect(written).not.toContain("old | table");
  expect(written).not.toContain("Not measured");
  expect(written.endsWith(`\n\n${END}\n\n### Opening\n\nA person’s words.\n`)).toBe(true);
});

it("written twice is as written once", () => {
  const once = withMeasured(DOCUMENT, measured([MISSED]));
  expect(withMeasured(once, measured([MISSED]))).toBe(once);
});

it("names what could not be measured", () => {
  const written = withMeasured(DOCUMENT, measured([MISSED], ["cpu", "notes"]));
  expect(written).toContain("Not measured: cpu, notes.");
});

it.each([
  ["no mark", "# Benchmarks"],
  ["no end", MARK],
  ["the end before the beginning", `${END}${MARK}`],
])("%s: nothing is written", (_, document) => {
  expect(() => withMeasured(document, measured([MISSED]))).toThrow("are missing");
});

it("a missed goal wants a paragraph under its name, and a table row is none", () => {
  const written = withMeasured(`${MARK}\n${END}\n`, measured([MISSED, HELD, NO_GOAL]));
  expect(unexplained(written, [MISSED, HELD, NO_GOAL])).toEqual(["Opening"]);
  expect(unexplained(DOCUMENT, [MISSED, HELD])).toEqual([]);
});
