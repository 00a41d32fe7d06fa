/** Writes rows as a Markdown table. */

import type { Goal, Row } from "./figure.ts";
import { isHeld } from "./goal.ts";
import { median } from "./statistics.ts";

const HEAD = ["Figure", "Median", "Spread", "Ratio", "Goal", "Held"];

/** Pads the cells, so that the table is readable in a terminal too. */
export function markdownTable(rows: readonly Row[]): string {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = widths.map((width) => "-".repeat(width));
  return [line(cells[0] ?? []), line(rule), ...cells.slice(1).map(line)].join("\n");
}

function cellsOf(row: Row): string[] {
  const { figure, unit, values, ratio, goal } = row;
  const spread =
    values.length < 2 ? "" : `${number(Math.min(...values))} – ${number(Math.max(...values))}`;
  const held = isHeld(row);
  return [
    figure,
    `${number(median(values))} ${unit}`,
    spread,
    ratio ? `${number(ratio.value)} × ${ratio.to}` : "",
    goal ? goalOf(goal, unit) : "",
    held === null ? "" : held ? "yes" : "no",
  ];
}

function goalOf(goal: Goal, unit: string): string {
  const bound = "atMost" in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`;
  return `${bound} ${goal.of === "ratio" ? "×" : unit}`;
}

/** Writes three significant digits. */
function number(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}
