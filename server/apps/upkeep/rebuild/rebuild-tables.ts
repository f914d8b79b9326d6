import { transaction } from "../../../database.ts";
import type { Platform } from "../../../platform.ts";
import { indexesOf } from "../../app-indexes.ts";
import { buildDeployedApp } from "../../build-deployed-app.ts";
import type { DeployedApp } from "../../deployed-app.ts";
import { exclusively, patiently } from "../../deploy/lock-deploys.ts";
import { projectionOf } from "../../deploy/projections.ts";
import { lockPublishing } from "../../deploy/store.ts";
import { readApps, readRevisions } from "../../store.ts";
import { readWornTables } from "../store.ts";
import * as store from "./store.ts";

/**
 * Column numbers of a table are never given again, and PostgreSQL ends at 1,600; a table that has used so many is copied
 * (storage.md section 2).
 */
const highestColumn = 1_200;
/** Records in one transaction, so that a save waits for their copy no longer than a moment. */
const batch = 1_000;

/**
 * Copies worn record tables into fresh ones while they are in use, and puts the copies in their places. A trigger brings
 * every save into the copy meanwhile. May be ended and begun again at any time: the copy stays and goes on.
 *
 * @param highest - column number beyond which a table counts as worn
 */
export async function rebuildTables(
  { database, random }: Pick<Platform, "database" | "random">,
  signal: AbortSignal,
  highest = highestColumn,
): Promise<void> {
  const { owner } = database;
  const worn = await transaction(owner, (tx) => readWornTables(tx, highest), { readOnly: true });
  for (const id of worn) {
    if (signal.aborted) return;
    await exclusively({ database, random }, async () => {
      const app = await readApp(database, id);
      if (!app) return;
      const inShortTransaction = <Result>(work: Parameters<typeof transaction<Result>>[1]) =>
        patiently({ random }, () =>
          transaction(owner, async (tx) => {
            await lockPublishing(tx);
            return work(tx);
          }),
        );
      const projections = [...app.fields.values()]
        .filter(({ property }) => property["analyse"] === true)
        .map((field) => projectionOf(app, field));
      await inShortTransaction((tx) => store.beginCopy(tx, app, indexesOf(app)));
      for (let isMore = true; isMore;) {
        if (signal.aborted) return;
        isMore = await transaction(owner, (tx) => store.copyBatch(tx, id, batch));
      }
      await inShortTransaction((tx) => store.putInPlace(tx, app, indexesOf(app), projections));
      await transaction(owner, (tx) => store.finish(tx, id));
    });
  }
}

async function readApp({ owner }: Platform["database"], id: string): Promise<DeployedApp | undefined> {
  return transaction(
    owner,
    async (tx) => {
      const header = (await readApps(tx)).find((one) => one.id === id);
      const [revision] = await readRevisions(tx, [id]);
      return header && revision && buildDeployedApp(header, revision.definition, revision.physical);
    },
    { readOnly: true },
  );
}
