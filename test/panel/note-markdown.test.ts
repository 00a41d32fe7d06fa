import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mount } from "@vue/test-utils";
import { expect, it } from "vitest";
import { h } from "vue";
import { readMarkdown } from "../../components/notes/editor/from-markdown.ts";
import { writeMarkdown } from "../../components/notes/editor/to-markdown.ts";
import MarkdownText from "../../components/parts/MarkdownText.vue";
import { madeUpNote } from "../states/made-up.ts";

const ROOT = join(import.meta.dirname, "../..");
const pages = [
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "worker/README.md",
  "local/meeting/notes.md",
  ...readdirSync(join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
  ...readdirSync(join(ROOT, "docs/decisions")).map((name) => `docs/decisions/${name}`),
];

/** Markdown as models and people write it, and as nobody should. */
const ODD: readonly string[] = [
  "",
  "Plain.",
  "# One\n\n## Two\n### Three\n###### Six\n#\n",
  "Title\n=====\n\nSub\n---\ntext",
  "## Summary\n- It **moves** to the *nineteenth* [2][3].\n- ~~Old~~ `code [4]` new [5]\n",
  "- [ ] Laura — call the customer, by Friday [15]\n- [x] done\n- no task\n  - [ ] below\n    - [x] deeper",
  "1. one\n2. two\n   - a\n   - b\n3. three\n\n5) five\n6) six",
  "- a\n\n- b\n\n  second paragraph\n\n      code in it\n- c",
  "- a\n- b\n\n* other list\n* of the other sign\n\n+ third",
  "- - nested at once\n- # heading in an item\n- > quote in an item\n-\n- 1. numbered",
  "> quote\n> goes on\n>\n> - with a list [3]\n>\n> > and a quote\n\nlazy\n> after",
  "```js\nconst a = `b`;\n\n- no list\n```\n\n    indented\n    code\n\n~~~\n```\n~~~",
  "``a ` b`` and ` `` ` and `` ` ``",
  "| a | b |\n|:--|--:|\n| 1 [2] | `x \\| y` |\n| **2** |\n\nafter",
  "a | b\n--- | :-:\n1 | 2",
  "A line  \nbroken\\\nand soft\nbroken",
  "Snake_case_name, 2 * 3 * 4, a*b, <b>html</b> & &amp; &lt; 5 < 6 > 4 #hash !bang",
  "\\*no emphasis\\* \\[3\\] \\# \\`tick\\` 1\\. \\- \\_x\\_",
  "<div>\n\n**raw** html\n\n</div>\n\n<!-- mine -->\n- line <!-- 65 --> of mine",
  "![image](https://x.y/i.png \"t\") and ![ref][r]\n\n[r]: https://x.y 'title'",
  '[link](https://x.y/a_(b) "ti\\"tle") <https://auto.link> https://bare.link/a_b~c?d=*e* www.x.y a@b.c [rel](a b) [bad](javascript:alert(1))',
  "[3] is no citation with its definition\n\n[3]: https://x.y\n",
  "***both*** **bold *and em* bold** *em **and bold*** **a**b **`code`** *~~x~~*",
  "**「重要」**です。**重要**です。*強調*した。「引用」[3]。",
  "** not bold ** __bold__ _em_ a_b_c **open",
  "---\n***\n- - -\n___",
  "Text\n- list right after [1]\ntext lazily going on\n\n1986\\. A year\n\n1986. A list",
  "+ plus\n- minus\n* star",
  "Ends with backslash\\",
  "[unclear] [ ] [x] - [ ] in text, a [label] b: [^1]\n\n[^1]: note",
  "a\tb\u00a0c \u200f\u05e9\u05dc\u05d5\u05dd \ud83d\ude00 e\u0301",
  "\r\n## CR\r\n\r\n- a\r\n- b\r\n",
  "- a\n\n\n\n- b\n\n\n\n\ntext\n\n\n",
  "Term\n: definition\n\n$$x^2$$ ==mark== H~2~O",
  "* * *\n*\n**\n***\n",
  "- [ ]\n- [x]\n- [ ] \n",
  "1. a\n\n   ```\n   b\n   ```\n\n   | c | d |\n   |---|---|\n   | 1 | 2 |",
  "`a`**b**`c` [**x** `y`](https://x.y)[z](https://x.z)",
  "**bold **text** *a*b*c* **a*b**c*",
];

const NOTES: readonly (readonly [name: string, markdown: string])[] = [
  ...pages.map((page) => [page, readFileSync(join(ROOT, page), "utf8")] as const),
  ["a model's note", madeUpNote().markdown],
  ...ODD.map((markdown) => [JSON.stringify(markdown), markdown] as const),
];

/** What the reading view shows, without differences that nobody sees. */
function shown(markdown: string): string {
  const cite = (turnNumber: number) => h("cite", turnNumber);
  const parts = { cite, after: () => null };
  const html = mount(MarkdownText, { props: { markdown, parts } }).html();
  return html.replace(/\s+/g, " ").replace(/> | </g, (sign) => sign.trim());
}

it.each(NOTES)("%s is written as it was read", (_, markdown) => {
  const { doc, sources } = readMarkdown(markdown);
  expect(shown(writeMarkdown(doc, sources))).toBe(shown(markdown));
});

it.each(NOTES)("%s means the same when every block is written anew", (_, markdown) => {
  const { doc } = readMarkdown(markdown);
  const written = writeMarkdown(doc, new WeakMap());
  expect(shown(written)).toBe(shown(markdown));
  expect(readMarkdown(written).doc.eq(doc)).toBe(true);
});
