/** What a note can hold in the editor. Pasted HTML is reduced to this, so scripts, styles and images never get in. */

import { type Node, Schema } from "prosemirror-model";
import { SAFE_ADDRESS } from "../../../core/text/safe-address.ts";

const AUTO_DIRECTION = { dir: "auto" };
const DEEPEST_HEADING = 6;
/** As in the reading view, the note's headings rank below the panel's own. */
const HEADING_OFFSET = 1;

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: {
      content: "inline*",
      group: "block",
      parseDOM: [{ tag: "p" }],
      toDOM: () => ["p", AUTO_DIRECTION, 0],
    },
    heading: {
      attrs: { level: { default: 2, validate: "number" } },
      content: "inline*",
      group: "block",
      defining: true,
      parseDOM: [1, 2, 3, 4, 5, 6].map((rank) => ({
        tag: `h${rank}`,
        attrs: { level: Math.max(1, rank - HEADING_OFFSET) },
      })),
      toDOM: (node) => [headingTag(node), AUTO_DIRECTION, 0],
    },
    blockquote: {
      content: "block+",
      group: "block",
      defining: true,
      parseDOM: [{ tag: "blockquote" }],
      toDOM: () => ["blockquote", AUTO_DIRECTION, 0],
    },
    bullet_list: {
      attrs: { isLoose: { default: false, validate: "boolean" } },
      content: "list_item+",
      group: "block",
      parseDOM: [{ tag: "ul" }],
      toDOM: () => ["ul", AUTO_DIRECTION, 0],
    },
    ordered_list: {
      attrs: {
        order: { default: 1, validate: "number" },
        isLoose: { default: false, validate: "boolean" },
      },
      content: "list_item+",
      group: "block",
      parseDOM: [
        {
          tag: "ol",
          getAttrs: (element) => ({ order: Number(element.getAttribute("start") ?? 1) || 1 }),
        },
      ],
      toDOM: ({ attrs }) =>
        attrs["order"] === 1 ? ["ol", AUTO_DIRECTION, 0] : ["ol", { start: attrs["order"] }, 0],
    },
    list_item: {
      // `null`: no task.
      attrs: { checked: { default: null, validate: "boolean|null" } },
      content: "block+",
      defining: true,
      parseDOM: [
        {
          tag: "li",
          getAttrs: (element) => {
            const checked = element.dataset["checked"];
            return { checked: checked === undefined ? null : checked === "true" };
          },
        },
      ],
      toDOM: ({ attrs: { checked } }) =>
        checked === null ? ["li", 0] : ["li", { "data-checked": String(checked) }, 0],
    },
    code_block: {
      attrs: { language: { default: "", validate: "string" } },
      content: "text*",
      marks: "",
      group: "block",
      code: true,
      defining: true,
      parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
      toDOM: () => ["pre", ["code", 0]],
    },
    horizontal_rule: {
      group: "block",
      parseDOM: [{ tag: "hr" }],
      toDOM: () => ["hr"],
    },
    table: {
      content: "table_row+",
      group: "block",
      isolating: true,
      parseDOM: [{ tag: "table" }],
      toDOM: () => ["div", { class: "table" }, ["table", AUTO_DIRECTION, ["tbody", 0]]],
    },
    table_row: {
      content: "table_cell+",
      parseDOM: [{ tag: "tr" }],
      toDOM: () => ["tr", 0],
    },
    table_cell: {
      attrs: {
        isHeader: { default: false, validate: "boolean" },
        align: { default: null, validate: "string|null" },
      },
      content: "inline*",
      isolating: true,
      parseDOM: [{ tag: "th", attrs: { isHeader: true } }, { tag: "td" }],
      toDOM: ({ attrs }) => [attrs["isHeader"] === true ? "th" : "td", 0],
    },
    /** Markdown that the editor can't show, such as raw HTML and definitions. It is edited as source. */
    raw_block: {
      content: "text*",
      marks: "",
      group: "block",
      code: true,
      defining: true,
      parseDOM: [{ tag: "pre[data-raw]", preserveWhitespace: "full", priority: 60 }],
      toDOM: () => ["pre", { "data-raw": "", class: "raw" }, 0],
    },
    text: { group: "inline" },
    hard_break: {
      inline: true,
      group: "inline",
      selectable: false,
      parseDOM: [{ tag: "br" }],
      toDOM: () => ["br"],
    },
    citation: {
      attrs: { turnNumber: { validate: "number" } },
      inline: true,
      group: "inline",
      atom: true,
      parseDOM: [
        {
          tag: "[data-citation]",
          getAttrs: (element) => {
            const turnNumber = Number(element.dataset["citation"]);
            return Number.isSafeInteger(turnNumber) && turnNumber >= 0 && { turnNumber };
          },
        },
      ],
      toDOM: ({ attrs: { turnNumber } }) => ["span", { "data-citation": String(turnNumber) }],
      leafText: ({ attrs: { turnNumber } }) => `[${turnNumber}]`,
    },
    raw_inline: {
      attrs: { markdown: { validate: "string" } },
      inline: true,
      group: "inline",
      atom: true,
      parseDOM: [
        {
          tag: "code[data-raw]",
          priority: 60,
          getAttrs: (element) => ({ markdown: element.dataset["raw"] ?? "" }),
        },
      ],
      toDOM: ({ attrs: { markdown } }) => [
        "code",
        { "data-raw": markdown, class: "raw" },
        markdown,
      ],
      leafText: ({ attrs: { markdown } }) => markdown,
    },
  },
  marks: {
    link: {
      attrs: {
        href: { validate: "string" },
        title: { default: null, validate: "string|null" },
      },
      inclusive: false,
      parseDOM: [
        {
          tag: "a[href]",
          getAttrs: (element) => {
            const href = element.getAttribute("href") ?? "";
            return SAFE_ADDRESS.test(href) && { href, title: element.getAttribute("title") };
          },
        },
      ],
      // Without an address, so that a click places the caret and a broken link can't lead anywhere.
      toDOM: ({ attrs }) => ["a", { title: attrs["href"] }, 0],
    },
    em: {
      parseDOM: [{ tag: "i" }, { tag: "em" }],
      toDOM: () => ["em", 0],
    },
    strong: {
      parseDOM: [
        { tag: "strong" },
        {
          tag: "b",
          // Google Docs wraps all that is copied in this.
          getAttrs: (element) => element.style.fontWeight !== "normal" && null,
        },
      ],
      toDOM: () => ["strong", 0],
    },
    strike: {
      parseDOM: [{ tag: "s" }, { tag: "del" }],
      toDOM: () => ["del", 0],
    },
    code: {
      code: true,
      parseDOM: [{ tag: "code" }],
      toDOM: () => ["code", 0],
    },
  },
});

const headingTag = ({ attrs }: Node): string =>
  `h${Math.min(DEEPEST_HEADING, Number(attrs["level"]) + HEADING_OFFSET)}`;
