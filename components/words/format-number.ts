/** Formats numbers in the panel's language. */

import { wordsLanguage } from "./language.ts";

/** "12,345". */
export const formatCount = (count: number): string =>
  new Intl.NumberFormat(wordsLanguage()).format(count);

/** "$1.20". */
export const formatDollars = (dollars: number): string =>
  new Intl.NumberFormat(wordsLanguage(), { style: "currency", currency: "USD" }).format(dollars);

/** "40%", from a share of 0–1. */
export const formatPercent = (share: number): string =>
  new Intl.NumberFormat(wordsLanguage(), { style: "percent" }).format(share);

const UNITS = [
  { unit: "terabyte", bytes: 1e12 },
  { unit: "gigabyte", bytes: 1e9 },
  { unit: "megabyte", bytes: 1e6 },
] as const;

const FORMATS = new Map(
  UNITS.map(({ unit, bytes }) => [
    bytes,
    {
      few: new Intl.NumberFormat(undefined, { style: "unit", unit, maximumFractionDigits: 1 }),
      many: new Intl.NumberFormat(undefined, { style: "unit", unit, maximumFractionDigits: 0 }),
    },
  ]),
);
/** Amounts from here on are shown without a fraction. */
const MANY = 10;
const SMALLEST = 1e6;

export function formatBytes(bytes: number): string {
  const size = UNITS.find((each) => bytes >= each.bytes)?.bytes ?? SMALLEST;
  const amount = bytes / size;
  const format = FORMATS.get(size)?.[amount < MANY ? "few" : "many"];
  return format?.format(amount) ?? "";
}
