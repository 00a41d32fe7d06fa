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
