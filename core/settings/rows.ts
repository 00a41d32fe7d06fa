/** Kinds of rows in the table of settings (`settings.ts`), and the types and objects that are derived from such a table. */

import type { InsightPromptFault } from "./insight-prompt.ts";

/** Fault in a field of the form. */
export type SettingFault =
  | { readonly kind: "required" }
  /** Not a whole number within these bounds. */
  | { readonly kind: "number"; readonly from: number; readonly to: number }
  /** Not an amount of dollars. */
  | { readonly kind: "amount" }
  | { readonly kind: "too-many"; readonly count: number; readonly max: number }
  | { readonly kind: "term-too-long"; readonly term: string; readonly max: number }
  | { readonly kind: "text-too-long"; readonly length: number; readonly max: number }
  | { readonly kind: "no-language"; readonly code: string }
  | { readonly kind: "any-language-alone" }
  /** Several texts together exceed what the speech service takes; this one is the longest. */
  | { readonly kind: "together-too-long" }
  /** Name or instructions of this template are faulty (`templateFaults`). */
  | { readonly kind: "template"; readonly name: string }
  | { readonly kind: InsightPromptFault };

/** Limits of the speech service for settings. */
export interface SettingLimits {
  readonly keyTerms: number;
  /** In characters. */
  readonly keyTermLength: number;
  readonly promptLength: number;
  readonly languages: number;
  readonly speakers: number;
  readonly inactivitySeconds: { readonly from: number; readonly to: number };
}

/**
 * One setting.
 *
 * @typeParam Value as it is stored
 * @typeParam Field as the form holds it while the user edits
 * @typeParam Siblings fields of the same section that the row reads
 */
export interface Row<Value, Field, Siblings = unknown> {
  readonly default: Value;
  /** `true`: "Reset to defaults" leaves the setting as it is. */
  readonly survivesReset: boolean;
  readonly show: (value: Value) => Field;
  /** @returns `undefined` if the field holds no value; the setting then stays as it was. */
  readonly parse: (field: Field, siblings: Siblings) => Value | undefined;
  readonly fault: (field: Field, siblings: Siblings, limits: SettingLimits) => SettingFault | null;
}

/** A setting that is not edited in the form. */
export interface ElsewhereRow<Value> {
  readonly default: Value;
  readonly isElsewhere: true;
}

export const elsewhere = <Value>(value: Value): ElsewhereRow<Value> => ({
  default: value,
  isElsewhere: true,
});

type RowOptions<Value, Field, Siblings> = Pick<
  Row<Value, Field, Siblings>,
  "default" | "show" | "parse"
> &
  Partial<Row<Value, Field, Siblings>>;

/** Row for a kind of value that has no function here. */
export const row = <Value, Field, Siblings = unknown>(
  options: RowOptions<Value, Field, Siblings>,
): Row<Value, Field, Siblings> => ({ survivesReset: false, fault: () => null, ...options });

/** Row of a switch or a choice, whose field holds the value itself. */
export const choice = <Value extends boolean | string>(value: Value): Row<Value, Value> =>
  row<Value, Value>({ default: value, show: (shown) => shown, parse: (field) => field });

export const flag = (value: boolean): Row<boolean, boolean> => choice<boolean>(value);

/** Row of a choice of minutes, whose field is empty for `null`. */
export const minutesOrNever = (minutes: number | null): Row<number | null, string> =>
  row<number | null, string>({
    default: minutes,
    show: (shown) => String(shown ?? ""),
    parse: (field) => (field === "" ? null : Number(field)),
  });

interface Conditional<Siblings> {
  /** `false`: the setting has no effect now, so that its field is not checked. */
  readonly isUsed?: (siblings: Siblings) => boolean;
}

/** A number that may depend on the speech service. */
type Limit = number | ((limits: SettingLimits) => number);

const limitOf = (limit: Limit, limits: SettingLimits): number =>
  typeof limit === "number" ? limit : limit(limits);

interface TextRules<Siblings> extends Conditional<Siblings> {
  readonly isRequired?: boolean;
  /** Length in UTF-16 units. */
  readonly max?: Limit;
  readonly survivesReset?: boolean;
}

/** Row of a text, which is trimmed. */
export const text = <Siblings = unknown>(
  value: string,
  { isRequired = false, max = Infinity, isUsed = always, survivesReset }: TextRules<Siblings> = {},
): Row<string, string, Siblings> =>
  row<string, string, Siblings>({
    default: value,
    show: (shown) => shown,
    parse: (field) => field.trim(),
    fault: (field, siblings, limits) =>
      isUsed(siblings)
        ? ((isRequired ? required(field) : null) ?? tooLong(field, limitOf(max, limits)))
        : null,
    ...(survivesReset !== undefined && { survivesReset }),
  });

