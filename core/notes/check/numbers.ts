/** Finds numbers in text, written in digits or in words of the languages of the check. */

import { folded } from "../../text/fold.ts";
import { type CheckedLanguage, isUnspaced } from "./languages.ts";

export interface FoundNumber {
  readonly value: number;
  /** As the text has it. */
  readonly text: string;
  /** A time of day such as 22:00, which can be said as ten. */
  readonly isClock?: true;
  /** Written as a word. */
  readonly isWord?: true;
}

const table = (text: string): ReadonlyMap<string, number> =>
  new Map(
    text.split(" ").map((entry) => {
      const [word = "", value] = entry.split("=");
      return [word, Number(value)];
    }),
  );

/** Words below 100, hundreds that are one word, and ordinals. One and first are left out: they are mostly no numbers. */
const BASICS: Readonly<Record<"en" | "de" | "fr" | "es", ReadonlyMap<string, number>>> = {
  en: table(
    "zero=0 one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 thirteen=13 fourteen=14 fifteen=15 " +
      "sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 thirty=30 forty=40 fifty=50 sixty=60 seventy=70 eighty=80 ninety=90 " +
      "first=1 second=2 third=3 fourth=4 fifth=5 sixth=6 seventh=7 eighth=8 ninth=9 tenth=10 eleventh=11 twelfth=12 thirteenth=13 fourteenth=14 " +
      "fifteenth=15 sixteenth=16 seventeenth=17 eighteenth=18 nineteenth=19 twentieth=20 thirtieth=30 dozen=12 half=0.5 twice=2",
  ),
  de: table(
    "null=0 ein=1 eine=1 eins=1 zwei=2 zwo=2 drei=3 vier=4 funf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 elf=11 zwolf=12 dreizehn=13 vierzehn=14 " +
      "funfzehn=15 sechzehn=16 siebzehn=17 achtzehn=18 neunzehn=19 zwanzig=20 dreissig=30 vierzig=40 funfzig=50 sechzig=60 siebzig=70 " +
      "achtzig=80 neunzig=90 erst=1 dritt=3 siebt=7 drittel=3 viertel=4 dutzend=12 halb=0.5 halbe=0.5 halben=0.5 halfte=0.5 anderthalb=1.5",
  ),
  fr: table(
    "zero=0 deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9 dix=10 onze=11 douze=12 treize=13 quatorze=14 quinze=15 seize=16 vingt=20 " +
      "vingts=20 trente=30 quarante=40 cinquante=50 soixante=60 septante=70 huitante=80 nonante=90 deuxieme=2 second=2 seconde=2 troisieme=3 " +
      "quatrieme=4 cinquieme=5 sixieme=6 septieme=7 huitieme=8 neuvieme=9 dixieme=10 tiers=3 quart=4 douzaine=12 demi=0.5 demie=0.5 moitie=0.5",
  ),
  es: table(
    "cero=0 dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12 trece=13 catorce=14 quince=15 dieciseis=16 " +
      "diecisiete=17 dieciocho=18 diecinueve=19 veinte=20 veintiuno=21 veintiun=21 veintiuna=21 veintidos=22 veintitres=23 veinticuatro=24 veinticinco=25 " +
      "veintiseis=26 veintisiete=27 veintiocho=28 veintinueve=29 treinta=30 cuarenta=40 cincuenta=50 sesenta=60 setenta=70 ochenta=80 " +
      "noventa=90 doscientos=200 doscientas=200 trescientos=300 trescientas=300 cuatrocientos=400 cuatrocientas=400 quinientos=500 quinientas=500 " +
      "seiscientos=600 seiscientas=600 setecientos=700 setecientas=700 ochocientos=800 ochocientas=800 novecientos=900 novecientas=900 segundo=2 " +
      "segunda=2 tercer=3 tercero=3 tercera=3 cuarto=4 cuarta=4 quinto=5 quinta=5 tercio=3 docena=12 medio=0.5 media=0.5 mitad=0.5",
  ),
};

const SCALES = table(
  "hundred=100 hundert=100 cent=100 cents=100 cien=100 ciento=100 thousand=1000 tausend=1000 mille=1000 mil=1000 million=1e6 millions=1e6 " +
    "millionen=1e6 millon=1e6 millones=1e6 billion=1e9 milliarde=1e9 milliarden=1e9 milliard=1e9 milliards=1e9",
);
/** Words that are numbers in one language and mean something else in others. */
const SCALES_OF: Readonly<Record<"en" | "de" | "fr" | "es", ReadonlySet<string>>> = {
  en: new Set(["hundred", "thousand", "million", "millions", "billion"]),
  de: new Set(["hundert", "tausend", "million", "millionen", "milliarde", "milliarden"]),
  fr: new Set(["cent", "cents", "mille", "million", "millions", "milliard", "milliards"]),
  es: new Set(["cien", "ciento", "mil", "millon", "millones"]),
};

