/** Compares negation: a statement must not deny what the cited turns say, nor say what they deny. */

import { folded } from "../../text/fold.ts";
import { type CheckedLanguage, isUnspaced, wordsIn } from "./languages.ts";
import { hits, termsIn } from "./terms.ts";

/** Phrases whose negation denies nothing. */
const HARMLESS: Readonly<Record<CheckedLanguage, RegExp>> = {
  en: /\bno later than\b|\bnot (?:only|just)\b|\bno (?:problem|doubt|worries)\b|\bdon't (?:forget|mind|worry)\b|\bwhy don't\b|\b(?:is|are|do|does|did|wo|ca)n't (?:it|you|we|they)\b|\bcan't wait\b|\bwhether or not\b|\bor not\b/gu,
  de: /\bnicht (?:nur|wahr|zuletzt)\b|\bkein problem\b|\bvergesst? nicht\b|\boder nicht\b/gu,
  fr: /\bpas de (?:probleme|souci)\b|\bn'oublie\w*(?: pas)?\b|\bnon seulement\b|\bou (?:pas|non)\b|\bn[e'] ?\w+ que\b/gu,
  es: /\bno solo\b|\bno (?:te )?olvid\w+\b|\bo no\b|\bno hay problema\b/gu,
  ja: /しかない|しかありません|しか[^。、]{0,8}(?:ない|ません)|なければな(?:らない|りません)|ないといけ(?:ない|ません)|かもしれ(?:ない|ません)|少な[いく]|違いない|問題(?:ない|ありません)|(?:ない|ません)(?:でしょう)?か|未来|無料|不動産/gu,
  zh: /不过|不仅|不同|不断|不错|没问题|没关系|要不|是不是|能不能|会不会|无论|不但|不管|非常|未来|不少|差不多|除非|不得不|对不起|不好意思|特别|别的|别人|分别|区别|性别|级别/gu,
};

const NEGATION: Readonly<Record<CheckedLanguage, RegExp>> = {
  en: /\b(?:not|cannot|no|never|none|nobody|nothing|nor|neither|without|nowhere)\b|n't\b/u,
  de: /\b(?:nicht|kein\w*|nie|niemals|niemand\w*|nichts|ohne|weder|nein)\b/u,
  fr: /\b(?:pas|jamais|rien|aucune?s?|sans|ni|non|ne)\b|\bn'(?=\p{L})|(?<!\b(?:une|la|chaque|par|cette) )\bpersonne\b(?= ne| n')/u,
  es: /\b(?:no|nunca|jamas|nadie|nada|ningun\w*|sin|tampoco|ni)\b/u,
  ja: /ません|ない|なかった|なく|ず(?=に|、|。|$)|なし|不|未|無|非(?!常)/u,
  zh: /[不没未无]|别(?=[^的人])|勿|尚未/u,
};

/** Words that deny in another way, by their beginnings: with one of them the presence of "not" tells little. */
const DENYING: Readonly<Record<CheckedLanguage, RegExp>> = {
  en: /\b(?:too|only|until|hold|held|few|late|before|still|yet|out|open|leaves?|left|off|ends?|(?:fail|refus|reject|declin|drop|cancel|remov|postpon|delay|stop|avoid|lack|against|instead|rather|exclud|skip|block|pending|except|remain|weak|hardly|barely|wait|wrong|prevent|miss|forget|un\p{L}{4}|in(?:complete|valid|sufficient)|impossible|doubt|surpris|deny|denied|oppos|withdr|halt)\p{L}*)\b/gu,
  de: /\b(?:ohne|statt|erst|nur|zu|fehl|ablehn|abgelehnt|abgesagt|absag|verschieb|verschob|verschoben|gegen|unklar|offen|ausser|spater|un\p{L}{5}|wegwerf|entsorg|wart|noch|kaputt|bevor|entf[ai]ll|verzicht|raus|zuruck|gestrichen|stop)\p{L}*\b/gu,
  fr: /\b(?:refus|annul|report|seulement|encore|sauf|trop|contre|retard|manqu|avant|epuis|complet|sinon|plutot|im\p{L}{4}|in\p{L}{5}|ancien|supprim|abandon|exclu|oubli|attend)\p{L}*\b/gu,
  es: /\b(?:rechaz|cancel|aplaz|solo|falta|falt|excepto|demasiado|contra|retras|antes|todavia|sino|im\p{L}{4}|in\p{L}{6}|espera|esper|pendiente|ausencia|suspend|elimin|evita|deneg|niega)\p{L}*\b/gu,
  ja: /中止|延期|拒否|却下|代わり|まだ|だけ|のみ|残念|見送|やめ|停止|未定|反対|欠|断/gu,
  zh: /取消|推迟|拒绝|反对|只|还|尚|仍|太|除了|停|延期|暂|缺|代替|而非|之前|失望|先/gu,
};

