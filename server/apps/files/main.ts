import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { CommandError } from "../../command-error.ts";
import { readConfig } from "../../config.ts";
import { openRunningDatabase } from "../../open-database.ts";
import { parseDefinitionCommand, runDefinitionCommand } from "./definition-command.ts";

/** `npm run definition`: writes an app's definition out as a file, or compares and installs files, beside the running portal. */
export async function main(args: readonly string[], now: Date, calledFrom: string): Promise<void> {
  const command = parseDefinitionCommand(args);
  const database = await openRunningDatabase(readConfig(process.env));
  if (!database) throw new CommandError("No Madoguchi runs on this folder; start it first (npm start).");
  try {
    const read = (path: string) => readFile(resolve(calledFrom, path), "utf8");
    console.log(await runDefinitionCommand({ database, now, read }, command));
  } finally {
    await database.close();
  }
}
