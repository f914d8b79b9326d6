import { transaction, type Database, type Pool, type Transaction } from "../../database.ts";
import { uniqueIndexesOf, indexesOf, type AppIndex } from "../app-indexes.ts";
import { buildDeployedApp } from "../build-deployed-app.ts";
import type { DeployedApp } from "../deployed-app.ts";
import { readApps, readRevisions } from "../store.ts";
import { builtFrom } from "./check-plans.ts";
import type { DeployContext, PlannedApp } from "./deploy-apps.ts";
import { DefinitionError, placed, type DefinitionProblem } from "./definition-problem.ts";
import { exclusively, patiently } from "./lock-deploys.ts";
import * as store from "./store.ts";

/** "No duplicates" of these apps needs indexes before they can be published. */
export class IndexesFirst extends Error {
  override readonly name = "IndexesFirst";
  constructor(readonly apps: readonly PlannedApp[]) {
    super("Indexes have to be made first.");
  }
}

/**
 * Goes on when every "no duplicates" of apps with tables has its index already.
 *
 * @throws DefinitionError `unique-violated` for records that hold duplicates already; IndexesFirst
 */
export async function requireUniqueIndexes(
  tx: Transaction,
  context: DeployContext,
  planned: readonly PlannedApp[],
): Promise<void> {
  const waiting: PlannedApp[] = [];
  const problems: DefinitionProblem[] = [];
  for (const one of planned.filter(({ plan }) => plan.before !== null)) {
    const missing = await missingUnique(tx, builtFrom(one.plan, context));
    if (missing.length === 0) continue;
    waiting.push(one);
    problems.push(...(await duplicates(tx, one, missing, context)));
  }
  if (problems.length > 0) throw new DefinitionError(problems);
  if (waiting.length > 0) throw new IndexesFirst(waiting);
}

/**
 * Makes the indexes for "no duplicates" without stopping anybody, on columns that are added for it where they are new.
 * From here on PostgreSQL itself refuses duplicates, so none can come in between this and the publication.
 *
 * @param prepared - gets `app.column` for every column that was added
 * @throws DefinitionError `unique-violated` when duplicates came in meanwhile
 */
export async function makeUniqueIndexes(
  context: DeployContext,
  apps: readonly PlannedApp[],
  prepared: Set<string>,
): Promise<void> {
  const { owner } = context.database;
  for (const one of apps) {
    const app = builtFrom(one.plan, context);
    const wanted = uniqueIndexesOf(app);
    const columns = new Set(
      [...app.fields.values()].flatMap(({ property, column }) => (property.unique ? column : [])),
    );
    await patiently(context, () =>
      transaction(owner, async (tx) => {
        await store.lockPublishing(tx);
        await store.dropLeftovers(tx, one.plan, new Set());
        const ddl = one.plan.ddl.flatMap((change) =>
          change.kind === "add-columns"
            ? [{ ...change, columns: change.columns.filter(({ name }) => columns.has(name)) }]
            : [],
        );
        await store.applyDdl(tx, ddl);
        for (const { columns: added } of ddl) for (const { name } of added) prepared.add(`${app.id}.${name}`);
      }),
    );
    for (const index of wanted) {
      if (await store.createIndexIfMissing(owner, index)) continue;
      const found = await transaction(owner, (tx) => duplicates(tx, one, [index], context), { readOnly: true });
      throw new DefinitionError(found.length > 0 ? found : [violated(one, fieldOf(app, index), 1)]);
    }
  }
}

/** Takes away what was made for a deploy that failed: its indexes, which would bind saves already, and its columns. */
export async function removePrepared(context: DeployContext, apps: readonly PlannedApp[]): Promise<void> {
  const { owner } = context.database;
  await buildIndexes(
    owner,
    apps.map(({ plan }) => plan.app),
  );
  await patiently(context, () =>
    transaction(owner, async (tx) => {
      await store.lockPublishing(tx);
      for (const { plan } of apps) await store.dropLeftovers(tx, plan, new Set());
    }),
  );
}

/** Makes the missing indexes of these apps, and removes those that their live revisions do not ask for. */
export async function buildIndexes(owner: Pool, ids: readonly string[]): Promise<void> {
  const apps = await transaction(
    owner,
    async (tx) => {
      const [rows, revisions] = [await readApps(tx), await readRevisions(tx, ids)];
      const headers = new Map(rows.map((row) => [row.id, row]));
      return revisions.map((one) => buildDeployedApp(headers.get(one.app_id)!, one.definition, one.physical));
    },
    { readOnly: true },
  );
  for (const app of apps) await store.createMissingIndexes(owner, indexesOf(app));
}

/** Finishes what interrupted deploys left to do with indexes; a job does this at every start and now and then. */
export async function resumeIndexes(database: Pick<Database, "owner">): Promise<void> {
  await exclusively({ database }, async () => {
    const apps = await transaction(database.owner, readApps, { readOnly: true });
    await buildIndexes(
      database.owner,
      apps.map(({ id }) => id),
    );
  });
}

async function missingUnique(tx: Transaction, app: DeployedApp): Promise<readonly AppIndex[]> {
  const wanted = uniqueIndexesOf(app);
  const valid = await store.readValidIndexes(tx, `r${app.id}`);
  return wanted.filter(({ name }) => !valid.has(name));
}

/** Existing data that a newly wanted "no duplicates" would contradict. */
async function duplicates(
  tx: Transaction,
  one: PlannedApp,
  indexes: readonly AppIndex[],
  context: DeployContext,
): Promise<DefinitionProblem[]> {
  const app = builtFrom(one.plan, context);
  const isNew = new Set(
    one.plan.ddl.flatMap((change) => (change.kind === "add-columns" ? change.columns.map(({ name }) => name) : [])),
  );
  const found: DefinitionProblem[] = [];
  for (const index of indexes) {
    const field = fieldOf(app, index);
    if (isNew.has(field.column!)) continue;
    const count = await store.countDuplicates(tx, app.id, field);
    if (count > 0) found.push(violated(one, field, count));
  }
  return found;
}

function fieldOf(app: DeployedApp, { name }: AppIndex) {
  return [...app.fields.values()].find(({ column }) => column !== null && name.endsWith(`_u_${column}`))!;
}

function violated({ path }: PlannedApp, { code }: { code: string }, count: number): DefinitionProblem {
  return placed({ path: `fields.properties.${code}.unique`, message: "unique-violated", params: { count } }, path);
}
