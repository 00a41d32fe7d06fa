/** The languages whose words the check knows, and how to tell them apart. */

import { folded } from "../../text/fold.ts";

export const CHECKED_LANGUAGES = ["en", "de", "fr", "es", "ja", "zh"] as const;
export type CheckedLanguage = (typeof CHECKED_LANGUAGES)[number];

/** Frequent words without content. They tell languages apart, and are left out when statements are compared with turns. */
const FUNCTION_WORDS: Readonly<Record<"en" | "de" | "fr" | "es", string>> = {
  en:
    "a about after again all also am an and any are aren't as at be because been before being both but by can could did do does " +
    "doing don't down each for from get gets go goes going got had has have having he her here hers him his how i i'd i'll i'm " +
    "i've if in into is isn't it it's its just let let's like may maybe me more most much must my no not now of off okay on " +
    "once one only or other our out over own per please quite rather really right said same say says shall she should since so some " +
    "still such take than that that's the their them then there there's these they they'll this those through to too up until us " +
    "very was wasn't way we we'd we'll we're we've well were what what's when where which while who whom whose why will with " +
    "won't would yeah yes yet you you're your",
  de:
    "ab aber alle allem allen aller alles als also am an auch auf aus bei beim bis bitte da dabei damit dann das dass dazu dein dem den der " +
    "des dich die dies diese diesem diesen dieser dieses dir doch du durch ein eine einem einen einer eines er es etwa etwas euch euer " +
    "fur gar gibt gut habe haben hat hatte hier ich ihm ihn ihnen ihr ihre im in ins ist ja jede jeden jetzt kann kein keine konnen " +
    "mal man mehr mein meine mich mir mit muss mussen nach nicht noch nur ob oder schon sehr sein seine sich sie sind so soll sollen " +
    "sollte statt uber um und uns unser unsere unter vom von vor war waren warum was wegen wenn wer werde werden wie wir wird wo wurde wurden " +
    "zu zum zur zwar",
  fr:
    "a ai ainsi alors apres as au aussi autre aux avant avec avez avons avoir c ca car ce cela ces cet cette ceux chez comme d dans de des deja " +
    "donc du elle elles en encore est et etait ete etre eu eux fait faut il ils j je l la le les leur lui m ma mais me meme mes moi mon " +
    "n ne nos notre nous on ont ou oui par parce pas peu peut plus pour qu quand que qui s sa sans se sera serait seront ses si son " +
    "sont sous sur t ta te tes toi ton tous tout toute toutes tres tu un une vers vos votre vous y",
  es:
    "a ahora al algo alguien ante antes aqui asi aun aunque bien cada como con cuando de del desde despues donde dos e el ella ellos en " +
    "entonces era es esa ese eso esta estan estas este esto estos fue ha han hasta hay he la las le les lo los mas me mi mis muy nada ni " +
    "no nos nosotros o os otra otro para pero por porque pues que quien se sea ser si sido sin sobre son su sus tambien te tiene " +
    "toda todo todos tu un una unas uno unos y ya yo",
};

/** Frequent words of other languages, so that text in them is not taken for one of those above. */
const OTHER_LANGUAGES: Readonly<Record<string, string>> = {
  pt: "nao uma com mais dos das ao aos pelo pela foi sao esta voce isso tambem ja seu sua em um na nas nos ate muito que de e o a os as do da se por para como mas ele ela eu vai vamos",
  it: "che di il non per una sono con del della dei delle gli e ma anche come questo questa piu ho ha hanno lo nel nella alla al dal si ci un le la i da in perche cosa fare abbiamo",
  nl: "het een van en de niet dat is op te voor met zijn aan er maar ook als bij nog wel naar hebben heeft we wij ik je deze die dit om uit over kan moet gaan dan worden",
  sv: "och att det som ar pa inte en ett av for med till den har vi jag du de om men kan ska sa fran eller man var",
  pl: "i w nie to na sie z do jest ze jak ale co tak po za od czy tym juz dla przez jego mamy bedzie moze ten",
  tr: "ve bir bu da de icin ile ne var mi olarak daha cok ama gibi sonra kadar olan biz ben ki degil",
};

const functionWords = new Map(
  Object.entries({ ...FUNCTION_WORDS, ...OTHER_LANGUAGES }).map(([language, words]) => [
    language,
    new Set(words.split(" ")),
  ]),
);

/** Words in lower case and without diacritics. French and Spanish articles are split from what follows them. */
export const wordsIn = (text: string, language: CheckedLanguage | null): readonly string[] => {
  const plain = folded(text);
  return (
    (language === "en" || language === null ? plain : plain.replaceAll("'", " ")).match(
      /[\p{L}\p{N}]+(?:'[\p{L}]+)*/gu,
    ) ?? []
  );
};

export const isFunctionWord = (word: string, language: CheckedLanguage): boolean =>
  functionWords.get(language)?.has(word) ?? false;

/** Whether its words are not separated by spaces. */
export const isUnspaced = (language: CheckedLanguage | null): language is "ja" | "zh" =>
  language === "ja" || language === "zh";

const KANA = /[\p{sc=Hira}\p{sc=Kana}]/u;
const HAN = /\p{sc=Han}/u;
const LATIN = /\p{sc=Latin}/u;

/** @returns the language of a text, `null` if it is none of these or the text is too short to tell */
export function languageOf(text: string): CheckedLanguage | null {
  if (KANA.test(text)) return "ja";
  if (HAN.test(text)) return "zh";
  if (!LATIN.test(text)) return null;
  const words = wordsIn(text, null).flatMap((word) => [word, ...word.split("'")]);
  const counts = [...functionWords].map(([language, known]) => ({
    language,
    count: words.filter((word) => known.has(word)).length,
  }));
  const [first, second] = counts.toSorted((one, other) => other.count - one.count);
  if (!first || first.count === 0 || first.count === second?.count) return null;
  return CHECKED_LANGUAGES.find((language) => language === first.language) ?? null;
}

/** Whether a text can be of a language by its letters. */
export const isWrittenIn = (text: string, language: CheckedLanguage): boolean =>
  isUnspaced(language) ? HAN.test(text) || KANA.test(text) : LATIN.test(text) && !HAN.test(text);
