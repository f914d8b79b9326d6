import { writeFile } from "node:fs/promises";
import { createGenerator } from "ts-json-schema-generator";

/** The JSON Schema of `AppDefinition` as text, made from `definition.ts`; the committed file must equal it. */
export function generateDefinitionSchema(): string {
  const path = new URL("definition.ts", import.meta.url).pathname;
  const tsconfig = new URL("../tsconfig.json", import.meta.url).pathname;
  const generator = createGenerator({ path, tsconfig, type: "AppDefinition", topRef: false, skipTypeCheck: true });
  return `${JSON.stringify(generator.createSchema("AppDefinition"), null, 2)}\n`;
}

if (process.argv.includes("--write")) {
  await writeFile(new URL("definition.schema.json", import.meta.url), generateDefinitionSchema());
}
