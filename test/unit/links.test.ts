/** Checks that links in pages and comments lead to files and headings of this repository, and that the glossary's names exist. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const FOLDERS = ["core", "entrypoints", "components", "worker", "local", "test", "docs", ".github"];
const SKIPPED = new Set(["node_modules", ".wrangler", "golden"]);

const all = [
  ...readdirSync(ROOT, { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [entry.name] : [],
  ),
  ...FOLDERS.filter((folder) => existsSync(join(ROOT, folder))).flatMap(filesBelow),
];
const pages = all.filter((file) => file.endsWith(".md"));
const sources = all.filter(
  (file) => /\.(ts|vue|mjs|css|jsonc|yml)$/.test(file) && !file.endsWith("links.test.ts"),
);

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return [path];
    return SKIPPED.has(entry.name) ? [] : filesBelow(path);
  });
}

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const exists = (path: string): boolean => existsSync(join(ROOT, path));

const withoutCodeBlocks = (markdown: string): string => markdown.replace(/^ *```.*?^ *```/gms, "");

/** As GitHub makes them: the second heading of one text gets `-1`. */
function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of withoutCodeBlocks(markdown).matchAll(/^#{1,6} +(.+)$/gm)) {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
      .replaceAll(" ", "-");
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Targets of Markdown links and of `src` and `href`, without those that lead out of the repository. */
function linksIn(markdown: string): readonly string[] {
  const prose = withoutCodeBlocks(markdown).replace(/`[^`\n]*`/g, "");
  const targets = [
    ...prose.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g),
    ...prose.matchAll(/^ *\[[^\]]+\]: *<?([^\s>]+)/gm),
    ...prose.matchAll(/\b(?:src|href)="([^"]+)"/g),
  ].map(([, target = ""]) => target);
  return targets.filter((target) => !/^(?:[a-z]+:|\/\/)/i.test(target));
}

/** Paths of this repository that stand in backticks; patterns and placeholders are left out. */
const pathsIn = (text: string): readonly string[] =>
  [...text.matchAll(/`((?:core|entrypoints|components|worker|local|test|docs)\/[^`\s]*)`/g)]
    .map(([, path = ""]) => path.replace(/#.*$/, ""))
    .filter((path) => !/[*<>${}…]|\.dev\.vars/.test(path));

/** A section of a public specification or book. */
const PUBLIC_SECTION = /(?:RFC \d+|YAML [\d.]+|WebVTT|HTML|Signal\s+Processing),? §[\d.]+/g;

const commentsIn = (source: string): string =>
  [...source.matchAll(/\/\*.*?\*\/|<!--.*?-->|(?<=^|[\s;{])(?:\/\/|#) .*?$/gms)]
    .map(([comment]) => comment.replace(/\n *\* ?/g, "\n"))
    .join("\n");

/** The fault of a link, or null. @param page path of the file that a bare `#anchor` belongs to */
function faultOf(page: string, target: string): string | null {
  const [path = "", anchor] = decodeURIComponent(target).split("#");
  const file = path === "" ? page : relative(ROOT, join(ROOT, dirname(page), path));
  if (!exists(file)) return `${page}: ${target}: no such file`;
  if (anchor === undefined || !file.endsWith(".md")) return null;
  return anchorsOf(read(file)).has(anchor) ? null : `${page}: ${target}: no such heading`;
}

describe("pages", () => {
  it("link to files and headings that exist", () => {
    expect(pages.length).toBeGreaterThan(15);
    const faults = pages.flatMap((page) => linksIn(read(page)).map((to) => faultOf(page, to)));
    expect(faults.length).toBeGreaterThan(50);
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
  });

  it("name paths that exist", () => {
    const missing = pages.flatMap((page) =>
      pathsIn(withoutCodeBlocks(read(page)))
        .filter((path) => !exists(path))
        .map((path) => `${page}: ${path}`),
    );
    expect(missing).toEqual([]);
  });
});

describe("comments", () => {
  const comments = sources.map((file) => ({ file, text: commentsIn(read(file)) }));

  it("cite pages and headings that exist", () => {
    const faults = comments.flatMap(({ file, text }) =>
      [...text.matchAll(/(?<![\w/.-])((?:docs|worker)\/[\w./-]*\.md(?:#[\w-]*)?)/g)].map(
        ([, target = ""]) => {
          const fault = faultOf("README.md", target);
          return fault?.replace("README.md", file) ?? null;
        },
      ),
    );
    expect(faults.length).toBeGreaterThan(50);
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
  });

  it("cite an anchor of the papers, not the whole of one", () => {
    const whole = comments.flatMap(({ file, text }) =>
      [...text.matchAll(/docs\/(?:protocol|platform|architecture)\.md(?!#)/g)].map(
        ([page]) => `${file}: ${page}`,
      ),
    );
    expect(whole).toEqual([]);
  });

  it("cite no paper outside the repository", () => {
    const strangers = comments.flatMap(({ file, text }) =>
      [
        ...text
          .replace(PUBLIC_SECTION, "")
          .matchAll(/§|(?<![\w/-])(?:design|platform|protocol|voice)\.md/gi),
      ].map(([paper]) => `${file}: ${paper}`),
    );
    expect(strangers).toEqual([]);
  });

  it("name paths that exist", () => {
    const missing = comments.flatMap(({ file, text }) =>
      pathsIn(text)
        .filter((path) => !exists(path))
        .map((path) => `${file}: ${path}`),
    );
    expect(missing).toEqual([]);
  });
});

describe("the glossary", () => {
  it("names types, functions and values that exist", () => {
    const product = sources.filter((file) => !file.startsWith("test/")).map(read);
    const names = withoutCodeBlocks(read("docs/glossary.md"))
      .split("\n")
      .filter((line) => line.startsWith("| ") && !line.startsWith("| -"))
      .flatMap((line) => [...(line.split("|")[3] ?? "").matchAll(/`([^`]+)`/g)])
      .map(([, name = ""]) => name)
      .filter((name) => !name.includes("/") && !name.includes("["));
    expect(names.length).toBeGreaterThan(40);
    const missing = names.filter((name) =>
      name.split(".").some((part) => !product.some((source) => mentions(source, part))),
    );
    expect(missing).toEqual([]);
  });
});

const mentions = (source: string, name: string): boolean =>
  new RegExp(`(?<!\\w)${name}(?!\\w)`).test(source);
