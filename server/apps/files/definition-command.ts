import type { AppDefinition } from "../../../app-definitions/definition.ts";
import { CommandError } from "../../command-error.ts";
import { transaction, type Database } from "../../database.ts";
import { Failure } from "../../errors.ts";
import { parseJson } from "../../schema.ts";
import { checkDefinition } from "../deploy/check-definition.ts";
import { compareDefinitions, type DefinitionChange } from "../deploy/compare-definitions.ts";
import { deployApps } from "../deploy/deploy-apps.ts";
import { describeProblem } from "../deploy/definition-problem.ts";
import { makeDeployedAppsCache } from "../deployed-apps.ts";
import { portableDefinition } from "../settings/portable-definition.ts";

/** What the operator asks for. */
export type DefinitionCommand =
  | { readonly name: "export"; readonly app: string }
  | { readonly name: "plan" | "apply"; readonly files: readonly string[] };

const usage = `Usage: npm run definition -- export CODE > app.json
       npm run definition -- plan FILE …    (says what would change)
       npm run definition -- apply FILE …   (installs all of the files, or none)`;

/** @throws CommandError with the usage */
export function parseDefinitionCommand([name, ...rest]: readonly string[]): DefinitionCommand {
  if (name === "export" && rest.length === 1) return { name, app: rest[0]! };
  if ((name === "plan" || name === "apply") && rest.length > 0) return { name, files: rest };
  throw new CommandError(usage);
}

interface Means {
  readonly database: Pick<Database, "owner">;
  readonly now: Date;
  /** The text of a file. */
  readonly read: (path: string) => Promise<string>;
}

/**
 * What the command prints: a definition as JSON, or a line per change.
 *
 * @throws CommandError for an app that does not exist, and for files that are no sound definitions
 */
export async function runDefinitionCommand(means: Means, command: DefinitionCommand): Promise<string> {
  if (command.name === "export") return exportApp(means, command.app);
  const files = await Promise.all(command.files.map((path) => readDefinition(means, path)));
  const lines = command.name === "plan" ? await plan(means, files) : await apply(means, files);
  return lines.length > 0 ? lines.join("\n") : "Nothing changes.";
}

function exportApp({ database }: Means, code: string): Promise<string> {
  return transaction(
    database.owner,
    async (tx) => {
      const apps = await makeDeployedAppsCache().current(tx);
      const app = apps.byCode(code);
      if (!app) throw new CommandError(`There is no app "${code}".`);
      return JSON.stringify(portableDefinition(app.definition, { apps, own: app }), null, 2);
    },
    { readOnly: true },
  );
}

interface DefinitionFile {
  readonly path: string;
  readonly definition: AppDefinition;
}

async function readDefinition({ read }: Means, path: string): Promise<DefinitionFile> {
  const { definition, problems } = checkDefinition(await readJson(read, path), path);
  if (!definition) throw new CommandError(problems.map((problem) => describeProblem(problem, "en")).join("\n"));
  return { path, definition };
}

async function readJson(read: Means["read"], path: string): Promise<unknown> {
  try {
    return parseJson(await read(path));
  } catch (error) {
    const isKnown = error instanceof Failure || (error as NodeJS.ErrnoException).code === "ENOENT";
    if (isKnown) throw new CommandError(`${path} is no JSON file that can be read.`);
    throw error;
  }
}

function plan({ database }: Means, files: readonly DefinitionFile[]): Promise<string[]> {
  return transaction(
    database.owner,
    async (tx) => {
      const apps = await makeDeployedAppsCache().current(tx);
      return files.flatMap(({ path, definition }) => {
        const live = apps.byCode(definition.code);
        const own = live ?? { id: "", code: definition.code };
        const before = live ? portableDefinition(live.definition, { apps, own }) : null;
        const changes = compareDefinitions(before, portableDefinition(definition, { apps, own }));
        return changes.map((change) => `${path}: ${describe(change)}`);
      });
    },
    { readOnly: true },
  );
}

async function apply({ database, now }: Means, files: readonly DefinitionFile[]): Promise<string[]> {
  const { apps } = await deployApps({ database, now }, files);
  return apps.flatMap(({ code, revision, changes }) =>
    changes.map((change) => `${code}, revision ${revision}: ${describe(change)}`),
  );
}

/** `field-renamed 名称 (from 品名)` and the like. */
function describe({ kind, ...rest }: DefinitionChange): string {
  const { code, part, ...more } = rest as { code?: string; part?: string } & Record<string, unknown>;
  const details = Object.entries(more).map(([key, value]) => `${key} ${String(value)}`);
  return [kind, code ?? part, details.length > 0 && `(${details.join(", ")})`].filter(Boolean).join(" ");
}
