/** Finds months, weekdays and words such as "tomorrow" in text, in the languages of the check. */

import { folded } from "../../text/fold.ts";
import { type CheckedLanguage, isUnspaced } from "./languages.ts";

export interface FoundDate {
  /** The same in all languages, such as "month 3" or "next week". */
  readonly key: string;
  /** As the text has it. */
  readonly text: string;
}

const MONTHS: Readonly<Record<"en" | "de" | "fr" | "es", string>> = {
  en: "january february march april may june july august september october november december",
  de: "januar februar marz april mai juni juli august september oktober november dezember",
  fr: "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
  es: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
};
/** From Monday. */
const WEEKDAYS: Readonly<Record<"en" | "de" | "fr" | "es", string>> = {
  en: "monday tuesday wednesday thursday friday saturday sunday",
  de: "montag dienstag mittwoch donnerstag freitag samstag sonntag",
  fr: "lundi mardi mercredi jeudi vendredi samedi dimanche",
  es: "lunes martes miercoles jueves viernes sabado domingo",
};

/** Key and pattern over folded text, in order: what is found is taken out. */
type Patterns = readonly (readonly [key: string, pattern: RegExp])[];

const numbered = (kind: string, names: string, ending: string): Patterns =>
  names
    .split(" ")
    .map((name, index) => [`${kind} ${index + 1}`, new RegExp(`\\b${name}${ending}\\b`, "gu")]);

const spelled = (language: "en" | "de" | "fr" | "es", others: Patterns): Patterns => [
  ...others,
  ...numbered("month", MONTHS[language], "s?"),
  ...numbered("weekday", WEEKDAYS[language], language === "en" || language === "de" ? "s?" : "s?"),
];

const HAN_MONTH = "(?:十[一二]?|[一二三四五六七八九]|1[0-2]|[1-9])";

