import { randomBytes } from "node:crypto";
import { makeDeployedAppsCache } from "../../apps/deployed-apps.ts";
import { CommandError } from "../../command-error.ts";
import { readConfig } from "../../config.ts";
import { openRunningDatabase } from "../../open-database.ts";
import { parseTokenCommand, runTokenCommand } from "./token-command.ts";

/** `npm run token`: issues an API token of the running Madoguchi and prints it, alone, on standard output. */
export async function main(args: readonly string[], now: Date): Promise<void> {
  const input = parseTokenCommand(args, now);
  const database = await openRunningDatabase(readConfig(process.env));
  if (!database) throw new CommandError("No Madoguchi runs on this folder; start it first (npm start).");
  try {
    const random = (octets: number) => new Uint8Array(randomBytes(octets));
    const token = await runTokenCommand({ database, deployedApps: makeDeployedAppsCache(), random, now }, input);
    console.error("This API token is shown only now; keep it safe:");
    console.log(token);
  } finally {
    await database.close();
  }
}
