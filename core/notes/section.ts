/** Sections of a note: a heading with what stands below it. One can be made again or rewritten while the rest stays. */

import type { Tokens } from "marked";
import { markdownTokens } from "./markdown-limits.ts";

/** `again`: from the transcript. The others rewrite what the section says. */
export type SectionChange = "again" | "shorter" | "formal";

export interface SectionRequest {
  readonly noteId: string;
  /** Place in `sectionsIn`. */
  readonly place: number;
  /** Tells whether the note still has the section at this place. */
  readonly title: string;
  readonly change: SectionChange;
}

interface Section {
  readonly title: string;
  readonly start: number;
  readonly end: number;
}

/** @returns the sections in the order of their headings; none if their places in the text can't be told */
export function sectionsIn(markdown: string): readonly Section[] {
  const headings: { readonly title: string; readonly depth: number; readonly start: number }[] = [];
  let at = 0;
  for (const token of markdownTokens(markdown) ?? []) {
    const { type, text, depth } = token as Tokens.Heading;
    if (type === "heading") headings.push({ title: text, depth, start: at });
    at += token.raw.length;
  }
  // The lexer changes line ends of other systems.
  if (at !== markdown.length) return [];
  return headings.map(({ title, depth, start }, place) => {
    const next = headings.slice(place + 1).find((heading) => heading.depth <= depth);
    return { title, start, end: next?.start ?? markdown.length };
  });
}

export const sectionText = (markdown: string, { start, end }: Section): string =>
  markdown.slice(start, end).trim();

/**
 * @param reply what a model wrote for the section; of a whole note, the section is taken
 * @returns the note with the reply under the section's own heading
 */
export function withSection(markdown: string, section: Section, reply: string): string {
  const replied = sectionsIn(reply);
  const own = replied.find(({ title }) => title === section.title) ?? replied[0];
  const written = own ? sectionText(reply, own) : reply.trim();
  const [heading = ""] = sectionText(markdown, section).split("\n");
  const body = own ? written.split("\n").slice(1).join("\n").trim() : written;
  const changed = `${heading}\n\n${body}\n\n`;
  return (markdown.slice(0, section.start) + changed + markdown.slice(section.end)).trimEnd();
}
