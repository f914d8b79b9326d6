import { parseArgs } from "node:util";
import type { DeployedAppsCache } from "../../apps/deployed-apps.ts";
import { CommandError } from "../../command-error.ts";
import { transaction, type Database } from "../../database.ts";
import { Failure } from "../../errors.ts";
import { findText } from "../../messages/text.ts";
import { makeDirectoryCache } from "../directory-cache.ts";
import { issueToken, type TokenInput } from "./issue-token.ts";
import { tokenRights, type TokenRight } from "./token.ts";

const usage =
  "Usage: npm run token -- --app CODE --rights view,add (--network 192.0.2.0/24 | --user LOGIN-NAME) [--name NAME] [--days N]";

/**
 * What the operator asks for.
 *
 * @param now - `--days` counts from here
 * @throws CommandError
 */
export function parseTokenCommand(args: readonly string[], now: Date): TokenInput {
  const { values } = readArgs(args);
  const { app, rights = "", user, network = [], name, days } = values;
  const asked = rights.split(",").filter(Boolean);
  const unknown = asked.find((right) => !tokenRights.includes(right as TokenRight));
  if (!app) throw new CommandError(usage);
  if (unknown) throw new CommandError(`"${unknown}" is no right; there are ${tokenRights.join(", ")}.`);
  if (days !== undefined && !/^[1-9]\d{0,4}$/.test(days)) throw new CommandError("--days takes a whole number from 1.");
  return {
    app,
    name: name ?? `${app} API`,
    rights: asked as TokenRight[],
    user: user ?? null,
    networks: network,
    expiresAt: days === undefined ? null : new Date(now.getTime() + Number(days) * 86_400_000).toISOString(),
  };
}

function readArgs(args: readonly string[]) {
  const option = { type: "string" } as const;
  const options = { app: option, rights: option, user: option, name: option, days: option };
  try {
    return parseArgs({ args: [...args], options: { ...options, network: { type: "string", multiple: true } } });
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

interface CommandMeans {
  readonly database: Database;
  readonly deployedApps: DeployedAppsCache;
  readonly random: (octets: number) => Uint8Array;
  readonly now: Date;
}

/**
 * Issues the token in the operator's name.
 *
 * @returns the secret, which is shown this once
 * @throws CommandError when the platform says no
 */
export async function runTokenCommand(means: CommandMeans, input: TokenInput): Promise<string> {
  const { database, deployedApps, random, now } = means;
  try {
    return await transaction(database.web, async (tx) => {
      const [directory, apps] = [await makeDirectoryCache().current(tx), await deployedApps.current(tx)];
      return (await issueToken({ tx, now, directory, apps, random, by: null }, input)).token;
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const problems = Object.values(error.problems).flat();
    const sentences = problems.map(({ message, params }) => findText("en", message, params) ?? message);
    throw new CommandError(sentences.join("\n") || (findText("en", error.kind, error.params) ?? error.kind));
  }
}