const DECIMAL_WORDS = new Set(["point", "komma", "virgule", "coma"]);
const JOINING_WORDS = new Set(["and", "und", "et", "y", "a"]);

type Spelled = "en" | "de" | "fr" | "es";

/** Value of a German number word, which is written together: "viertausendachthundert", also of an ordinal. */
function germanValue(word: string): number | null {
  const stem = word.replace(/e[nrsm]?$/, "");
  const forms = [word, stem, stem.replace(/t$/, ""), stem.replace(/st$/, "")];
  return (
    forms
      .map((form) => (form === "" ? null : compoundValue(form)))
      .find((value) => value !== null) ?? null
  );
}

function compoundValue(word: string): number | null {
  if (word === "") return 0;
  const basic = BASICS.de.get(word);
  if (basic !== undefined) return basic;
  for (const [name, unit] of [
    ["tausend", 1_000],
    ["hundert", 100],
  ] as const) {
    const at = word.indexOf(name);
    if (at < 0) continue;
    const before = word.slice(0, at);
    const many = before === "" ? 1 : compoundValue(before);
    const rest = compoundValue(word.slice(at + name.length).replace(/^und/, ""));
    return many === null || rest === null ? null : many * unit + rest;
  }
  const [unit = "", tens = ""] = word.split(/und(?=\p{L}+zig|dreissig)/u);
  const one = BASICS.de.get(unit);
  const ten = BASICS.de.get(tens);
  return tens !== "" && one !== undefined && ten !== undefined ? ten + one : null;
}

interface Token {
  readonly word: string;
  readonly text: string;
  /** Separated from the word before by more than a space or hyphen. */
  readonly isApart: boolean;
}

function tokensOf(text: string): readonly Token[] {
  let end = 0;
  return [...text.matchAll(/\p{L}[\p{L}\p{M}]*/gu)].map((match) => {
    const between = text.slice(end, match.index);
    end = match.index + match[0].length;
    return { word: folded(match[0]), text: match[0], isApart: !/^[\s-]?$/.test(between) };
  });
}

/** Reads number words from left to right: values below 100 are added, "hundred" and the like multiply. */
function numberWords(text: string, language: Spelled): readonly FoundNumber[] {
  const tokens = tokensOf(text);
  const found: FoundNumber[] = [];
  for (let at = 0; at < tokens.length;) {
    const read = readNumber(tokens, at, language);
    if (read) {
      const words = tokens.slice(at, read.end).map((token) => token.text);
      found.push({ value: read.value, text: words.join(" "), isWord: true });
    }
    at = read?.end ?? at + 1;
  }
  return found;
}

interface ReadNumber {
  readonly value: number;
  /** Index behind its last word. */
  readonly end: number;
}

function valueOf(token: Token | undefined, language: Spelled): number | null {
  if (!token) return null;
  if (isScale(token, language)) return SCALES.get(token.word) ?? null;
  return language === "de" ? germanValue(token.word) : (BASICS[language].get(token.word) ?? null);
}

const isScale = ({ word }: Token, language: Spelled): boolean => SCALES_OF[language].has(word);

function readNumber(tokens: readonly Token[], start: number, language: Spelled): ReadNumber | null {
  let thousands = 0;
  let current: number | null = null;
  let end = start;
  for (const [index, token] of tokens.slice(start).entries()) {
    if (index > 0 && token.isApart) break;
    const value = valueOf(token, language);
    if (value === null) {
      if (current === null || !joins(tokens, start + index, current, language)) break;
      continue;
    }
    const next = combined(current, value, token, language);
    if (next === null) break;
    if (isScale(token, language) && value > 100) {
      thousands += next;
      current = 0;
    } else current = next;
    end = start + index + 1;
  }
  if (current === null) return null;
  return decimalsBehind(tokens, end, language, thousands + current);
}

/** @returns what a number and the next word are together; `null` if they are two numbers */
function combined(
  current: number | null,
  value: number,
  token: Token,
  language: Spelled,
): number | null {
  if (isScale(token, language)) {
    if (value === 100 && (current ?? 0) > 99) return null;
    return (current === null ? 1 : Math.max(current, value === 100 ? 1 : 0)) * value;
  }
  if (current === null) return value;
  if (language === "fr" && value === 20 && current === 4) return 80;
  return canAdd(current, value, language, false) ? current + value : null;
}

/** "one hundred and twenty", "cuarenta y ocho" */
function joins(tokens: readonly Token[], at: number, current: number, language: Spelled): boolean {
  const next = tokens[at + 1];
  const value = valueOf(next, language);
  if (!JOINING_WORDS.has(tokens[at]?.word ?? "") || value === null || next?.isApart !== false)
    return false;
  return canAdd(current, value, language, true);
}

