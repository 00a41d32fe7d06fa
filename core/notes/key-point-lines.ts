/** Lines in which models list the key points of a turn, one for each: "Decision: …", "Task: …", "Question: …", "Number: …". */

/** In the order in which they are counted and shown. Names of labels in prompts and replies, so they never change. */
export const KEY_POINT_KINDS = ["decision", "task", "question", "number"] as const;
export type KeyPointKind = (typeof KEY_POINT_KINDS)[number];

/** What was said, by kind. */
export interface SaidPoint {
  readonly kind: KeyPointKind;
  readonly text: string;
}

/** As prompts and replies write it. */
export const keyPointLabel = (kind: KeyPointKind): string =>
  `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;

const LINE = new RegExp(
  `^(?:[-*+•]\\s+|\\d{1,3}[.)]\\s+)?[*_]*(${KEY_POINT_KINDS.join("|")})s?[*_]*\\s*[:：][*_]*\\s*(.*)$`,
  "iu",
);

/** Points are shown as plain text. */
const EMPHASIS = /\*\*|`/g;

export const writeKeyPoints = (points: readonly SaidPoint[]): string =>
  points.map(({ kind, text }) => `${keyPointLabel(kind)}: ${text}`).join("\n");

/** @returns null if the text is not a list of such lines */
export function readKeyPoints(text: string): readonly SaidPoint[] | null {
  const lines = text.split("\n").flatMap((line) => line.trim() || []);
  const points = lines.flatMap((line) => {
    const [, label = "", said = ""] = LINE.exec(line) ?? [];
    const kind = KEY_POINT_KINDS.find((each) => each === label.toLowerCase());
    return kind ? [{ kind, text: said.replace(EMPHASIS, "").trim() }] : [];
  });
  return lines.length > 0 && points.length === lines.length ? points : null;
}
