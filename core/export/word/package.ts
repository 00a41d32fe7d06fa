/**
 * Writes the parts of a Word document (ECMA-376, Office Open XML). Only what Word, LibreOffice, Pages and Google Docs need, because the
 * library for it would be as large as everything else that Earshot loads to show a meeting.
 */

import type { Block } from "../rich/blocks.ts";
import {
  BULLETS,
  FIRST_NUMBERED,
  INDENT,
  linkId,
  LIST_LEVELS,
  wordBody,
  type WordBody,
} from "./document-xml.ts";
import { escapeXml, property, XML_HEAD } from "./xml.ts";

interface WordPart {
  readonly name: string;
  readonly xml: string;
}

interface WordFacts {
  readonly title: string;
  /** Unix time in ms. */
  readonly createdAt: number;
}

/** @returns the files of the document, in the order in which they are packed */
export function wordParts(blocks: readonly Block[], facts: WordFacts): readonly WordPart[] {
  const body = wordBody(blocks);
  return [
    { name: "[Content_Types].xml", xml: CONTENT_TYPES },
    { name: "_rels/.rels", xml: ROOT_RELATIONSHIPS },
    { name: "docProps/core.xml", xml: coreProperties(facts) },
    { name: "word/document.xml", xml: body.xml },
    { name: "word/_rels/document.xml.rels", xml: relationships(body) },
    { name: "word/styles.xml", xml: STYLES },
    { name: "word/numbering.xml", xml: numbering(body) },
  ];
}

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

const overrideOf = (name: string, type: string): string =>
  `<Override PartName="${name}" ContentType="${type}"/>`;