/** "four point one", also with a scale behind it */
function decimalsBehind(
  tokens: readonly Token[],
  at: number,
  language: Spelled,
  whole: number,
): ReadNumber {
  const none = { value: whole, end: at };
  if (!DECIMAL_WORDS.has(tokens[at]?.word ?? "")) return none;
  const values = tokens
    .slice(at + 1)
    .map((token) => (isScale(token, language) ? null : valueOf(token, language)));
  const length = values.findIndex((value) => value === null || !Number.isInteger(value));
  const digits = values.slice(0, length < 0 ? values.length : length).join("");
  if (digits === "") return none;
  const end = at + 1 + (length < 0 ? values.length : length);
  const scale = tokens[end];
  const value = Number(`${whole}.${digits}`);
  return scale && isScale(scale, language)
    ? { value: round(value * (valueOf(scale, language) ?? 1)), end: end + 1 }
    : { value, end };
}

function canAdd(current: number, value: number, language: Spelled, isJoined: boolean): boolean {
  if (value === 0.5) return isJoined;
  if (current >= 100 && current % 100 === 0) return value < 100;
  if (current === 0) return true;
  const tens = current % 100;
  if (language === "fr" && (tens === 60 || tens === 80)) return value < 20;
  if (language === "fr" && tens === 10) return value > 6 && value < 10;
  return tens >= 20 && tens % 10 === 0 && value < 10;
}

/** "nineteen twenty four" is a year. */
const years = (found: readonly FoundNumber[], text: string): readonly FoundNumber[] =>
  found.flatMap((one, index) => {
    const next = found[index + 1];
    const isYear =
      next &&
      isTwoDigits(one.value) &&
      isTwoDigits(next.value) &&
      folded(text).includes(folded(`${one.text} ${next.text}`));
    return isYear
      ? [{ value: one.value * 100 + next.value, text: `${one.text} ${next.text}` }]
      : [];
  });
const isTwoDigits = (value: number): boolean =>
  value >= 10 && value < 100 && Number.isInteger(value);

const SUFFIXES: ReadonlyMap<string, number> = new Map([
  ["k", 1e3],
  ["thousand", 1e3],
  ["tausend", 1e3],
  ["mille", 1e3],
  ["mil", 1e3],
  ["m", 1e6],
  ["mio", 1e6],
  ["million", 1e6],
  ["millions", 1e6],
  ["millionen", 1e6],
  ["millones", 1e6],
  ["millon", 1e6],
  ["bn", 1e9],
  ["billion", 1e9],
  ["milliarden", 1e9],
  ["milliards", 1e9],
  ["mrd", 1e9],
]);

