/** The declared language of a page, and dates and numbers in the language of the sentences around them. */

import { join } from "node:path";
import { parseMessagesFile } from "@wxt-dev/i18n/build";
import { expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { budgetWords, formatAmount } from "../../components/words/budget-words.ts";
import { formatDate, formatFullDate } from "../../components/words/format-date.ts";
import { formatCount, formatDollars } from "../../components/words/format-number.ts";
import { declareLanguage } from "../../components/words/language.ts";
import { problemSentence, restOfDetail } from "../../components/words/problem-sentence.ts";
import { problem } from "../../core/problem.ts";

/** Sets Chrome's language to `uiLocale`, and the messages to those of `wordsIn`. */
async function setLanguage(uiLocale: string, wordsIn: string, direction = "ltr"): Promise<void> {
  const file = join(import.meta.dirname, `../../components/locales/${wordsIn}.yml`);
  const parsed = await parseMessagesFile(file);
  const messages = new Map(
    parsed.map((each) => [each.key.join("_"), "message" in each ? (each.message ?? "") : ""]),
  );
  messages.set("@@ui_locale", uiLocale);
  messages.set("@@bidi_dir", direction);
  vi.spyOn(browser.i18n, "getMessage").mockImplementation((key, values) =>
    (messages.get(key) ?? "").replace(/\$(\d)/g, (_, n: string) => String(values?.[Number(n) - 1])),
  );
}

it.each([
  ["de", "de", "ltr", "de", "ltr"],
  ["zh_CN", "zh_CN", "ltr", "zh-CN", "ltr"],
  ["en_GB", "en", "ltr", "en-GB", "ltr"],
  ["es_419", "es", "ltr", "es-419", "ltr"],
  ["it", "en", "ltr", "en", "ltr"],
  ["zh_TW", "en", "ltr", "en", "ltr"],
  ["ar", "en", "rtl", "en", "ltr"],
  // Chrome on Linux with --lang of a language that is not installed.
  ["en_US", "de", "ltr", "de", "ltr"],
  // A right-to-left language, should one be added.
  ["en_IL", "en", "rtl", "en-IL", "rtl"],
])("the page declares its language: Chrome in %s, messages in %s, %s", async (...row) => {
  const [uiLocale, wordsIn, bidi, lang, dir] = row;
  await setLanguage(uiLocale, wordsIn, bidi);
  const root = document.createElement("html");
  declareLanguage(root);
  expect([root.lang, root.dir]).toEqual([lang, dir]);
});

const LONG_AGO = new Date(2020, 10, 22, 16, 5).getTime();
/** With plain spaces in place of those of the language. */
const plain = (text: string): string => text.replace(/\s/g, " ");

it.each([
  ["en_US", "en", "Nov 22, 2020, 4:05 PM", "12,345", "$1.20", "1.2 million"],
  ["en_GB", "en", "22 Nov 2020, 16:05", "12,345", "US$1.20", "1.2 million"],
  ["it", "en", "Nov 22, 2020, 4:05 PM", "12,345", "$1.20", "1.2 million"],
  ["de", "de", "22. Nov. 2020, 16:05", "12.345", "1,20 $", "1,2 Millionen"],
  ["fr", "fr", "22 nov. 2020, 16:05", "12 345", "1,20 $US", "1,2 million"],
  ["ja", "ja", "2020年11月22日 16:05", "12,345", "$1.20", "120万"],
])(
  "dates and numbers follow the messages: Chrome in %s, messages in %s: %s",
  async (uiLocale, wordsIn, date, count, dollars, amount) => {
    await setLanguage(uiLocale, wordsIn);
    expect(plain(formatDate(LONG_AGO))).toBe(date);
    expect(plain(formatCount(12_345))).toBe(count);
    expect(plain(formatDollars(1.2))).toBe(dollars);
    expect(plain(formatAmount(1_260_000))).toBe(amount);
  },
);

it("values in a sentence have its language", async () => {
  const left = (left: number) => ({ limit: left, used: 0, left });
  const usage = {
    name: "you",
    day: "2026-11-22",
    resets_in_seconds: 60,
    session_seconds: left(18_720),
    model_tokens: left(9),
  };
  await setLanguage("it", "en");
  expect(plain(budgetWords(usage))).toContain("5 hours 12 minutes of speech");
  await setLanguage("de", "de");
  expect(plain(budgetWords(usage))).toContain("Sprache 5 Stunden, 12 Minuten");
  expect(plain(formatFullDate(LONG_AGO))).toBe("22. November 2020 um 16:05");
  expect(plain(restOfDetail(problem("disk-low", "12")) ?? "")).toBe("12 Min.");
});

it("sentences are joined with the separator of the language", async () => {
  await setLanguage("de", "de");
  expect(problemSentence(problem("speech-stalled"), "stored")).toMatch(/Netzwerk\. Die Aufnahme/);
  await setLanguage("ja", "ja");
  expect(problemSentence(problem("speech-stalled"), "stored")).toMatch(/ください。\u200b録音は/);
});
