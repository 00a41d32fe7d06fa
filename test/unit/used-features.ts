/**
 * The platform features that the extension's own code uses, each with the Chrome version that brought it. Members and globals
 * are found by their types, so that `.at()` of an array is not taken for another `.at()`; versions are those of MDN's
 * compatibility data and of the comments on Chrome's own API.
 */

import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Identifier } from "@mdn/browser-compat-data";
import ts from "typescript";

export interface UsedFeature {
  readonly name: string;
  /** First version of Chrome that has it; Infinity: none has it. */
  readonly chrome: number;
  /** First place of its use. */
  readonly at: string;
}

const ROOT = join(import.meta.dirname, "../..");
/** Every program of the extension, with the library that its threads have. */
const PROGRAMS = [
  "tsconfig.json",
  "entrypoints/offscreen/recorder/tsconfig.json",
  "entrypoints/sidepanel/search/tsconfig.json",
  "entrypoints/sidepanel/files/tsconfig.json",
  "entrypoints/sidepanel/transfer/media/tsconfig.json",
  "entrypoints/offscreen/tsconfig.worklet.json",
];

const compat = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve("@mdn/browser-compat-data"), "utf8"),
) as Record<"api" | "css" | "html" | "javascript", Identifier>;

type Found = (name: string, chrome: number | null, at: string) => void;

/** Newest first. */
export function usedFeatures(): readonly UsedFeature[] {
  const features = new Map<string, UsedFeature>();
  const found: Found = (name, chrome, at) => {
    if (chrome !== null && !features.has(name)) features.set(name, { name, chrome, at });
  };
  for (const config of PROGRAMS) readProgram(config, found);
  for (const file of globSync("{components,entrypoints}/**/*.{vue,css}", { cwd: ROOT }))
    readPage(file, found);
  return [...features.values()].toSorted((one, other) => other.chrome - one.chrome);
}

/** @returns the first Chrome version of a feature, or `null` if the data does not know the feature */
function chromeVersion(feature: Identifier | undefined): number | null {
  const { __compat: statement } = feature ?? {};
  const support = statement?.support.chrome;
  if (!support) return null;
  const plain = [support].flat().find(({ flags, prefix }) => !flags && !prefix);
  const version = plain?.version_added;
  if (typeof version !== "string" || plain?.version_removed) return Infinity;
  const number = Number(version.replace("≤", ""));
  return Number.isNaN(number) ? Infinity : number;
}

const descend = (from: Identifier, ...path: readonly string[]): Identifier | undefined =>
  path.reduce<Identifier | undefined>((feature, name) => feature?.[name], from);

/** A feature of a class or a global, in the browser or in the language. */
function member(owner: string, name: string): readonly [string, number] | null {
  const paths = [
    [compat.api, owner, name],
    [compat.api, owner, `${name}_static`],
    [compat.javascript, "builtins", owner, name],
  ] as const;
  for (const [from, ...path] of paths) {
    const version = chromeVersion(descend(from, ...path));
    if (version !== null) return [`${owner}.${name}`, version];
  }
  return null;
}

function global(name: string): readonly [string, number] | null {
  const version =
    chromeVersion(descend(compat.api, name)) ??
    chromeVersion(descend(compat.javascript, "builtins", name)) ??
    member("Window", name)?.[1];
  return version === undefined ? null : [name, version];
}

/** Vue's single-file components are read as the TypeScript in them. */
const VUE = ".vue.ts";

function readProgram(config: string, found: Found): void {
  const path = join(ROOT, config);
  const { config: json } = ts.readConfigFile(path, ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(json, ts.sys, dirname(path));
  const components = config === "tsconfig.json" ? componentFiles() : [];
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (name) => (name.endsWith(VUE) ? scriptOf(name) : readFile(name));
  host.fileExists = (name) => components.includes(name) || fileExists(name);
  const program = ts.createProgram([...fileNames, ...components], options, host);
  const checker = program.getTypeChecker();
  for (const source of program.getSourceFiles())
    if (!source.isDeclarationFile && !source.fileName.includes("node_modules"))
      readSource(source, checker, found);
}

const componentFiles = (): readonly string[] =>
  globSync("{components,entrypoints}/**/*.vue", { cwd: ROOT }).map((file) =>
    join(ROOT, `${file}.ts`),
  );

function scriptOf(name: string): string {
  const page = readFileSync(name.replace(/\.ts$/, ""), "utf8");
  return /<script[^>]*>([\s\S]*)<\/script>/.exec(page)?.[1] ?? "";
}

function readSource(source: ts.SourceFile, checker: ts.TypeChecker, found: Found): void {
  const file = source.fileName.replace(`${ROOT}/`, "").replace(VUE, ".vue");

  function visit(node: ts.Node): void {
    const at = (): string =>
      `${file}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`;
    const use = (feature: readonly [string, number] | null): void => {
      if (feature) found(...feature, at());
    };
    if (ts.isIdentifier(node)) useIdentifier(node, use);
    if (ts.isForOfStatement(node) && node.awaitModifier)
      use(member(nameOf(checker.getTypeAtLocation(node.expression)), "@@asyncIterator"));
    if (ts.isYieldExpression(node) && node.asteriskToken && node.expression)
      use(member(nameOf(checker.getTypeAtLocation(node.expression)), "@@asyncIterator"));
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.Using) !== 0)
      use(["using", chromeVersion(descend(compat.javascript, "statements", "using")) ?? Infinity]);
    if (ts.isRegularExpressionLiteral(node) && /\/\w*v\w*$/.test(node.text))
      use(member("RegExp", "unicodeSets"));
    ts.forEachChild(node, visit);
  }

  function useIdentifier(
    node: ts.Identifier,
    use: (feature: readonly [string, number] | null) => void,
  ): void {
    const symbol = checker.getSymbolAtLocation(node);
    if (!symbol) return;
    const receiver = ts.isPropertyAccessExpression(node.parent)
      ? nameOf(checker.getTypeAtLocation(node.parent.expression))
      : "";
    for (const declaration of symbol.declarations ?? []) {
      const from = declaration.getSourceFile();
      if (!from.isDeclarationFile) continue;
      if (from.fileName.includes("@wxt-dev/browser")) {
        use(chromeApi(declaration, node.text));
        continue;
      }
      if (!/\/(lib\.[\w.]+|audioworklet\/index)\.d\.ts$/.test(from.fileName)) continue;
      const owner = ownerOf(declaration);
      if (owner === null) use(isTypeOnly(node) ? null : global(node.text));
      else use(member(receiver, node.text) ?? member(owner, node.text));
    }
  }

  visit(source);
}