const CONTENT_TYPES = [
  `${XML_HEAD}<Types xmlns="${PACKAGE}/content-types">`,
  '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
  '<Default Extension="xml" ContentType="application/xml"/>',
  overrideOf("/word/document.xml", `${OFFICE}.document.main+xml`),
  overrideOf("/word/styles.xml", `${OFFICE}.styles+xml`),
  overrideOf("/word/numbering.xml", `${OFFICE}.numbering+xml`),
  overrideOf("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
  "</Types>",
].join("");

const relationship = (id: string, type: string, target: string, mode = ""): string =>
  `<Relationship Id="${id}" Type="${type}" Target="${target}"${mode}/>`;

const ROOT_RELATIONSHIPS = [
  `${XML_HEAD}<Relationships xmlns="${PACKAGE}/relationships">`,
  relationship("document", `${RELATIONSHIP}/officeDocument`, "word/document.xml"),
  relationship("core", `${PACKAGE}/relationships/metadata/core-properties`, "docProps/core.xml"),
  "</Relationships>",
].join("");

const relationships = ({ links }: WordBody): string =>
  [
    `${XML_HEAD}<Relationships xmlns="${PACKAGE}/relationships">`,
    relationship("styles", `${RELATIONSHIP}/styles`, "styles.xml"),
    relationship("numbering", `${RELATIONSHIP}/numbering`, "numbering.xml"),
    ...links.map((target, place) =>
      relationship(
        linkId(place),
        `${RELATIONSHIP}/hyperlink`,
        escapeXml(target),
        ' TargetMode="External"',
      ),
    ),
    "</Relationships>",
  ].join("");

/** Years with four digits, as the format has them. */
const isDatable = (unixMs: number): boolean => unixMs >= 0 && unixMs < Date.UTC(10_000, 0);

function coreProperties({ title, createdAt }: WordFacts): string {
  const created = isDatable(createdAt)
    ? `<dcterms:created xsi:type="dcterms:W3CDTF">${new Date(createdAt).toISOString().slice(0, 19)}Z</dcterms:created>`
    : "";
  return (
    `${XML_HEAD}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" ` +
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" ' +
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    `<dc:title>${escapeXml(title)}</dc:title>${created}</cp:coreProperties>`
  );
}

const BULLET_SIGNS = ["•", "◦", "▪"];

function level(depth: number, format: "bullet" | "decimal"): string {
  const sign = format === "bullet" ? BULLET_SIGNS[depth % BULLET_SIGNS.length] : `%${depth + 1}.`;
  return (
    `<w:lvl w:ilvl="${depth}">${property("start", 1)}${property("numFmt", format)}` +
    `<w:lvlText w:val="${sign}"/>${property("lvlJc", "left")}` +
    `<w:pPr><w:ind w:left="${(depth + 1) * INDENT}" w:hanging="${INDENT / 2}"/></w:pPr></w:lvl>`
  );
}

const levels = Array.from({ length: LIST_LEVELS }, (_, depth) => depth);

const abstractList = (id: number, format: "bullet" | "decimal"): string =>
  `<w:abstractNum w:abstractNumId="${id}">${property("multiLevelType", "hybridMultilevel")}` +
  `${levels.map((depth) => level(depth, format)).join("")}</w:abstractNum>`;

/** Each numbered list is one of its own, so that it begins anew. */
function numbering({ starts }: WordBody): string {
  const lists = starts.map((start, place) => {
    const overrides = levels.map(
      (depth) =>
        `<w:lvlOverride w:ilvl="${depth}">${property("startOverride", start)}</w:lvlOverride>`,
    );
    return `<w:num w:numId="${FIRST_NUMBERED + place}">${property("abstractNumId", 1)}${overrides.join("")}</w:num>`;
  });
  return (
    `${XML_HEAD}<w:numbering ${W}>${abstractList(0, "bullet")}${abstractList(1, "decimal")}` +
    `<w:num w:numId="${BULLETS}">${property("abstractNumId", 0)}</w:num>${lists.join("")}</w:numbering>`
  );
}

const paragraphStyle = (id: string, name: string, paragraph: string, run = ""): string =>
  `<w:style w:type="paragraph" w:styleId="${id}">${property("name", name)}${property("basedOn", "Normal")}` +
  `${id.startsWith("Heading") ? property("next", "Normal") : ""}${property("qFormat")}` +
  `<w:pPr>${paragraph}</w:pPr>${run === "" ? "" : `<w:rPr>${run}</w:rPr>`}</w:style>`;

const headingStyle = (depth: number, halfPoints: number): string =>
  paragraphStyle(
    `Heading${depth}`,
    `heading ${depth}`,
    `${property("keepNext")}${property("keepLines")}<w:spacing w:before="${depth === 1 ? 0 : 280}" w:after="80"/>${property("outlineLvl", depth - 1)}`,
    `${property("b")}${property("bCs")}${property("sz", halfPoints)}${property("szCs", halfPoints)}`,
  );

const CONSOLAS = '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>';
const borderOf = (side: string): string =>
  `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>`;
const BORDERS = ["top", "left", "bottom", "right", "insideH", "insideV"].map(borderOf).join("");

/** No language is named, so that Word checks the spelling in the user's own. */
const STYLES = [
  `${XML_HEAD}<w:styles ${W}><w:docDefaults>`,
  '<w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/>',
  `${property("sz", 22)}${property("szCs", 22)}</w:rPr></w:rPrDefault>`,
  '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault>',
  "</w:docDefaults>",
  `<w:style w:type="paragraph" w:default="1" w:styleId="Normal">${property("name", "Normal")}${property("qFormat")}</w:style>`,
  headingStyle(1, 36),
  headingStyle(2, 28),
  headingStyle(3, 24),
  paragraphStyle("ListParagraph", "List Paragraph", `<w:spacing w:after="60"/>`),
  paragraphStyle("Code", "Code", '<w:spacing w:after="0"/>', CONSOLAS),
  paragraphStyle("TableText", "Table Text", '<w:spacing w:after="0"/>'),
  `<w:style w:type="character" w:styleId="Hyperlink">${property("name", "Hyperlink")}`,
  `<w:rPr>${property("color", "0563C1")}${property("u", "single")}</w:rPr></w:style>`,
  `<w:style w:type="table" w:default="1" w:styleId="TableNormal">${property("name", "Normal Table")}`,
  '<w:tblPr><w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
  `<w:style w:type="table" w:styleId="TableGrid">${property("name", "Table Grid")}${property("basedOn", "TableNormal")}`,
  `<w:tblPr><w:tblBorders>${BORDERS}</w:tblBorders></w:tblPr></w:style>`,
  "</w:styles>",
].join("");
