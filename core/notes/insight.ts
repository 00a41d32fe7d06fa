/** Decides which insights are shown: those that hold more than their turn. Copies and exports follow the same rule. */

import type { Turn } from "../meeting.ts";
import {
  folded,
  plainWords,
  SPACED_CHARACTER,
  UNSPACED_CHARACTER,
  WORD_CHARACTER,
} from "../text/fold.ts";
import { NOTHING_TO_LIST } from "./support.ts";
import { type KeyPointKind, readKeyPoints, type SaidPoint } from "./key-point-lines.ts";

/** An insight with its points if it lists key points, otherwise as the Markdown that the model wrote. */
export type ShownInsight =
  | { readonly points: readonly SaidPoint[] }
  | { readonly points: null; readonly markdown: string };

/** @returns null if the insight is missing, says that there is nothing, or repeats its turn */
export function shownInsight({
  text,
  heardText = "",
  insight,
}: Pick<Turn, "text" | "heardText" | "insight">): ShownInsight | null {
  if (insight === null) return null;
  const listed = readKeyPoints(insight);
  const points = listed?.filter((point) => !saysNothing(point.text)) ?? null;
  const written = points?.map((point) => point.text).join("\n") ?? insight;
  if (saysNothing(written) || repeats(written, `${text}\n${heardText}`)) return null;
  return points ? { points } : { points, markdown: insight.trim() };
}

/** One line of text, or the Markdown that the model wrote. */
export const insightLine = (shown: ShownInsight, nameOf: (kind: KeyPointKind) => string): string =>
  shown.points === null
    ? shown.markdown
    : shown.points.map(({ kind, text }) => `${nameOf(kind)}: ${text}`).join(" · ");

/**
 * Words by which models say that there is nothing beside those of `NOTHING_TO_LIST`, and words that go with them: folded, by
 * language. A text of these alone says nothing.
 */
const WORDS_FOR_NOTHING: Readonly<
  Record<string, { readonly no: string; readonly besides: string }>
> = {
  en: {
    no: "no not",
    besides:
      "a any of or and nor the this these those that there here is are was were it i to in from new further other specific " +
      "explicit clear relevant notable open decision decisions task tasks action actions item items question questions number " +
      "numbers figure figures feedback insight insights takeaway takeaways take away key point points area areas improve " +
      "improvement improvements quote quotes summary transcript turn statement excerpt text message contains contain has have " +
      "holds includes found given made stated said mentioned identified present asked recorded provided list add report note " +
      "summarize summarise applicable",
  },
  de: {
    no: "keinen keiner keines nicht ohne entfallt",
    besides:
      "es gibt sind wurde wurden hier in im dem der die das diesem oder und neue neuen offene offenen konkrete konkreten " +
      "entscheidung entscheidungen aufgabe aufgaben frage fragen zahl zahlen massnahme massnahmen punkt punkte ruckmeldung " +
      "ruckmeldungen feedback genannt getroffen gestellt vorhanden enthalten erwahnt transkript beitrag text aussage zu nennen " +
      "berichten zusammenfassung",
  },
  es: {
    no: "ninguna ningun no sin",
    besides:
      "hay se ha han de la el los las en este esta y o ni nuevas decision decisiones tarea tareas accion acciones pregunta " +
      "preguntas abierta abiertas numero numeros cifra cifras dato datos elemento elementos comentario comentarios mencionado " +
      "mencionada mencionan identificado transcripcion texto turno que destacar anadir resumen",
  },
  fr: {
    no: "neant pas non sans",
    besides:
      "il n y a d de des la le les l ce cette dans et ou ni nouvelle nouvelles decision decisions tache taches action actions " +
      "question questions ouverte ouvertes chiffre chiffres nombre nombres element elements retour retours signaler noter " +
      "mentionne mentionnee mentionnees mentionnes transcription texte tour est sont ete prise prises posee posees",
  },
  ja: {
    no: "無し ありません ございません ない",
    besides:
      "特に 該当 する もの は も が を に で や です ます 決定 事項 タスク 課題 質問 数字 数値 アクション アイテム フィードバック この 発言 新しい",
  },
  zh: {
    no: "没有 沒有 暂无 暫無 未",
    besides:
      "任何 新 的 明确 决定 决策 任务 待办 事项 行动 项 问题 数字 数据 反馈 或 和 与 提及 提到 内容 该 此 发言 中",
  },
};

const split = (list: string): readonly string[] => list.split(" ");

const NOTHING = Object.entries(NOTHING_TO_LIST).map(([language, listed]) => {
  const { no, besides } = WORDS_FOR_NOTHING[language] ?? { no: "", besides: "" };
  const plain = listed.map((words) => plainWords(words).trim());
  const end = /^[a-z]/.test(plain[0] ?? "") ? "(?: |$)" : " ?";
  const oneOf = (words: readonly string[]): string =>
    `(?:${words
      .filter((word) => word !== "")
      .toSorted((one, other) => other.length - one.length)
      .join("|")})${end}`;
  const others = besides === "" ? "" : `(?:${oneOf(split(besides))})*`;
  return new RegExp(`^${others}(?:${oneOf([...plain, ...split(no)])}${others})+$`, "u");
});

