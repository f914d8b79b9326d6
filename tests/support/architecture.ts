import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import ts from "typescript";

/** One import of a file: of a file of ours (its path from the project's folder) or of a package (its name). */
export interface Import {
  target: string;
  /** Erased when the program runs: `import type`. */
  isType: boolean;
  /** Loaded only when the program gets there: `import()`. */
  isLazy?: boolean;
}

/** What the rules look at. */
export interface Source {
  /** From the project's folder, with slashes. */
  path: string;
  text: string;
  imports: readonly Import[];
  /** Reads of the clock or of chance, such as `Date.now()`. */
  ambientCalls: readonly string[];
  /** Questions to TLS about the certificate of the other side, such as `authorized`. */
  tlsQuestions: readonly string[];
}

/** Our own code, without tests. */
const topFolders = ["app-definitions", "server", "client", "migrations"];

/** Reads every source file of the project, tests included only where `withTests`. */
export function readSources({ withTests }: { withTests: boolean }): Source[] {
  return [...topFolders, ...(withTests ? ["tests"] : [])]
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`))
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => /\.(ts|mts|mjs|js|css)$/.test(path))
    .map((path) => parseSource(path, readFileSync(path, "utf8")));
}

/** Parses one file; the rules' own examples come in through here too. */
export function parseSource(path: string, text: string): Source {
  const imports: Import[] = [];
  const ambientCalls: string[] = [];
  const tlsQuestions: string[] = [];
  if (!path.endsWith(".css")) visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return { path, text, imports, ambientCalls, tlsQuestions };

  function visit(node: ts.Node) {
    const found = importOf(node);
    if (found) imports.push({ ...found, target: resolveTarget(path, found.target) });
    if (isAmbient(node)) ambientCalls.push(node.getText());
    if (ts.isIdentifier(node) && tlsNames.has(node.text)) tlsQuestions.push(node.text);
    ts.forEachChild(node, visit);
  }
}

const tlsNames = new Set(["authorized", "authorizationError", "getPeerCertificate", "getPeerX509Certificate"]);

function importOf(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return { target: node.moduleSpecifier.text, isType: node.importClause?.isTypeOnly ?? false };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
    return { target: node.moduleSpecifier.text, isType: node.isTypeOnly };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [target] = node.arguments;
    if (target && ts.isStringLiteral(target)) return { target: target.text, isType: false, isLazy: true };
  }
  return undefined;
}

function isAmbient(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return node.expression.getText() === "Date" && !node.arguments?.length;
  return ts.isCallExpression(node) && ["Date.now", "Math.random", "Date"].includes(node.expression.getText());
}

function resolveTarget(from: string, target: string): string {
  if (target.startsWith(".")) return posix.join(posix.dirname(from), target.replace(/\?.*$/, ""));
  const parts = target.split("/");
  return target.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? target);
}

/** A rule gives one line for every breach. */
export type Rule = (sources: readonly Source[]) => string[];

/** Which files alone may load a package when the program runs. */
const homes: Readonly<Record<string, RegExp>> = {
  knex: /^(migrations\/|server\/database\.ts$|server\/.*\/store\.ts$)/,
  pg: /^(migrations\/|server\/database\.ts$|server\/.*\/store\.ts$)/,
  express: /^server\/(http\/|app\.ts$)/,
  ajv: /^server\/schema\.ts$/,
  "ajv-formats": /^server\/schema\.ts$/,
  "socket.io": /^server\/live\//,
  "socket.io-client": /^client\/live\.ts$/,
  pdfkit: /^server\/documents\//,
  passport: /^server\/http\//,
  "passport-strategy": /^server\/http\//,
  "decimal.js": /^app-definitions\/expressions\/decimal-arithmetic\.ts$/,
};

/** Invariant 1: each heavy package has one home. */
export const packagesStayHome: Rule = (sources) =>
  breaches(sources, (source, { target, isType }) => {
    const home = homes[target];
    return !isType && home !== undefined && !home.test(source.path);
  });

/**
 * Invariant 2, first half: a field type runs with what lies in `app-definitions/`; its widget with Lit besides, and
 * formulas with decimal numbers.
 */
export const fieldTypesStandAlone: Rule = (sources) =>
  breaches(sources, (source, { target, isType }) => {
    const isTool = source.path === "app-definitions/generate-schema.ts";
    if (isType || isTool || !/^app-definitions\/(?!packs\/)/.test(source.path)) return false;
    const isWidget = /^app-definitions\/field-types\/.*widgets?\.ts$|^app-definitions\/field-widget\.ts$/.test(
      source.path,
    );
    const isArithmetic = source.path === "app-definitions/expressions/decimal-arithmetic.ts" && target === "decimal.js";
    return !target.startsWith("app-definitions/") && !(isWidget && target === "lit") && !isArithmetic;
  });

/** Invariant 2, second half: the client knows the server's types and none of its code. */
export const clientLoadsNoServer: Rule = (sources) =>
  breaches(
    sources,
    ({ path }, { target, isType }) => !isType && path.startsWith("client/") && target.startsWith("server/"),
  );

/** Invariant 3: `notifications` and `live` follow events; only the table of contents and the start know them. */
export const nobodyCallsFollowers: Rule = (sources) =>
  breaches(sources, ({ path }, { target }) => {
    const follower = /^server\/(notifications|live)\//;
    return (
      follower.test(target) &&
      path.startsWith("server/") &&
      !follower.test(path) &&
      !/^server\/(app|main)\.ts$/.test(path)
    );
  });

/** Invariant 4: no file needs itself to load. Types, and pages that their router loads later, may refer back. */
export const noCycles: Rule = (sources) => {
  const edges = new Map(
    sources.map(({ path, imports }) => {
      const needed = imports.filter(({ isType, isLazy }) => !isType && !isLazy);
      return [path, needed.map(({ target }) => target)] as const;
    }),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (path: string, trail: readonly string[]) => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
    if (done.has(path) || trail.includes(path)) return;
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) walk(path, []);
  return cycles;
};

/** Invariant 4: no file over 400 lines. */
export const filesAreShort: Rule = (sources) =>
  sources
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split("\n").length }))
    .filter(({ lines }) => lines > 400)
    .map(({ path, lines }) => `${path} has ${lines} lines`);

/** Invariant 4: no folder more than three below a top-level folder. */
export const foldersAreShallow: Rule = (sources) =>
  sources.map(({ path }) => path).filter((path) => path.split("/").length > 5);

/** Invariant 5: the clock and chance are arguments. In the client one file asks the clock for all. */
export const clockIsAnArgument: Rule = (sources) =>
  sources
    .filter(({ path }) => !/^(server\/(main\.ts|command\.mjs$|http\/|jobs\/)|client\/clock\.ts$|tests\/)/.test(path))
    .flatMap(({ path, ambientCalls }) => ambientCalls.map((call) => `${path} calls ${call}`));

/** Invariant 8: nothing that the browser loads reaches ajv, by whatever way. */
export const ajvStaysOnTheServer: Rule = (sources) => {
  const bySource = new Map(sources.map((source) => [source.path, source]));
  const reached = new Set<string>();
  const walk = (path: string) => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const { target, isType } of bySource.get(path)?.imports ?? []) if (!isType) walk(target);
  };
  for (const { path } of sources) if (path.startsWith("client/")) walk(path);
  return [...reached].filter((target) => target === "ajv" || target === "ajv-formats");
};

/** `security.md` 1: one place asks TLS about the certificate of a connection, so that no second opinion can differ. */
export const onePlaceAsksTls: Rule = (sources) =>
  sources
    .filter(({ path }) => path !== "server/http/presented-certificate.ts")
    .flatMap(({ path, tlsQuestions }) => tlsQuestions.map((question) => `${path} asks ${question}`));

function breaches(sources: readonly Source[], isBreach: (source: Source, one: Import) => boolean): string[] {
  return sources.flatMap((source) =>
    source.imports.filter((one) => isBreach(source, one)).map(({ target }) => `${source.path} imports ${target}`),
  );
}
