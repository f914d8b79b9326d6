import type { KintoneRestAPIClient } from "@kintone/rest-api-client";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** One answer that a method of kintone's client has given: `record.getRecord`, and what it resolved to. */
export interface SeenAnswer {
  readonly method: string;
  /** Undefined for a refusal. */
  readonly answer: unknown;
}

const areas = ["record", "app", "space", "file", "plugin"] as const;

/** The same client; every answer and refusal of its methods is noted in `seen` as well. */
export function watched(client: KintoneRestAPIClient, seen: SeenAnswer[]): KintoneRestAPIClient {
  const watch = <Target extends object>(target: Target, prefix: string): Target =>
    new Proxy(target, {
      get(of, name: string) {
        const value: unknown = Reflect.get(of, name);
        if ((areas as readonly string[]).includes(name) && prefix === "") return watch(value as object, `${name}.`);
        if (typeof value !== "function") return value;
        return async (...given: unknown[]) => {
          const noted: { method: string; answer: unknown } = { method: `${prefix}${name}`, answer: undefined };
          seen.push(noted);
          return (noted.answer = await (value as (...all: unknown[]) => unknown).apply(of, given));
        };
      },
    });
  return watch(client, "");
}

/** Records by their fields' types: without this the client's own default is "anything". */
const generics: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...["getRecord", "getRecords", "getAllRecords", "getAllRecordsWithId", "getAllRecordsWithOffset"],
    ...["getAllRecordsWithCursor", "getRecordsByCursor"],
  ].map((name) => [`record.${name}`, "<Wire>"]),
);

/**
 * What TypeScript has against the answers, held against the return types that the client publishes: each answer is written
 * down as a literal of its method's type, so that missing keys, unknown keys, strings for numbers and members of no branch
 * of a union are errors. Methods that `seen` lacks are errors, too.
 */
export function compileAnswers(seen: readonly SeenAnswer[]): readonly string[] {
  const literals = seen
    .filter(({ answer }) => answer !== undefined && !(answer instanceof ArrayBuffer || ArrayBuffer.isView(answer)))
    .map(({ method, answer }, at) => {
      const type = `Awaited<ReturnType<typeof client.${method}${generics[method] ?? ""}>>`;
      return `export const a${at}: ${type} = ${JSON.stringify(answer)}; // ${method}`;
    });
  const missing = areas.map((area) => {
    const names = seen.flatMap(({ method }) => (method.startsWith(`${area}.`) ? [`"${method.split(".")[1]}"`] : []));
    const left = `Exclude<keyof KintoneRestAPIClient["${area}"], ${[...new Set(names)].join(" | ") || "never"}>`;
    return `export const ${area}Missing: [${left}] extends [never] ? true : [${left}] = true; // ${area}: each method`;
  });
  const source = [
    `import { KintoneRestAPIClient, type KintoneRecordField } from "@kintone/rest-api-client";`,
    "type Wire = { [code: string]: KintoneRecordField.OneOf };",
    "declare const client: KintoneRestAPIClient;",
    ...literals,
    ...missing,
  ].join("\n");
  return diagnose(source);
}

function diagnose(source: string): readonly string[] {
  const name = fileURLToPath(new URL("./seen-answers.ts", import.meta.url));
  const options: ts.CompilerOptions = {
    ...{ strict: true, skipLibCheck: true, noEmit: true, types: [], target: ts.ScriptTarget.ES2022 },
    ...{ module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => file === name || fileExists(file);
  host.readFile = (file) => (file === name ? source : readFile(file));
  host.getSourceFile = (file, ...rest) =>
    file === name ? ts.createSourceFile(file, source, ts.ScriptTarget.ES2022) : getSourceFile(file, ...rest);
  const program = ts.createProgram([name], options, host);
  const file = program.getSourceFile(name)!;
  return program.getSemanticDiagnostics(file).map((one) => {
    const { line } = file.getLineAndCharacterOfPosition(one.start ?? 0);
    const method = source.split("\n")[line]!.split("// ").at(-1);
    return `${method}: ${ts.flattenDiagnosticMessageText(one.messageText, " ").slice(0, 600)}`;
  });
}
