/** Checks that every language has all messages of the English, in its own words and punctuation. */

import { readdirSync } from "node:fs";
import { join, parse } from "node:path";
import { parseMessagesFile, SUPPORTED_LOCALES } from "@wxt-dev/i18n/build";
import { describe, expect, it } from "vitest";
import { NOTHING_TO_LIST, saysNothing } from "../../core/notes/support.ts";

const FOLDER = join(import.meta.dirname, "../../components/locales");
/** Names of Chrome's folders. */
const LOCALES = readdirSync(FOLDER).map((file) => parse(file).name);
const OTHERS = LOCALES.filter((locale) => locale !== "en");

/** Messages by key, each with its form or its plural forms. */
type Messages = ReadonlyMap<string, readonly string[]>;

async function messagesOf(locale: string): Promise<Messages> {
  const parsed = await parseMessagesFile(join(FOLDER, `${locale}.yml`));
  return new Map(
    parsed
      .filter(({ key }) => !key[0]?.startsWith("@@"))
      .map((message) => [
        message.key.join("."),
        message.type === "plural" ? Object.values(message.plurals) : message.message.split(" | "),
      ]),
  );
}
const messages = new Map(
  await Promise.all(LOCALES.map(async (locale) => [locale, await messagesOf(locale)] as const)),
);
const of = (locale: string): Messages => messages.get(locale) ?? new Map();
const text = (locale: string, key: string): string => of(locale).get(key)?.join(" | ") ?? "";
const keysWhere = (locale: string, isSo: (key: string, forms: readonly string[]) => boolean) =>
  [...of(locale)].filter(([key, forms]) => isSo(key, forms)).map(([key]) => key);

const tagOf = (locale: string): string => locale.replace("_", "-");
const placeholders = (message: string): string =>
  [...new Set(message.match(/\$\d/g))].toSorted().join(" ");

/** Index of the form that `@wxt-dev/i18n` chooses. */
const formOf = (count: number, forms: number): number =>
  forms === 1 ? 0 : forms === 2 ? Number(count !== 1) : Math.min(count, 2);
/** Whether the number of forms covers all plural categories of the language. */
function areEnough(forms: number, language: string): boolean {
  const rules = new Intl.PluralRules(language);
  const counts = [0, 1, 2, 3, 10];
  return counts.every((a) =>
    counts.every(
      (b) => rules.select(a) === rules.select(b) || formOf(a, forms) !== formOf(b, forms),
    ),
  );
}

/** Messages that are equal in both languages on purpose. */
const SAME_AS_ENGLISH: Readonly<Record<string, readonly string[]>> = {
  de: [
    "dock.start",
    "dock.pause",
    "transcript.name",
    "library.tab",
    "settings.templateName",
    "badge.recording",
    "editor.code",
  ],
  es: ["offer.no", "cost.tokens", "badge.recording"],
  fr: [
    "dock.pause",
    "source.label",
    "light.silence",
    "view.notes",
    "offer.label",
    "cost.tokens",
    "document.notes",
    "document.questions",
    "keyPoint.question",
    "settings.notes",
    "badge.recording",
    "editor.code",
  ],
};
const SAME_EVERYWHERE = ["export.json", "extension.name", "badge.paused"];