/** Longer texts say more than that there is nothing. */
const MOST_LETTERS_OF_NOTHING = 120;

export function saysNothing(text: string): boolean {
  const words = plainWords(text).trim();
  if (words === "") return true;
  return words.length <= MOST_LETTERS_OF_NOTHING && NOTHING.some((pattern) => pattern.test(words));
}

/** Words about the turn instead of its content, folded. They make no insight. */
const ABOUT_THE_TURN = new Set(
  split(
    "summary brief takeaway main key point points decision decided task action item items question number local pick speaker " +
      "speakers says said asks asked states stated mentions mentioned proposes proposed suggests suggested notes confirms " +
      "confirmed reports explains explained wants " +
      "zusammenfassung kernaussage entscheidung aufgabe frage zahl sprecher sprecherin sagt fragt erwahnt schlagt vor meint " +
      "resumen tarea pregunta numero hablante dice propone menciona explica " +
      "resume tache chiffre locuteur locutrice dit demande mentionne explique",
  ),
);
const ABOUT_THE_TURN_UNSPACED =
  /発言者|話者|述べ|質問|決定|要約|タスク|发言者|发言人|说话者|表示|提到|询问|决定|任务|总结|问题/g;

/** A word, or one character of a script without spaces. */
const UNIT = new RegExp(
  `${UNSPACED_CHARACTER}|(?:${SPACED_CHARACTER}|(?<=${WORD_CHARACTER})'(?=${WORD_CHARACTER}))+`,
  "gv",
);

const unitsOf = (text: string): readonly string[] => folded(text).match(UNIT) ?? [];

/** Least share of words that the turn does not have, weighted by their length. */
const LEAST_FRESH_SHARE = 0.36;

/** A turn of so many words is worth summing up in its own words. */
const LONG_TURN = 60;
/** Longest summary relative to its turn. */
const SUMMARY_SHARE = 0.4;
/** Share of words in rows of the turn from which a text is a copy. */
const COPY_SHARE = 0.75;

/**
 * Whether a text is nearly the words of a turn: most of its words are in it, in whatever order and form. A short summary of a long
 * turn is none, unless it copies a piece of it.
 */
function repeats(written: string, said: string): boolean {
  const turn = unitsOf(said);
  const own = unitsOf(written.replace(ABOUT_THE_TURN_UNSPACED, "")).filter(
    (unit) => !ABOUT_THE_TURN.has(unit),
  );
  if (freshShare(own, turn) >= LEAST_FRESH_SHARE) return false;
  const isSummary = turn.length >= LONG_TURN && own.length <= turn.length * SUMMARY_SHARE;
  return !isSummary || copiedShare(own, turn) >= COPY_SHARE;
}

/** Long words count more, and numbers as long words. */
const weightOf = (unit: string): number => (/^\d/.test(unit) ? 6 : Math.min(unit.length, 8));

/** 0 for no words. */
function freshShare(own: readonly string[], turn: readonly string[]): number {
  const isInTurn = matcherOf(turn);
  let all = 0;
  let fresh = 0;
  for (const unit of own) {
    const weight = weightOf(unit);
    all += weight;
    if (!isInTurn(unit)) fresh += weight;
  }
  return all === 0 ? 0 : fresh / all;
}

/** Takes most forms of a word for the same word, in any language: "move" and "moves", "Vertrag" and "Verträge". */
function matcherOf(turn: readonly string[]): (unit: string) => boolean {
  const words = new Set(turn);
  const beginnings = new Set(turn.flatMap((word) => [word.slice(0, 4), word.slice(0, 5)]));
  return (unit) =>
    words.has(unit) ||
    (/^\p{L}{4}/u.test(unit) &&
      (beginnings.has(unit.slice(0, 5)) || (unit.length <= 7 && words.has(unit.slice(0, 4)))));
}

const ROW = 4;

/** Share of the units that stand in rows of `ROW` as in the turn. */
function copiedShare(own: readonly string[], turn: readonly string[]): number {
  const size = Math.min(ROW, own.length);
  const rowAt = (units: readonly string[], at: number): string =>
    units.slice(at, at + size).join(" ");
  const rows = new Set(turn.map((_, at) => rowAt(turn, at)));
  const copied = new Set<number>();
  for (let at = 0; at + size <= own.length; at++)
    if (rows.has(rowAt(own, at))) for (let next = at; next < at + size; next++) copied.add(next);
  return own.length === 0 ? 1 : copied.size / own.length;
}
