/** The kinds of values in a meeting’s file, each with its bound, and with words for what is wrong. */

import * as v from "valibot";

export const text = (max: number) =>
  v.pipe(v.string("is not a text"), v.maxLength(max, `is longer than ${max} characters`));
export const between = (least: number, most: number) =>
  v.pipe(
    v.number("is not a number"),
    v.minValue(least, `is less than ${least}`),
    v.maxValue(most, `is more than ${most}`),
  );
export const count = (most: number) => v.pipe(between(0, most), v.integer("is not a whole number"));
export const list = <T extends v.GenericSchema>(item: T, most: number) =>
  v.pipe(v.array(item, "is not a list"), v.maxLength(most, `has more than ${most} entries`));
export const recordOf = <T extends v.GenericSchema>(value: T, key: number) =>
  v.pipe(
    v.record(text(key), value, "is not an object"),
    v.check((record) => Object.keys(record).length <= 1_000, "has more than 1000 entries"),
  );
export const object = <T extends v.ObjectEntries>(entries: T) =>
  v.object(entries, "is not an object");
export const flag = v.boolean("is neither true nor false");
export const oneOf = <const T extends readonly string[]>(words: T) =>
  v.picklist(words, `is none of ${words.join(", ")}`);