const PATTERNS: Readonly<Record<CheckedLanguage, Patterns>> = {
  en: spelled("en", [
    ["tomorrow", /\btomorrow\b/gu],
    ["today", /\b(?:today|tonight)\b/gu],
    ["yesterday", /\byesterday\b/gu],
    ["this week", /\bthis week\b/gu],
    ["next week", /\bnext week\b/gu],
    ["last week", /\blast week\b/gu],
    ["this month", /\bthis month\b/gu],
    ["next month", /\bnext month\b/gu],
    ["last month", /\blast month\b/gu],
    ["this year", /\bthis year\b/gu],
    ["next year", /\bnext year\b/gu],
    ["last year", /\blast year\b/gu],
    ["morning", /\bmornings?\b/gu],
    ["afternoon", /\bafternoons?\b/gu],
    ["evening", /\bevenings?\b/gu],
    ["weekday 6", /\bsaturdays?\b/gu],
  ]),
  de: spelled("de", [
    ["tomorrow", /\bmorgen (?:fruh|vormittag)\b|(?<!\b(?:am|guten|jeden|dem|heute) )\bmorgen\b/gu],
    ["today", /\bheute\b/gu],
    ["yesterday", /\bgestern\b/gu],
    ["this week", /\bdiese[rn]? woche\b/gu],
    ["next week", /\bnachste[rn]? woche\b/gu],
    ["last week", /\b(?:letzte|vorige|vergangene)[rn]? woche\b/gu],
    ["this month", /\bdiese[sn]? monats?\b/gu],
    ["next month", /\bnachste[sn]? monats?\b/gu],
    ["this year", /\bdiese[sm]? jahr(?:es)?\b/gu],
    ["next year", /\bnachste[sn]? jahr(?:es)?\b/gu],
    ["last year", /\bletzte[sn]? jahr(?:es)?\b/gu],
    ["weekday 6", /\bsonnabends?\b/gu],
    ["afternoon", /\bnachmittags?\b/gu],
    ["evening", /\babends?\b/gu],
  ]),
  fr: spelled("fr", [
    ["tomorrow", /\bdemain\b/gu],
    ["today", /\baujourd'hui\b/gu],
    ["yesterday", /\bhier\b/gu],
    ["this week", /\bcette semaine\b/gu],
    ["next week", /\bsemaine prochaine\b/gu],
    ["last week", /\bsemaine (?:derniere|passee)\b/gu],
    ["next month", /\bmois prochain\b/gu],
    ["last month", /\bmois dernier\b/gu],
    ["this year", /\bcette annee\b/gu],
    ["next year", /\b(?:annee prochaine|l'an prochain)\b/gu],
    ["last year", /\b(?:annee derniere|an dernier|annee passee)\b/gu],
    ["morning", /\bmatin(?:ee)?s?\b/gu],
    ["afternoon", /\bapres[- ]midi\b/gu],
    ["evening", /\bsoire?e?s?\b/gu],
  ]),
  es: spelled("es", [
    ["tomorrow", /(?<!\b(?:la|esta) )\bmanana\b/gu],
    ["today", /\bhoy\b/gu],
    ["yesterday", /\bayer\b/gu],
    ["this week", /\besta semana\b/gu],
    ["next week", /\b(?:proxima semana|semana que viene)\b/gu],
    ["last week", /\bsemana pasada\b/gu],
    ["this month", /\beste mes\b/gu],
    ["next month", /\b(?:proximo mes|mes que viene)\b/gu],
    ["last month", /\bmes pasado\b/gu],
    ["this year", /\beste ano\b/gu],
    ["next year", /\b(?:proximo ano|ano que viene)\b/gu],
    ["last year", /\bano pasado\b/gu],
    ["afternoon", /\btarde\b/gu],
  ]),
  ja: [
    ["next week", /来週|翌週/gu],
    ["this week", /今週/gu],
    ["last week", /先週/gu],
    ["next month", /来月|翌月/gu],
    ["last month", /先月/gu],
    ["next year", /来年|翌年/gu],
    ["last year", /去年|昨年/gu],
    ["tomorrow", /明日|翌日/gu],
    ["today", /今日|本日/gu],
    ["yesterday", /昨日/gu],
    ...[..."月火水木金土日"].map(
      (day, index) => [`weekday ${index + 1}`, new RegExp(`${day}曜日?`, "gu")] as const,
    ),
  ],
  zh: [
    [
      "next week",
      /下个?(?:周|星期)(?![一二三四五六日天])|下个?(?=周[一二三四五六日天]|星期[一二三四五六日天])/gu,
    ],
    ["this week", /[这本]个?(?:周|星期)(?![一二三四五六日天])/gu],
    ["last week", /上个?(?:周|星期)(?![一二三四五六日天])/gu],
    ["next month", /下个?月/gu],
    ["last month", /上个?月/gu],
    ["this month", /[这本]个?月/gu],
    ["next year", /明年/gu],
    ["last year", /去年/gu],
    ["tomorrow", /明天/gu],
    ["today", /今天/gu],
    ["yesterday", /昨天/gu],
    ...[..."一二三四五六日"].map(
      (day, index) =>
        [
          `weekday ${index + 1}`,
          new RegExp(`(?:周|星期|礼拜)${day === "日" ? "[日天]" : day}`, "gu"),
        ] as const,
    ),
  ],
};

const HAN_DIGITS = "一二三四五六七八九";
const hanMonth = (text: string): number =>
  /^\d/.test(text)
    ? Number(text)
    : text === "十"
      ? 10
      : text.startsWith("十")
        ? 10 + HAN_DIGITS.indexOf(text.charAt(1)) + 1
        : HAN_DIGITS.indexOf(text) + 1;

/** English months that are also other words: a note means the month only beside a number or after such a word. */
const AMBIGUOUS = /^(?:may|march)$/;
const MONTH_BEFORE =
  /(?:\b(?:in|by|until|since|early|late|mid|of|before|after|from|to|end)|\d|(?:st|nd|rd|th)) $/;

/** @param isNote words of a note; of speech every word is counted that may be a date */
export function datesIn(
  text: string,
  language: CheckedLanguage | null,
  isNote: boolean,
): readonly FoundDate[] {
  if (language === null) return [];
  const found: FoundDate[] = [];
  let rest = isUnspaced(language) ? text.normalize("NFKC") : folded(text);
  if (isUnspaced(language))
    rest = rest.replace(new RegExp(`(${HAN_MONTH})月`, "gu"), (whole, month: string) => {
      found.push({ key: `month ${hanMonth(month)}`, text: whole });
      return " ";
    });
  if (language === "de")
    rest = rest.replace(
      /(?<![\d.])\d{1,2}\.(\d{1,2})\.(?:\d{4}|(?!\d))/g,
      (whole, month: string) => {
        found.push({ key: `month ${Number(month)}`, text: whole });
        return " ";
      },
    );
  for (const [key, pattern] of PATTERNS[language])
    rest = rest.replace(pattern, (word, at: number) => {
      if (isNote && AMBIGUOUS.test(word) && !isMonth(rest, at, word)) return word;
      found.push({ key, text: word });
      return " ".repeat(word.length);
    });
  return found;
}

const isMonth = (text: string, at: number, word: string): boolean =>
  MONTH_BEFORE.test(text.slice(0, at)) || /^ (?:the )?\d/.test(text.slice(at + word.length));

/** Relative dates and times of day: a note may add them, but not say another than was said. */
const GROUPS: readonly (readonly string[])[] = [
  ["morning", "afternoon", "evening"],
  ["this week", "next week", "last week"],
  ["this month", "next month", "last month"],
  ["this year", "next year", "last year"],
];

/** @returns the dates of a note that were not said */
export function datesNotSaid(
  note: readonly FoundDate[],
  heard: ReadonlySet<string>,
): readonly FoundDate[] {
  return note.filter(({ key }) => {
    if (heard.has(key)) return false;
    const group = GROUPS.find((keys) => keys.includes(key));
    return group === undefined || group.some((other) => heard.has(other));
  });
}
