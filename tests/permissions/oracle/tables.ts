import { expect } from "vitest";
import type { Transaction } from "../../../server/database.ts";
import type { DeployedApp, DeployedField } from "../../../server/apps/deployed-app.ts";
import { aclOf } from "../../../server/permissions/acl-fields.ts";
import { columnTypes, isSinglePerson, parseStored } from "../../../server/query/column-kinds.ts";
import type { Stored } from "../../../server/query/condition.ts";
import { grams } from "../../../server/query/grams.ts";
import { searchText } from "../../../server/query/search-text.ts";
import { storedOf, type Plain } from "./world.ts";

const columnsOf = (app: DeployedApp) =>
  [...app.fields.values()].filter(({ column }) => column !== null && column !== "id");
const typeOf = (field: DeployedField) => (isSinglePerson(field) ? "integer" : columnTypes[field.fieldType.column!]);

/** Puts the records into the tables as a write would, and reads every value back. */
export async function fill(tx: Transaction, app: DeployedApp, all: Plain[]): Promise<void> {
  const fields = columnsOf(app);
  const json = (field: DeployedField, stored: Stored) => (isSinglePerson(field) ? (stored as number[])[0] : stored);
  const documents = all.map((record) => {
    const read = (field: DeployedField) => storedOf(field, record);
    const txt = searchText(app, read);
    const own = Object.fromEntries(fields.map((field) => [field.column, json(field, read(field))]));
    return { id: record.id, acl: aclOf(app, read), txt, grams: grams(txt), ...own };
  });
  const names = fields.map(({ column }) => column).join(", ");
  await tx.execute(`truncate rec.s${app.id}, rec.r${app.id}`);
  await tx.execute(
    `with v as (select * from jsonb_to_recordset($1::jsonb) as v(id bigint, acl integer[], txt text, grams integer[],
       ${fields.map((field) => `${field.column} ${typeOf(field)}`).join(", ")})),
     i as (insert into rec.r${app.id} (id, acl, ${names}) select id, acl, ${names} from v)
     insert into rec.s${app.id} select id, txt, grams from v where txt <> ''`,
    [JSON.stringify(documents)],
  );
  const rows = await tx.query(`select ${names} from rec.r${app.id} order by id`, [], { rowMode: "array" });
  const stored = rows.map((row) => fields.map((field, i) => parseStored(field, row[i]!)));
  expect(stored).toEqual(all.map((record) => fields.map((field) => storedOf(field, record))));
}

/** Tables as a deploy would make them, without what keeps data safe from a crash. */
export async function createTables(tx: Transaction, app: DeployedApp): Promise<void> {
  const columns = columnsOf(app).map((field) => `${field.column} ${typeOf(field)}`);
  await tx.execute(
    `create unlogged table rec.r${app.id}
       (id bigint primary key, rev integer not null default 1, acl integer[] not null, ${columns.join(", ")})`,
  );
  await tx.execute(
    `create unlogged table rec.s${app.id} (id bigint primary key, txt text not null, grams integer[] not null)`,
  );
}
