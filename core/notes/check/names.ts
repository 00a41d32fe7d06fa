/** Names and terms in capitals of a statement, which its cited turns must hold. */

import { isGivenName as isEnglishName } from "../../language/english/names.ts";
import { folded } from "../../text/fold.ts";
import { type CheckedLanguage, isFunctionWord, isUnspaced, wordsIn } from "./languages.ts";
import { isSameTerm } from "./terms.ts";

/** Frequent given names of German, French and Spanish without another meaning. */
const GIVEN_NAMES = new Set(
  (
    "andreas anja anke anne annika antje bernd birgit bjorn christian christine claudia dieter dirk elke erik eva florian frank franziska " +
    "gabriele gerd greta hannes hans heike helga holger ines ingrid jan jana jens jonas julian jurgen karin karsten katja katrin klaus lars lena " +
    "leonie lukas manfred manuel markus martin matthias meike monika moritz nadine niklas nina oliver petra philipp ralf sabine sandra silke simone " +
    "sophie stefan stefanie susanne sven tanja tobias torsten ulrike ursula uwe volker werner wolfgang yannick " +
    "adrien amelie antoine aurelie benoit camille cecile celine chantal christophe claire clement corinne damien delphine elodie emilie etienne " +
    "fabien florence francois frederic gilles guillaume helene isabelle jacques jean jerome julien karim laurent leila lucie luc mathieu " +
    "mathilde mireille mohamed nathalie nicolas noemie olivier pascal philippe pierre quentin remi sebastien sylvie theo thierry thomas valerie vincent " +
    "xavier yves alejandro alfonso alvaro ana andres angel antonio beatriz begona carlos carmen cristina diego elena emilio enrique esteban " +
    "fernando francisco gonzalo guillermo ignacio irene isabel ivan javier joaquin jorge jose juan julio laura lorenzo lucia luis manuela " +
    "marcos maria marta miguel nuria pablo paula pedro pilar rafael ramon raul ricardo roberto rocio rosa salvador sergio sofia susana teresa vicente gregor"
  ).split(" "),
);
const isGivenName = (word: string): boolean => isEnglishName(word) || GIVEN_NAMES.has(word);

const TITLE =
  /(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Frau|Herrn?|Mme|Madame|Monsieur|M|Sra?|Don|Doña|Señora?|Anwältin|Anwalt)\.?\s)$/u;
/** Units, sizes and signs that need not be said. */
const NO_NAMES = new Set(
  "ok am pm eur usd gbp jpy kg km todo tbd na id faq etc vs cf ca usw mr mrs ms dr prof frau herr herrn mme madame monsieur sr sra q1 q2 q3 q4 m2".split(
    " ",
  ),
);

const CAPITALISED = /\p{Lu}[\p{L}\p{M}\d]*(?:[-’'][\p{L}\d]+)*/gu;
const BEGINS_SENTENCE = /(?:^|[.!?:;|…•→(«„“"‚‘\n–—-])\s*$/u;

/** @param isForeign the note is written in another language than was spoken: only names of people are the same in both */
export function namesIn(
  text: string,
  language: CheckedLanguage | null,
  people: readonly string[],
  isForeign: boolean,
): readonly string[] {
  if (isUnspaced(language)) return hanNames(text, people, isForeign);
  return [...text.matchAll(CAPITALISED)].flatMap((match) => {
    const [word] = match;
    const before = text.slice(0, match.index);
    const plain = folded(word).replace(/'s?$|'s$/u, "");
    if (plain.length < 2 || NO_NAMES.has(plain) || isFunctionWord(plain, language ?? "en"))
      return [];
    if (people.includes(plain) || isGivenName(plain) || TITLE.test(before)) return [word];
    if (isForeign) return [];
    const isAcronym = /^\p{Lu}[\p{Lu}\d]+$/u.test(word);
    const isNoun = language === "de" && !isAcronym;
    return isNoun || (BEGINS_SENTENCE.test(before) && !isAcronym) ? [] : [word];
  });
}

/** Frequent Chinese surnames whose character seldom means anything else. */
const SURNAMES =
  "赵刘陈杨吴徐孙朱郭郑梁宋邓冯曹彭萧蔡潘袁蒋杜魏吕沈姚卢傅崔谭廖贾邱侯邹孟秦薛尹黎郝龚邵";
const HAN_NAMES = new RegExp(
  "北京|上海|广州|深圳|杭州|南京|成都|重庆|武汉|西安|天津|苏州|香港|台湾|东京|大阪|名古屋|福岡|札幌|仙台|横浜|横滨|京都|神戸|広島|千葉|" +
    `埼玉|沖縄|東京|美国|英国|法国|德国|日本|韩国|印度|越南|アメリカ|ドイツ|フランス|ベトナム|インド|[${SURNAMES}]\\p{sc=Han}{1,2}`,
  "gu",
);
const WITH_TITLE = /([\p{sc=Han}\p{sc=Kana}ー]{1,5}?)(?:さん|様|氏|先生|君)/gu;
const LATIN = /\p{Script=Latin}[\p{Script=Latin}\d]+/gu;

function hanNames(text: string, people: readonly string[], isForeign: boolean): readonly string[] {
  const named = people.filter((name) => text.includes(name));
  if (isForeign) return named;
  const titled = [...text.matchAll(WITH_TITLE)].map(([, name = ""]) => name);
  const places = [...text.matchAll(HAN_NAMES)].map(([name]) => name);
  const latin = [...text.matchAll(LATIN)]
    .map(([word]) => word)
    .filter((word) => !NO_NAMES.has(folded(word)));
  return [...named, ...titled, ...places, ...latin];
}

/** @param speakers whose turns are cited: their names count as said */
export function isNameSaid(
  name: string,
  said: string,
  speakers: readonly string[],
  known: readonly string[],
  language: CheckedLanguage | null,
): boolean {
  if (isUnspaced(language)) return isHanNameSaid(name, [said, ...speakers, ...known].join(" "));
  const plain = folded(name).replace(/'s?$/u, "");
  const words = [said, ...speakers, ...known].flatMap((text) => wordsIn(text, language));
  const parts = plain.split("-");
  return (
    parts.every((part) => words.some((word) => isSameName(part, word.replace(/'s?$/u, "")))) ||
    words.includes(parts.join("")) ||
    isAcronymOf(plain, words)
  );
}

/** A surname with one character too many is still that person's. */
const isHanNameSaid = (name: string, said: string): boolean => {
  const plain = folded(said);
  return (
    plain.includes(folded(name)) || (name.length === 3 && plain.includes(folded(name.slice(0, 2))))
  );
};

/** Recognisers spell names by ear. */
const isSameName = (one: string, other: string): boolean =>
  one === other ||
  (one.length > 3 && isSameTerm(one, other)) ||
  (one.length > 4 && isOneLetterApart(one, other));

function isOneLetterApart(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  let end = 0;
  while (
    end < Math.min(one.length, other.length) - start &&
    one.at(-1 - end) === other.at(-1 - end)
  )
    end++;
  return Math.max(one.length, other.length) - start - end <= 1;
}

/** "SSO" for "single sign on". */
function isAcronymOf(name: string, words: readonly string[]): boolean {
  if (name.length < 2 || name.length > 5) return false;
  const initials = words.map((word) => word.charAt(0)).join("");
  return initials.includes(name) || words.includes(name.replace(/s$/, ""));
}