const CLOCK = /(?<![\d.,])(\d{1,2})(?::|h(?=\d\d)|\s?Uhr\s)(\d{2})(?![\d])/gu;
/** Day and month in digits, as in German. */
const DAY_MONTH = /(?<![\d.])(\d{1,2})\.(\d{1,2})\.(?:(\d{4})|(?!\d))/g;
const DIGITS =
  /(?<![\d.,])(\d{1,3}(?:(?<thousands>[.,'’\u00a0\u202f ])\d{3})(?:\k<thousands>\d{3})*(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?)(?:\s?(k|thousand|tausend|mille|mil|mio|millions?|millionen|millones|millón|bn|billion|milliarden|milliards|mrd)(?![\p{L}]))?/giu;

function digitNumbers(text: string, language: CheckedLanguage | null): readonly FoundNumber[] {
  const found: FoundNumber[] = [];
  const rest = text
    .replace(CLOCK, (whole, hours: string, minutes: string) => {
      found.push({ value: Number(hours), text: whole, isClock: true });
      if (minutes !== "00") found.push({ value: Number(minutes), text: whole, isClock: true });
      return " ";
    })
    .replace(
      language === "de" ? DAY_MONTH : /$^/,
      (whole, day: string, _month: string, year?: string) => {
        found.push({ value: Number(day), text: whole });
        if (year !== undefined) found.push({ value: Number(year), text: whole });
        return " ";
      },
    );
  for (const match of rest.matchAll(DIGITS)) {
    const [whole, digits = "", separator, suffix] = match;
    const plain =
      separator === undefined
        ? digits.replace(",", ".")
        : digits.replaceAll(separator, "").replace(",", ".");
    const scale = suffix === undefined ? 1 : (SUFFIXES.get(folded(suffix)) ?? 1);
    const isClock = /^\s?(?:Uhr|h\b|[ap]\.?m\b|o'clock)/iu.test(
      rest.slice(match.index + whole.length),
    );
    found.push({
      value: round(Number(plain) * scale),
      text: whole.trim(),
      ...(isClock && { isClock: true as const }),
    });
  }
  return found;
}

const round = (value: number): number => Number(value.toPrecision(12));

const HAN_DIGITS = "〇一二三四五六七八九";
const HAN_UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1_000 };
const HAN_SCALES: Readonly<Record<string, number>> = { 万: 1e4, 萬: 1e4, 億: 1e8, 亿: 1e8 };
const HAN_NUMBER = /(?:\d[\d,]*(?:\.\d+)?|[〇零一二两兩三四五六七八九十百千万萬億亿点])+/gu;
/** Words with a numeral that is no number. */
const NO_NUMBERS =
  /(?:周|星期|礼拜|週)[一二三四五六]|百分之|四半期|十分(?!钟)|万一|千万|一[些起直样般定旦切]|统一|唯一|第一|一番|一緒|一部|三上|五十嵐/gu;

function hanNumbers(text: string): readonly FoundNumber[] {
  const plain = text.normalize("NFKC").replace(NO_NUMBERS, " ");
  return [...plain.matchAll(HAN_NUMBER)].flatMap(([run]) => {
    const value = hanValue(run);
    return value === null
      ? []
      : [{ value: round(value), text: run, ...(!/\d/.test(run) && { isWord: true as const }) }];
  });
}

function hanValue(run: string): number | null {
  let total = 0;
  let section = 0;
  let number: number | null = null;
  let decimals = "";
  let isFraction = false;
  let hasDigit = false;
  for (const [part] of run.matchAll(/\d[\d,]*(?:\.\d+)?|[^\d]/gu)) {
    const digit = HAN_DIGITS.indexOf(
      part === "零" ? "〇" : part === "两" || part === "兩" ? "二" : part,
    );
    const unit = HAN_UNITS[part];
    const scale = HAN_SCALES[part];
    if (/^\d/.test(part) || digit >= 0) {
      hasDigit = true;
      const value = digit >= 0 ? digit : Number(part.replaceAll(",", ""));
      if (isFraction) decimals += String(value);
      else number = number === null || digit < 0 ? value : number * 10 + value;
    } else if (part === "点") {
      if (number === null) return null;
      isFraction = true;
    } else if (unit !== undefined) {
      if (part === "十") hasDigit = true;
      section += (number ?? 1) * unit;
      number = null;
    } else if (scale !== undefined) {
      const before: number = section + withDecimals(number ?? 0, decimals);
      total += before * scale;
      section = 0;
      number = null;
      decimals = "";
      isFraction = false;
    }
  }
  return hasDigit ? total + section + withDecimals(number ?? 0, decimals) : null;
}

const withDecimals = (value: number, decimals: string): number =>
  decimals === "" ? value : Number(`${value}.${decimals}`);

/** Half past and a quarter to, which a note writes as 9:30 and 9:45. */
const CLOCK_WORDS: readonly (readonly [RegExp, number])[] = [
  [/\bhalf past\b|\by media\b|\bet demie?\b|\bhalb\b/u, 30],
  [/\bquarter past\b|\by cuarto\b|\bet quart\b|\bviertel nach\b/u, 15],
  [/\bquarter to\b|\bmenos cuarto\b|\bmoins le quart\b|\bviertel vor\b/u, 45],
];

/** Numbers of a text in no particular order. */
export function numbersIn(text: string, language: CheckedLanguage | null): readonly FoundNumber[] {
  if (isUnspaced(language)) return hanNumbers(text);
  const digits = digitNumbers(text, language);
  const words = language === null ? [] : numberWords(text, language);
  return [...digits, ...words];
}

/** Numbers as a listener may write them down: with years, and minutes that are said in words. */
export function heardNumbers(text: string, language: CheckedLanguage | null): ReadonlySet<number> {
  const found = numbersIn(text, language);
  const plain = folded(text);
  const values = new Set([...found, ...years(found, text)].map(({ value }) => value));
  for (const [pattern, minutes] of CLOCK_WORDS) if (pattern.test(plain)) values.add(minutes);
  if (values.has(0.5)) values.add(50);
  if (/\bnoon\b|\bmidday\b|\bmittags?\b|\bmidi\b|\bmediodia\b|正午|中午/u.test(plain))
    values.add(12);
  return values;
}

/** One is mostly no number, and so is first. */
const MATTERS_FROM = 1;

/** Whether a number of a note was said. */
export function isNumberSaid({ value, isClock }: FoundNumber, heard: ReadonlySet<number>): boolean {
  if (value === MATTERS_FROM || heard.has(value)) return true;
  if (value === 0.5 && heard.has(50)) return true;
  return isClock === true && value > 12 && heard.has(value - 12);
}
