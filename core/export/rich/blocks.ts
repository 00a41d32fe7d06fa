/** Model of a formatted document. The writers of HTML, Word and plain text read it; whatever it holds is text, never markup. */

export type Inline =
  | { readonly type: "text" | "code"; readonly text: string }
  | { readonly type: "strong" | "em" | "del"; readonly content: readonly Inline[] }
  /** `href` is a web or mail address. */
  | { readonly type: "link"; readonly href: string; readonly content: readonly Inline[] }
  /** Place on the meeting clock. */
  | { readonly type: "time"; readonly atMs: number }
  | { readonly type: "break" };

export type Block =
  | {
      readonly type: "heading";
      readonly level: HeadingLevel;
      readonly content: readonly Inline[];
      readonly isRightToLeft: boolean;
    }
  | {
      readonly type: "paragraph";
      readonly content: readonly Inline[];
      readonly isRightToLeft: boolean;
    }
  | List
  | { readonly type: "quote"; readonly blocks: readonly Block[] }
  | { readonly type: "code"; readonly text: string }
  | Table
  | { readonly type: "rule" };

export type HeadingLevel = 1 | 2 | 3;

export interface List {
  readonly type: "list";
  /** Number of the first item; `null` for bullets. */
  readonly start: number | null;
  readonly items: readonly ListItem[];
}

export interface ListItem {
  /** Whether a task is done; `null` if the item is no task. */
  readonly isDone: boolean | null;
  readonly blocks: readonly Block[];
}

export interface Table {
  readonly type: "table";
  readonly header: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
}

export type Cell = readonly Inline[];

export const DEEPEST_HEADING: HeadingLevel = 3;

export const text = (words: string): Inline => ({ type: "text", text: words });
export const em = (words: string): Inline => ({ type: "em", content: [text(words)] });

/** @param direction text whose first letter decides the direction */
export const paragraph = (
  content: readonly Inline[],
  direction: string = wordsOf(content),
): Block => ({ type: "paragraph", content, isRightToLeft: readsRightToLeft(direction) });

export const heading = (level: number, content: readonly Inline[]): Block => ({
  type: "heading",
  level: Math.min(Math.max(level, 1), DEEPEST_HEADING) as HeadingLevel,
  content,
  isRightToLeft: readsRightToLeft(wordsOf(content)),
});

/** Sign before a task, with the space behind it; "" for other items. */
export const signOfTask = (isDone: boolean | null): string =>
  isDone === null ? "" : isDone ? "☑ " : "☐ ";

/** Words of a part of a line, without its times. */
const wordsOf = (content: readonly Inline[]): string =>
  content
    .map((part) => {
      if ("text" in part) return part.text;
      return "content" in part ? wordsOf(part.content) : "";
    })
    .join("");

/** Whether the first letter belongs to a script that is written from right to left. */
export const readsRightToLeft = (words: string): boolean =>
  /^\P{L}*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u.test(
    words,
  );
