/** Writes blocks as the body of a Word document (ECMA-376, WordprocessingML), and collects its links and numbered lists. */

import { formatClock } from "../../clock-time.ts";
import { plainLines } from "../one-line.ts";
import {
  type Block,
  type Cell,
  type Inline,
  type List,
  type ListItem,
  readsRightToLeft,
  signOfTask,
  type Table,
  text,
} from "../rich/blocks.ts";
import { escapeXml, linkTarget, property, XML_HEAD } from "./xml.ts";

export interface WordBody {
  readonly xml: string;
  /** Addresses; the first has the relationship `FIRST_LINK`. */
  readonly links: readonly string[];
  /** First number of each numbered list; the first list has the number `FIRST_NUMBERED`. */
  readonly starts: readonly number[];
}

export const BULLETS = 1;
export const FIRST_NUMBERED = 2;
export const linkId = (place: number): string => `link${place}`;
/** Levels of a list in Word. */
export const LIST_LEVELS = 9;
/** Twentieths of a point, half an inch. */
export const INDENT = 720;

/** Between the margins of A4, in twentieths of a point. */
const TEXT_WIDTH = 9_026;

export const wordBody = (blocks: readonly Block[]): WordBody => new BodyWriter().body(blocks);

/** Where a block stands: how many lists it is in, and how far it is indented. */
interface Place {
  readonly depth: number;
  readonly indent: number;
}

interface RunStyle {
  readonly strong?: true;
  readonly em?: true;
  readonly del?: true;
  readonly code?: true;
  readonly link?: true;
}

interface ParagraphStyle {
  readonly style?: string;
  readonly list?: { readonly id: number; readonly depth: number };
  readonly isRightToLeft?: boolean;
  readonly indent?: number;
  readonly hanging?: number;
}

class BodyWriter {
  readonly #links: string[] = [];
  readonly #starts: number[] = [];

  body(blocks: readonly Block[]): WordBody {
    const xml = this.#blocks(blocks, { depth: 0, indent: 0 });
    const page =
      '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" ' +
      'w:header="708" w:footer="708" w:gutter="0"/></w:sectPr>';
    return {
      xml: `${XML_HEAD}<w:document ${NAMESPACES}><w:body>${xml}${page}</w:body></w:document>`,
      links: this.#links,
      starts: this.#starts,
    };
  }

  #blocks(blocks: readonly Block[], place: Place): string {
    return blocks.map((block) => this.#block(block, place)).join("");
  }

