/** One line of Markdown as plain text. */

import { shallowRef } from "vue";

/** What may be markup, or an address that Markdown makes a link. */
const MARKS = /[\\`*_[\]<&~\r\n]|^(?:\s|[-+#>]|\d+[.)])|\s$|www\.|:\/\/|@/;

const plain = shallowRef<((markdown: string) => string) | null>(null);

/** Empty until the lexer is loaded, which only lines with markup need. Reactive. */
export function plainLine(markdown: string): string {
  if (!MARKS.test(markdown)) return markdown;
  if (!plain.value) void load();
  return plain.value?.(markdown) ?? "";
}

async function load(): Promise<void> {
  plain.value ??= (await import("../../core/export/plain-markdown.ts")).plainMarkdown;
}