/** What was not done yet may be planned. */
const NOT_YET: Readonly<Record<CheckedLanguage, RegExp>> = {
  en: /\byet\b|\bstill\b/u,
  de: /\bnoch\b/u,
  fr: /\bencore\b/u,
  es: /\b(?:todavia|aun)\b/u,
  ja: /まだ/u,
  zh: /还|尚|未/u,
};
const PLANNED: Readonly<Record<CheckedLanguage, RegExp>> = {
  en: /\b(?:will|follow\p{L}*|plan\p{L}*|due|expected|needs?|must|should|to be|by)\b/u,
  de: /\b(?:wird|werden|soll\p{L}*|folg\p{L}*|geplant|muss|mussen|bis)\b/u,
  fr: /\b(?:sera|seront|doit|doivent|prevu\p{L}*|suivra|d'ici)\b/u,
  es: /\b(?:sera|seran|debe|deben|previst\p{L}*|seguira|queda)\b/u,
  ja: /予定|必要|見込/u,
  zh: /将|需要|计划|预计/u,
};

/** Whether a statement plans what a clause says is not done yet. */
export const isPlanned = (statement: string, clause: string, language: CheckedLanguage): boolean =>
  PLANNED[language].test(folded(statement)) && NOT_YET[language].test(folded(clause));

export interface Polarity {
  readonly isNegated: boolean;
  /** Beginnings of words that deny in another way. */
  readonly denying: ReadonlySet<string>;
}

const STEM = 5;

export function polarityOf(text: string, language: CheckedLanguage): Polarity {
  const plain = folded(text).replace(HARMLESS[language], " ");
  const denying = [...plain.matchAll(DENYING[language])].map(([word]) => word.slice(0, STEM));
  return { isNegated: NEGATION[language].test(plain), denying: new Set(denying) };
}

/** Words that say the opposite of each other, by their beginnings, or whole before an underscore. */
const OPPOSITES: Readonly<Record<CheckedLanguage, string>> = {
  en:
    "accept/reject accept/refus accept/declin approv/reject agree/disagree increas/decreas increas/reduc raise/lower_ ris/fall more_/less_ more_/fewer_ earlier/later " +
    "before_/after_ higher/lower longer/shorter bigger/smaller faster/slower buy/sell open/clos start/stop begin/end_ add_/remov added_/remov win_/lost_ gain/lost_ pass/fail " +
    "darker/lighter cheaper/expensive better/worse good_/bad_ strong/weak happy/unhappy internal/external always/never up_/down_ keep/drop above_/below_ " +
    "finish/begin success/fail possible/impossible easy_/difficult early_/late_ cancel/confirm",
  de:
    "annehm/ablehn angenommen/abgelehnt mehr_/weniger_ steig/sink erhoh/senk hoher/niedriger langer/kurzer grosser/kleiner schneller/langsamer vor_/nach_ kauf/verkauf " +
    "offn/schliess begin/end gewinn/verlier teurer/billiger besser/schlechter gut_/schlecht_ fruher/spater zustimm/ablehn moglich/unmoglich gunstigste/teuerste",
  fr:
    "accept/refus augment/dimin plus_/moins_ avant_/apres_ acheter/vendre ouvr/ferm commenc/termin gagn/perd meilleur/pire cher_/bon_ confirm/annul possible/impossible " +
    "restait/manquait trop_/assez_",
  es: "acept/rechaz aument/disminu sub/baj mas_/menos_ antes_/despues_ compr/vend abr/cerr empez/termin gan/perd mejor/peor confirm/cancel posible/imposible falt/sobr",
  ja: "増え/減り 増や/減ら 増加/減少 高い/安い 上が/下が 承認/却下 賛成/反対 開始/終了 成功/失敗 多い/少ない 長い/短い 早い/遅い 良い/悪い",
  zh: "增加/减少 上升/下降 变贵/便宜 批准/拒绝 同意/反对 开始/结束 成功/失败 提前/推迟 更高/更低 更多/更少",
};

const pairs = new Map(
  Object.entries(OPPOSITES).map(([language, list]) => [
    language,
    list.split(" ").flatMap((pair) => {
      const [one = "", other = ""] = pair.split("/");
      return [
        [one, other],
        [other, one],
      ] as const;
    }),
  ]),
);

/** Whether a statement has the opposite of a word that was said, and neither is negated: "rises" for "falls", "unhappy" for "happy". */
export function sayOpposite(
  text: string,
  clauses: readonly { readonly text: string; readonly terms: readonly string[] }[],
  language: CheckedLanguage,
): boolean {
  if (polarityOf(text, language).isNegated) return false;
  const said = clauses.map((clause) => clause.text).join(" ");
  const terms = termsIn(text, language);
  return (
    (pairs.get(language) ?? []).some(([own, opposite]) => {
      if (!has(text, own, language) || has(text, opposite, language) || has(said, own, language))
        return false;
      return clauses.some(
        (clause) =>
          has(clause.text, opposite, language) &&
          !polarityOf(clause.text, language).isNegated &&
          hits(terms, clause.terms) > 0,
      );
    }) || isPrefixed(text, said, language)
  );
}

const has = (text: string, beginning: string, language: CheckedLanguage): boolean =>
  isUnspaced(language)
    ? text.includes(beginning)
    : wordsIn(text, language).some((word) =>
        beginning.endsWith("_") ? word === beginning.slice(0, -1) : word.startsWith(beginning),
      );

const PREFIXES: Readonly<Partial<Record<CheckedLanguage, RegExp>>> = {
  en: /^(?:un|in|im|dis)(?=\p{L}{4})/u,
  de: /^un(?=\p{L}{4})/u,
  fr: /^(?:in|im|de)(?=\p{L}{5})/u,
  es: /^(?:in|im|des)(?=\p{L}{5})/u,
};

function isPrefixed(text: string, said: string, language: CheckedLanguage): boolean {
  const prefix = PREFIXES[language];
  if (!prefix) return false;
  const heard = wordsIn(said, language);
  const isTurned = (one: string, others: readonly string[]): boolean =>
    prefix.test(one) && others.includes(one.replace(prefix, "")) && !others.includes(one);
  const own = wordsIn(text, language);
  const isNegated = polarityOf(said, language).isNegated;
  return (
    !isNegated &&
    (own.some((word) => isTurned(word, heard)) || heard.some((word) => isTurned(word, own)))
  );
}