/** Characters that typography of the language does not use. */
const FOREIGN_SIGNS: Readonly<Record<string, RegExp>> = {
  en: /["']|\.{3}/,
  de: /["'”«»]|\.{3}|\S…/,
  es: /["'“”„]|\.{3}/,
  // French has a no-break space inside quotation marks and before two-part signs.
  fr: /["'“”„]|\.{3}|«(?!\u00a0)|(?<!\u00a0)»|(?<!\u202f)[;?!]|(?<!\u00a0):(?!\/\/)/,
  ja: /["'“”]|\.{3}|[\p{sc=Hira}\p{sc=Kana}\p{sc=Han}] ?[,.;:?!]/u,
  zh_CN: /["'「」]|\.{3}|\p{sc=Han} ?[,.;:?!]/u,
};

/** Limit of the Chrome Web Store. */
const MAX_DESCRIPTION = 132;
/** Columns on the toolbar icon; East Asian letters take two. */
const MAX_BADGE = 4;
const widthOf = (word: string): number =>
  [...word].reduce((sum, c) => sum + (c > "\u2e80" ? 2 : 1), 0);

it("locales have the names that Chrome gives them", () => {
  expect(LOCALES).toEqual(["de", "en", "es", "fr", "ja", "zh_CN"]);
  for (const locale of LOCALES) expect(SUPPORTED_LOCALES).toContain(locale);
});

it.each([
  ["en", 1, false],
  ["en", 2, true],
  ["fr", 2, false],
  ["fr", 3, true],
  ["ja", 1, true],
] as const)("in %s, plurals of %i forms are enough: %s", (language, forms, expected) => {
  expect(areEnough(forms, language)).toBe(expected);
});

describe.each(LOCALES)("%s", (locale) => {
  it("names itself", () => expect(text(locale, "language.tag")).toBe(tagOf(locale)));

  it("has no empty message", () => {
    expect(keysWhere(locale, (_, forms) => forms.some((form) => form.trim() === ""))).toEqual([]);
  });

  it("has no text that Chrome would read as a named placeholder and refuse", () => {
    const isNamed = (form: string): boolean => /\$[\w@]+\$/.test(form);
    expect(keysWhere(locale, (_, forms) => forms.some(isNamed))).toEqual([]);
  });

  it("has the plural forms that it needs", () => {
    const isPlural = (key: string): boolean => (of("en").get(key)?.length ?? 1) > 1;
    const wrong = keysWhere(locale, (key, { length }) =>
      isPlural(key) ? !areEnough(length, tagOf(locale)) : length > 1,
    );
    expect(wrong).toEqual([]);
  });

  it("has the quotation marks, spaces and dots of its language", () => {
    const foreign = FOREIGN_SIGNS[locale];
    expect(foreign).toBeDefined();
    expect(keysWhere(locale, (_, forms) => forms.some((form) => foreign?.test(form)))).toEqual([]);
  });

  it("has words by which notes say that there is nothing to list", () => {
    const words = NOTHING_TO_LIST[tagOf(locale).split("-")[0] ?? ""] ?? [];
    expect(words).not.toEqual([]);
    for (const word of words) expect(saysNothing(`${word}.`)).toBe(true);
  });

  it("fits into the manifest and the toolbar", () => {
    expect(text(locale, "extension.name")).toBe("Earshot");
    expect(text(locale, "extension.description").length).toBeLessThanOrEqual(MAX_DESCRIPTION);
    expect(widthOf(text(locale, "badge.recording"))).toBeLessThanOrEqual(MAX_BADGE);
    expect(widthOf(text(locale, "badge.muted"))).toBeLessThanOrEqual(MAX_BADGE);
    for (const command of ["toggleRecording", "toggleMute", "addBookmark"])
      expect(text(locale, `commands.${command}`)).not.toBe("");
  });
});

describe.each(OTHERS)("%s", (locale) => {
  it("has every message of the English in the same order", () => {
    expect([...of(locale).keys()]).toEqual([...of("en").keys()]);
  });

  it("has the placeholders of the English in every message", () => {
    const wrong = keysWhere(locale, (key, forms) =>
      forms.some((form) => placeholders(form) !== placeholders(text("en", key))),
    );
    expect(wrong).toEqual([]);
  });

  it("is translated", () => {
    const same = keysWhere(locale, (key, forms) => {
      const message = forms.join(" | ");
      return message === text("en", key) && /\p{L}/u.test(message.replace(/\$\d/g, ""));
    });
    const expected = [...SAME_EVERYWHERE, ...(SAME_AS_ENGLISH[locale] ?? [])];
    expect(same.toSorted()).toEqual(expected.toSorted());
  });
});
