/** Meeting files with every key and every kind of value that the archive's schema knows, made from the schema itself: a new key is covered automatically. */

import * as v from "valibot";
import type { MeetingFile } from "../../../core/archive/meeting-file.ts";
import { MeetingFileSchema } from "../../../core/archive/schema.ts";

type Full<T> = T extends readonly (infer Item)[]
  ? readonly Full<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]-?: Full<Exclude<T[Key], undefined>> }
    : T;

/** As many files as the meeting has kinds of values. The compiler reports a key that the types have and the schema has not. */
export function filesWithEveryKey(): readonly Full<MeetingFile>[] {
  const schema = MeetingFileSchema as unknown as Described;
  return Array.from({ length: kindsOf(schema) }, (_, kind) => {
    let last = 0;
    const made = makerOf(() => ++last);
    return made(schema, kind) as Full<v.InferOutput<typeof MeetingFileSchema>>;
  });
}

/** A schema of valibot, as far as its kinds are used here. */
type Described = v.GenericSchema &
  (
    | { readonly type: "object"; readonly entries: Readonly<Record<string, Described>> }
    | { readonly type: "exact_optional" | "nullable"; readonly wrapped: Described }
    | { readonly type: "array"; readonly item: Described }
    | { readonly type: "record"; readonly key: Described; readonly value: Described }
    | { readonly type: "variant"; readonly options: readonly Described[] }
    | { readonly type: "picklist"; readonly options: readonly string[] }
    | { readonly type: "literal"; readonly literal: unknown }
    | { readonly type: "string" | "number" | "boolean" }
  );

type Maker = (schema: Described, kind: number) => unknown;

/** One value of each kind. */
const kinds = (schema: Described, made: Maker): unknown[] =>
  Array.from({ length: kindsOf(schema) }, (_, kind) => made(schema, kind));

/** The kinds of an object are those of its richest key: each of its keys then goes through all of its own. */
function kindsOf(schema: Described): number {
  switch (schema.type) {
    case "object":
      return Math.max(...Object.values(schema.entries).map(kindsOf));
    case "exact_optional":
      return kindsOf(schema.wrapped);
    case "nullable":
      return kindsOf(schema.wrapped) + 1;
    case "variant":
      return schema.options.reduce((sum, option) => sum + kindsOf(option), 0);
    case "picklist":
      return schema.options.length;
    case "array":
    case "record":
    case "literal":
    case "string":
    case "number":
    case "boolean":
      return 1;
  }
}

/** @param next gives each number and text a value of its own, so that no two keys can be mistaken for each other */
function makerOf(next: () => number): Maker {
  const made: Maker = (schema, kind) => {
    switch (schema.type) {
      case "object":
        return Object.fromEntries(
          Object.entries(schema.entries).map(([key, entry]) => [
            key,
            made(entry, kind % kindsOf(entry)),
          ]),
        );
      case "exact_optional":
        return made(schema.wrapped, kind);
      case "nullable":
        return kind < kindsOf(schema.wrapped) ? made(schema.wrapped, kind) : null;
      case "array":
        return kinds(schema.item, made);
      case "record":
        return Object.fromEntries(
          kinds(schema.value, made).map((value) => [made(schema.key, 0), value]),
        );
      case "variant": {
        const choices = schema.options.flatMap((option) =>
          Array.from({ length: kindsOf(option) }, (_, ofOption) => () => made(option, ofOption)),
        );
        return choices[kind]?.();
      }
      case "picklist":
        return schema.options[kind];
      case "literal":
        return schema.literal;
      case "boolean":
        return true;
      case "number":
        return fitting(schema, [next(), 1 / next()]);
      case "string": {
        const n = next();
        const texts = [`text “${n}” ü 😀`, `id-${n}`, `https://meet.example/${n}`];
        return fitting(schema, [...texts, `person ${n}`, `${n}`, `tab/0/${n}`, `${n}.wav`]);
      }
    }
  };
  return made;
}

function fitting(schema: Described, candidates: readonly unknown[]): unknown {
  const found = candidates.find((candidate) => v.is(schema, candidate));
  if (found === undefined) throw new Error(`None of ${candidates.join(", ")} fits a schema.`);
  return found;
}
