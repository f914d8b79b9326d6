import { transaction } from "../../../server/database.ts";
import type { DeployedApp, DeployedField } from "../../../server/apps/deployed-app.ts";
import type { Directory } from "../../../server/identity/directory.ts";
import { columnTypes, isSinglePerson } from "../../../server/query/column-kinds.ts";
import type { Stored, StoredRow } from "../../../server/query/condition.ts";
import { grams } from "../../../server/query/grams.ts";
import { searchText } from "../../../server/query/search-text.ts";
import { definitionOf, makeWorkspace } from "../../records/workspace.ts";
import { ids, innerFields, rowsOf, systemFields, topFields, valuelessFields, type Asked } from "./fields.ts";
import type { Value } from "./kinds.ts";

const propertiesOf = (fields: readonly Asked[]) =>
  Object.fromEntries(fields.map(({ code, property }) => [code, property!]));
const state = (name: string, index: string) => ({ name, index, assignee: { type: "ONE" as const, entities: [] } });
const text = { type: "SINGLE_LINE_TEXT" };
const unique = { unique: true };

/** A database with one app that has every type of field, at the top and in a table, and the ten records of `fields.ts`. */
export async function seed() {
  const workspace = await makeWorkspace();
  const source = definitionOf("matrix-source", {
    text: { ...text, ...unique },
    number: { type: "NUMBER", ...unique },
    link: { type: "LINK", protocol: "CALL", ...unique },
  });
  const definition = definitionOf(
    "matrix",
    {
      ...propertiesOf([...topFields, ...valuelessFields]),
      table: { type: "SUBTABLE", fields: propertiesOf(innerFields) },
    },
    {
      fieldAcl: {
        rights: [
          { code: "hidden", entities: [{ accessibility: "NONE", entity: { type: "GROUP", code: "everyone" } }] },
        ],
      },
      categories: { enable: true, tree: [{ name: "丙", children: [{ name: "甲" }] }, { name: "乙" }] },
      process: {
        enable: true,
        // Deliberately neither in alphabetical order nor in that of their lengths.
        states: { 乙: state("乙", "2"), 丙: state("丙", "0"), 甲: state("甲", "1") },
        actions: [],
      },
    },
  );
  definition.fields.properties["hidden"] = { ...text, code: "hidden", label: "hidden" };
  definition.layout.layout = definition.layout.layout.filter(
    (row) => row.type !== "ROW" || row.fields[0]?.type !== "GROUP",
  );
  definition.layout.layout.push({ type: "GROUP", code: "block", layout: [] });
  const { apps } = await workspace.deploy(source, definition);
  const { app, directory } = await workspace.as("sato", (context) =>
    Promise.resolve({ app: context.apps.byId(apps[1]!.id)!, directory: context.directory }),
  );
  const records = ids.map((id, at) => ({ id, read: readerOf(app, directory, at) }));
  await fill(workspace.database.owner, app, records);
  return { ...workspace, app, records };
}

type Record = { id: string; read: (field: DeployedField) => Stored };

function readerOf(app: DeployedApp, directory: Directory, at: number): Record["read"] {
  const known = new Map([...topFields, ...systemFields].map((one) => [one.code, one]));
  const table = app.fields.get("table")!;
  const rows = rowsOf[at]!.map((cell, row): StoredRow => {
    const cells = innerFields.flatMap(({ code, values }): [string, Stored][] => {
      const field = table.inner.get(code)!;
      const stored = storedOf(field, values[cell]!, directory);
      return stored === null ? [] : [[`f${field.id}`, stored]];
    });
    return { ...Object.fromEntries(cells), id: String(row + 1) };
  });
  return (field) => {
    if (field.id === table.id) return rows.length === 0 ? null : rows;
    const one = known.get(field.code);
    return one ? storedOf(field, one.values[at]!, directory) : null;
  };
}

/** What a save would have left in the database. */
function storedOf(field: DeployedField, value: Value, directory: Directory): Stored {
  if (value === null) return null;
  const list = typeof value === "string" ? [value] : value;
  switch (field.fieldType.column) {
    case "option":
      return field.optionIds.get(list[0]!)!;
    case "options":
      return list.map((key) => field.optionIds.get(key)!);
    case "principals":
      return list.map((code) => {
        const found = directory.userByCode(code) ?? directory.organizationByCode(code) ?? directory.groupByCode(code);
        return found!.id;
      });
    case "files":
      return list.map((name, at) => ({ fileKey: `k${at}`, name, contentType: "text/plain", size: "1" }));
    case "consent":
      return { state: list[0], version: "1", entries: [] };
    default:
      return list[0]!;
  }
}

async function fill(owner: Parameters<typeof transaction>[0], app: DeployedApp, records: readonly Record[]) {
  const fields = [...app.fields.values()].filter(({ column }) => column !== null && column !== "id");
  const documents = records.map(({ id, read }) => {
    const txt = searchText(app, read);
    const cells = fields.map((field): [string, Stored] => {
      const stored = read(field);
      return [field.column!, isSinglePerson(field) && stored ? (stored as number[])[0]! : stored];
    });
    return { ...Object.fromEntries(cells), id, txt, grams: grams(txt) };
  });
  const names = fields.map(({ column }) => column).join(", ");
  const types = fields.map(
    (field) => `${field.column} ${isSinglePerson(field) ? "integer" : columnTypes[field.fieldType.column!]}`,
  );
  await transaction(owner, (tx) =>
    tx.execute(
      `with v as (select * from jsonb_to_recordset($1::jsonb) as v(id bigint, txt text, grams integer[], ${types.join(", ")})),
       i as (insert into rec.r${app.id} (id, ${names}) select id, ${names} from v)
       insert into rec.s${app.id} select id, txt, grams from v where txt <> ''`,
      [JSON.stringify(documents)],
    ),
  );
}
