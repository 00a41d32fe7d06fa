/** Rows as one Markdown table. */

import type { Row } from "./figure.ts";
import { median } from "./statistics.ts";

const HEAD = ["Figure", "Median", "Spread", "Ratio", "Goal"];

/** Padded, so that it can be read in a terminal too. */
export function markdownTable(rows: readonly Row[]): string {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = widths.map((width) => "-".repeat(width));
  return [line(cells[0] ?? []), line(rule), ...cells.slice(1).map(line)].join("\n");
}

function cellsOf({ figure, unit, values, ratio, goal }: Row): string[] {
  const middle = median(values);
  const spread =
    values.length < 2 ? "" : `${number(Math.min(...values))} – ${number(Math.max(...values))}`;
  return [
    figure,
    `${number(middle)} ${unit}`,
    spread,
    ratio ? `${number(ratio.value)} × ${ratio.to}` : "",
    goal ? verdict(goal, goal.of === "ratio" ? (ratio?.value ?? Number.NaN) : middle) : "",
  ];
}

function verdict({ of, atMost }: NonNullable<Row["goal"]>, value: number): string {
  const goal = `${of === "ratio" ? "ratio " : ""}≤ ${atMost}`;
  return value <= atMost ? goal : `${goal}: missed`;
}

/** Three digits that mean something. */
function number(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}
