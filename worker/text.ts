/** Formats foreign text and amounts for sentences. */

import { oneLine } from "../core/protocol/model-reply.ts";

/** Makes a foreign message safe for a sentence: one line, clipped, without `secret`. */
export const quote = (words: string, secret: string): string =>
  oneLine(words.replaceAll(secret, "…"));

export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

/** For instance `5 h 12 min`, rounded up. */
export function hoursOf(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** For instance `2,000,000`, rounded down. */
export const countOf = (count: number): string => Math.floor(count).toLocaleString("en");

/** @param micro millionths of a US dollar. For instance `$7.50`, rounded down to cents. */
export const dollarsOf = (micro: number): string =>
  `$${(Math.floor(micro / 10_000) / 100).toFixed(2)}`;