const nameOf = (type: ts.Type): string =>
  (type.getSymbol()?.getName() ?? "").replace(/Constructor$/, "");

/** The interface or class that declares a member; `null` for a global. */
function ownerOf(declaration: ts.Declaration): string | null {
  const { parent } = declaration;
  if (ts.isInterfaceDeclaration(parent) || ts.isClassDeclaration(parent))
    return (parent.name?.text ?? "").replace(/Constructor$/, "");
  // `declare var Name: { member… }`
  if (ts.isTypeLiteralNode(parent) && ts.isVariableDeclaration(parent.parent))
    return parent.parent.name.getText();
  return ts.isSourceFile(parent) || ts.isVariableDeclarationList(parent) ? null : "";
}

const isTypeOnly = (node: ts.Identifier): boolean => ts.isTypeReferenceNode(node.parent);

/** Chrome's API says since which version a member exists, if it has not always existed. */
function chromeApi(declaration: ts.Declaration, name: string): readonly [string, number] | null {
  const [since] = ts
    .getJSDocTags(declaration)
    .filter(({ tagName }) => tagName.text === "since")
    .map(({ comment }) => /Chrome (\d+)/.exec(ts.getTextOfJSDocComment(comment) ?? "")?.[1]);
  return since === undefined ? null : [`chrome ${name}`, Number(since)];
}

/** CSS and HTML. */
function readPage(file: string, found: Found): void {
  const text = readFileSync(join(ROOT, file), "utf8");
  const styles = file.endsWith(".css")
    ? text
    : [...text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, css]) => css).join("\n");
  const css = styles.replaceAll(/\/\*[\s\S]*?\*\//g, "");
  const use = (name: string, feature: Identifier | undefined): void =>
    found(name, chromeVersion(feature), file);
  for (const [, property = "", value = ""] of css.matchAll(
    /(?:^|[{;])\s*([a-z-]+)\s*:([^;{}]*)/g,
  )) {
    use(`css ${property}`, descend(compat.css, "properties", property));
    for (const [, word = ""] of value.matchAll(/(?<![\w-])([a-z][a-z-]*)(?!\w)/g))
      use(`css ${property}: ${word}`, descend(compat.css, "properties", property, word));
    for (const [, name = ""] of value.matchAll(/(?<![\w-])([a-z][a-z-]*)\(/g))
      use(`css ${name}()`, cssFunctions.get(name));
  }
  for (const [, name = ""] of css.matchAll(/@([a-z-]+)/g))
    use(`css @${name}`, descend(compat.css, "at-rules", name));
  for (const [, name = ""] of css.matchAll(/::?([a-z-]+)(?=[\s,{:()>.[]])/g))
    use(`css :${name}`, descend(compat.css, "selectors", name));
  const template = /<template>([\s\S]*)<\/template>/.exec(text)?.[1] ?? "";
  for (const [, element = "", attributes = ""] of template.matchAll(
    /<([a-z][a-z0-9]*)\b([^>]*)>/g,
  )) {
    use(`<${element}>`, descend(compat.html, "elements", element));
    for (const [, name = ""] of attributes.matchAll(/(?<![\w-])([a-z]+)(?==|\s|$)/g))
      use(
        `${name}="…"`,
        descend(compat.html, "elements", element, name) ??
          descend(compat.html, "global_attributes", name),
      );
  }
}

/** Functions of CSS lie at different depths of the data, below the type that they return. */
const cssFunctions = new Map<string, Identifier>();
function collectFunctions(feature: Identifier, depth: number): void {
  const { __compat: _, ...features } = feature;
  for (const [name, below] of Object.entries<Identifier>(features)) {
    if (!cssFunctions.has(name)) cssFunctions.set(name, below);
    if (depth > 0) collectFunctions(below, depth - 1);
  }
}
collectFunctions(compat.css["types"] ?? {}, 1);