interface NumberRules<Siblings> extends Conditional<Siblings> {
  readonly from: Limit;
  readonly to: Limit;
}

export const wholeNumber = <Siblings = unknown>(
  value: number,
  { from, to, isUsed = always }: NumberRules<Siblings>,
): Row<number, string, Siblings> =>
  row<number, string, Siblings>({
    default: value,
    show: String,
    parse: (field) => parseWhole(field) ?? undefined,
    fault: (field, siblings, limits) =>
      isUsed(siblings) ? notBetween(field, limitOf(from, limits), limitOf(to, limits)) : null,
  });

/** Row of a whole number, or `null` for an empty field. */
export const optionalNumber = <Siblings = unknown>({
  from,
  to,
  isUsed = always,
}: NumberRules<Siblings>): Row<number | null, string, Siblings> =>
  row<number | null, string, Siblings>({
    default: null,
    show: (shown) => String(shown ?? ""),
    parse: parseWhole,
    fault: (field, siblings, limits) =>
      isUsed(siblings) && field.trim() !== ""
        ? notBetween(field, limitOf(from, limits), limitOf(to, limits))
        : null,
  });

/** Row of an amount in US dollars such as `20`, `7.50` or `7,5`, or `null` for an empty field. */
export const optionalDollars = (): Row<number | null, string> =>
  row<number | null, string>({
    default: null,
    show: (shown) => String(shown ?? ""),
    parse: parseDollars,
    fault: (field) =>
      field.trim() === "" || parseDollars(field) !== null ? null : { kind: "amount" },
  });

const always = (): boolean => true;

export const required = (field: string): SettingFault | null =>
  field.trim() === "" ? { kind: "required" } : null;

export function tooLong(field: string, max: number): SettingFault | null {
  const { length } = field.trim();
  return length > max ? { kind: "text-too-long", length, max } : null;
}

function notBetween(field: string, from: number, to: number): SettingFault | null {
  const value = parseWhole(field);
  return value === null || value < from || value > to ? { kind: "number", from, to } : null;
}

const parseWhole = (field: string): number | null =>
  /^\d+$/.test(field.trim()) ? Number(field) : null;

const parseDollars = (field: string): number | null =>
  /^\d+([.,]\d{1,2})?$/.test(field.trim()) ? Number(field.trim().replace(",", ".")) : null;

/** Settings of a table or section. */
export type SettingOf<Node> = Node extends { readonly default: infer Value }
  ? Value
  : { readonly [Name in keyof Node]: SettingOf<Node[Name]> };

/** Draft of a table or section: what the form edits, without the settings that are chosen elsewhere. */
export type DraftOf<Node> = Node extends { readonly show: (value: never) => infer Field }
  ? Field
  : {
      -readonly [
        Name in keyof Node as Node[Name] extends ElsewhereRow<unknown> ? never : Name
      ]: DraftOf<Node[Name]>;
    };

/** Faults of a table or section; a field without fault has no key. */
export type FaultsOf<Node> = Node extends { readonly show: (value: never) => unknown }
  ? SettingFault
  : { readonly [Name in keyof Node]?: FaultsOf<Node[Name]> };

/** Requires that the siblings a row reads are fields of its own section. */
type Consistent<Section> = {
  readonly [Name in keyof Section]: Section[Name] extends Row<infer Value, infer Field, never>
    ? Row<Value, Field, DraftOf<Section>>
    : unknown;
};

export const section = <Section extends object>(rows: Section & Consistent<Section>): Section =>
  rows;

type Tree = Readonly<Record<string, unknown>>;
export type AnyRow = Row<unknown, unknown, Tree> | ElsewhereRow<unknown>;

/**
 * Builds an object in the shape of a table.
 *
 * @param visit returns the value of one row, or `undefined` to leave its key out
 * @param trees have the shape of the table too; `visit` gets of each the branch that has the row's name as a key
 */
export function build(
  table: object,
  visit: (row: AnyRow, name: string, ...branches: Tree[]) => unknown,
  ...trees: readonly object[]
): object {
  const branches = trees as readonly Tree[];
  const entries = Object.entries(table).map(([name, node]: [string, AnyRow | object]) => [
    name,
    "default" in node
      ? visit(node, name, ...branches)
      : build(node, visit, ...branches.map((tree) => tree[name] as object)),
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