  #block(block: Block, place: Place): string {
    switch (block.type) {
      case "heading":
        return this.#paragraph(block.content, {
          style: `Heading${block.level}`,
          isRightToLeft: block.isRightToLeft,
        });
      case "paragraph":
        return this.#paragraph(block.content, {
          isRightToLeft: block.isRightToLeft,
          indent: place.indent,
        });
      case "list":
        return this.#list(block, place);
      case "quote":
        return this.#blocks(block.blocks, { ...place, indent: place.indent + INDENT });
      case "code":
        return this.#code(block.text, place);
      case "table":
        return this.#table(block);
      case "rule":
        return '<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr></w:pPr></w:p>';
      default:
        return block satisfies never;
    }
  }

  #list({ start, items }: List, { depth, indent }: Place): string {
    const id = start === null ? BULLETS : FIRST_NUMBERED + this.#starts.length;
    if (start !== null) this.#starts.push(start);
    const level = Math.min(depth, LIST_LEVELS - 1);
    const inside: Place = { depth: depth + 1, indent: indent + INDENT };
    return items.map((item) => this.#item(item, { id, depth: level }, inside)).join("");
  }

  /** The sign of a task stands in place of its bullet. */
  #item(
    { isDone, blocks }: ListItem,
    list: { readonly id: number; readonly depth: number },
    place: Place,
  ): string {
    const own = blocks[0]?.type === "paragraph" ? blocks[0] : null;
    const sign = isDone === null ? [] : [text(signOfTask(isDone))];
    const head = this.#paragraph([...sign, ...(own?.content ?? [])], {
      style: "ListParagraph",
      isRightToLeft: own?.isRightToLeft ?? false,
      indent: place.indent,
      hanging: INDENT / 2,
      ...(isDone === null && { list }),
    });
    return head + this.#blocks(own ? blocks.slice(1) : blocks, place);
  }

  #code(code: string, { indent }: Place): string {
    return plainLines(code)
      .split("\n")
      .map((line) => this.#paragraph([{ type: "code", text: line }], { style: "Code", indent }))
      .join("");
  }

  #table({ header, rows }: Table): string {
    const all = [header, ...rows];
    const width = Math.floor(TEXT_WIDTH / Math.max(1, header.length));
    const grid = header.map(() => `<w:gridCol w:w="${width}"/>`).join("");
    const cellOf = (cell: Cell, isHeader: boolean): string => {
      const content: Cell = isHeader ? [{ type: "strong", content: cell }] : cell;
      const size = `<w:tcPr><w:tcW w:w="${width}" w:type="dxa"/></w:tcPr>`;
      return `<w:tc>${size}${this.#paragraph(content, { style: "TableText" })}</w:tc>`;
    };
    const written = all.map((cells, index) => {
      const kind =
        index === 0
          ? "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
          : "<w:trPr><w:cantSplit/></w:trPr>";
      return `<w:tr>${kind}${cells.map((cell) => cellOf(cell, index === 0)).join("")}</w:tr>`;
    });
    const style =
      '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>';
    // Without a paragraph between them Word joins two tables.
    return `<w:tbl>${style}<w:tblGrid>${grid}</w:tblGrid>${written.join("")}</w:tbl><w:p/>`;
  }

  #paragraph(
    content: readonly Inline[],
    { style, list, isRightToLeft = false, indent = 0, hanging = 0 }: ParagraphStyle,
  ): string {
    const properties = [
      style === undefined ? "" : property("pStyle", style),
      list ? `<w:numPr>${property("ilvl", list.depth)}${property("numId", list.id)}</w:numPr>` : "",
      isRightToLeft ? property("bidi") : "",
      indent === 0 ? "" : `<w:ind w:left="${indent}" w:hanging="${hanging}"/>`,
    ].join("");
    const own = properties === "" ? "" : `<w:pPr>${properties}</w:pPr>`;
    return `<w:p>${own}${this.#runs(content, {})}</w:p>`;
  }

  #runs(content: readonly Inline[], style: RunStyle): string {
    return content.map((part) => this.#run(part, style)).join("");
  }

  #run(part: Inline, style: RunStyle): string {
    switch (part.type) {
      case "text":
        return run(part.text, style);
      case "code":
        return run(part.text, { ...style, code: true });
      case "strong":
      case "em":
      case "del":
        return this.#runs(part.content, { ...style, [part.type]: true });
      case "link":
        return this.#link(part.href, part.content, style);
      case "time":
        return run(formatClock(part.atMs), style);
      case "break":
        return "<w:r><w:br/></w:r>";
      default:
        return part satisfies never;
    }
  }

  #link(href: string, content: readonly Inline[], style: RunStyle): string {
    const target = linkTarget(href);
    if (target === null) return this.#runs(content, style);
    const id = linkId(this.#links.push(target) - 1);
    return `<w:hyperlink r:id="${id}">${this.#runs(content, { ...style, link: true })}</w:hyperlink>`;
  }
}

const NAMESPACES =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ' +
  'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';

/** Letters of scripts that are written from right to left have bold and italic of their own. */
function run(words: string, { strong, em, del, code, link }: RunStyle): string {
  if (words === "") return "";
  const properties = [
    link ? property("rStyle", "Hyperlink") : "",
    code ? '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>' : "",
    strong ? property("b") + property("bCs") : "",
    em ? property("i") + property("iCs") : "",
    del ? property("strike") : "",
    readsRightToLeft(words) ? property("rtl") : "",
  ].join("");
  const own = properties === "" ? "" : `<w:rPr>${properties}</w:rPr>`;
  return `<w:r>${own}<w:t xml:space="preserve">${escapeXml(words)}</w:t></w:r>`;
}
