import type { AppDefinition, FieldProperty } from "../../../app-definitions/definition.ts";
import type { ColumnKind } from "../../../app-definitions/field-type.ts";
import { fieldTypes } from "../../../app-definitions/field-types/index.ts";
import { allFields, compareDefinitions, formerCode, type DefinitionChange } from "./compare-definitions.ts";
import type { DefinitionProblem } from "./definition-problem.ts";
import { optionEntries } from "../option-entries.ts";
import { ownValue } from "../own-value.ts";
import type { PhysicalApp } from "../deployed-app.ts";
import { projectionsOf, type Projection } from "./projections.ts";
import { unfilledBy } from "./unfilled.ts";

/** A change of tables, as data; `renderDdl` in the store turns it into SQL. Nothing here ever drops or rewrites values. */
export type Ddl =
  | { kind: "create-tables"; app: string }
  | { kind: "keep-projection"; app: string; projection: Projection; isNew: boolean }
  | { kind: "drop-projection"; app: string; table: number }
  | { kind: "add-columns"; app: string; columns: readonly { name: string; column: ColumnKind }[] };

/** A published revision, as far as the next deploy needs it. */
export interface LiveRevision {
  revision: number;
  definition: AppDefinition;
  physical: PhysicalApp;
}

/** Where the fields and options of a draft come from: codes and keys in the live revision by those in the draft. */
export interface Origins {
  fields: Record<string, string>;
  /** By field code of the draft. */
  options: Record<string, Record<string, string>>;
}

/** What a deploy of one app will do. `problems` are refusals that only show against the live revision. */
export interface DeployPlan {
  readonly app: string;
  readonly revision: number;
  readonly definition: AppDefinition;
  readonly physical: PhysicalApp;
  /** The physical names of the live revision; null for a new app. */
  readonly before: PhysicalApp | null;
  readonly changes: readonly DefinitionChange[];
  readonly ddl: readonly Ddl[];
  readonly problems: readonly DefinitionProblem[];
}

/**
 * Columns of its own that an app has at most; further fields live in `ext`, because PostgreSQL cannot keep wider rows
 * (storage.md section 2).
 */
const mostColumns = 400;

/** Column ids are smallint where options live, and dropped columns count towards PostgreSQL's 1,600. */
const highestId = 32_000;

/** How a deploy is planned; everything has a default for a definition that is only looked at. */
export interface PlanOptions {
  /** Default: one more than the live one. */
  revision?: number;
  /** For a draft, edited step by step: it knows its renames, even those that swap two codes. */
  origins?: Origins;
  /** When removed fields are parked. */
  now?: Date;
}

/**
 * Plans the deploy of a complete, checked definition over the live revision (null: a new app).
 *
 * A field keeps its id, and so its column, through every rename. A field that the definition leaves out is parked, and
 * comes back with its data when the same code and type return. A change of type or a move into or out of a table is
 * refused, because the stored values would have no meaning.
 */
export function planDeploy(
  app: string,
  live: LiveRevision | null,
  definition: AppDefinition,
  { revision = (live?.revision ?? 0) + 1, origins, now }: PlanOptions = {},
): DeployPlan {
  const before = live ? allFields(live.definition) : new Map<string, FieldProperty>();
  const after = allFields(definition);
  const old = live?.physical ?? { fields: {}, options: {}, nextId: 1, parked: {} };
  const parked = { ...old.parked };
  const physical: PhysicalApp = { fields: {}, options: {}, nextId: old.nextId, parked };
  const problems: DefinitionProblem[] = [];
  const columns: { name: string; column: ColumnKind }[] = [];
  const ext = new Set(old.ext);
  const indexed = new Set(definition.indexes);
  let revivesWords = false;
  let room = mostColumns - columnsIn(live, ext);
  const tablesBefore = tableByField(live?.definition);

  function place(field: FieldProperty, path: string, table: FieldProperty | null): void {
    const from = origins ? originOf(field, origins) : formerCode(field, before, after);
    const id = from === undefined ? (revive(field, table) ?? create(field, table)) : old.fields[from]!;
    physical.fields[field.code] = id;
    if (from !== undefined) {
      const was = before.get(from)!;
      if (was.type !== field.type) {
        problems.push({ path: `${path}.type`, message: "type-changed", params: { from: was.type, to: field.type } });
      }
      const tableWas = tablesBefore.get(from);
      if ((tableWas && old.fields[tableWas]) !== (table ? physical.fields[table.code] : undefined)) {
        problems.push({ path, message: "moved-between-tables" });
      }
    }
    const known = from === undefined ? old.parked[id]?.options : old.options[from];
    const optionOrigins = ownValue(origins?.options, field.code);
    physical.options[field.code] = optionOrigins
      ? draftOptionIds(field, optionOrigins, known)
      : optionIds(field, known);
    for (const inner of Object.values(field.fields ?? {})) place(inner, `${path}.fields.${inner.code}`, field);
  }

  function originOf({ code }: FieldProperty, { fields }: Origins): string | undefined {
    const origin = ownValue(fields, code);
    return origin !== undefined && before.has(origin) ? origin : undefined;
  }

  function revive(field: FieldProperty, table: FieldProperty | null): number | undefined {
    const tableId = table ? physical.fields[table.code] : null;
    const match = Object.entries(parked).find(
      ([, one]) => one.code === field.code && one.type === field.type && one.table === tableId && !one.isPurged,
    );
    if (!match) return undefined;
    delete parked[match[0]];
    revivesWords ||= fieldTypes.get(field.type)?.isSearchable === true;
    return Number(match[0]);
  }

  function create(field: FieldProperty, table: FieldProperty | null): number {
    const fieldType = fieldTypes.get(field.type);
    const id = nextId();
    if (table || !fieldType?.column || fieldType.systemColumn) return id;
    if (room > 0) columns.push({ name: `f${id}`, column: fieldType.column });
    else ext.add(id);
    room--;
    return id;
  }

  /** Only a column can have an index, so such fields take what room there is. */
  function indexedFirst(fields: readonly FieldProperty[]): readonly FieldProperty[] {
    const isWanted = ({ code, unique }: FieldProperty) => unique === true || indexed.has(code);
    return [...fields.filter(isWanted), ...fields.filter((field) => !isWanted(field))];
  }

  function optionIds(field: FieldProperty, known: Record<string, number> = {}): Record<string, number> {
    // A removed option keeps its id, because records may still hold it.
    // In the order of the form, so that sorting by id is sorting by option while nobody reorders them.
    const ids = { ...known };
    for (const [key, option] of optionEntries(field, definition)) {
      if (ownValue(ids, key) !== undefined) continue;
      const from = option.renamedFrom;
      ids[key] = (from === undefined ? undefined : ownValue(ids, from)) ?? nextId();
      if (from !== undefined) delete ids[from];
    }
    return ids;
  }

  function draftOptionIds(field: FieldProperty, origins: Record<string, string>, known: Record<string, number> = {}) {
    const keys = optionEntries(field, definition).map(([key]) => key);
    const kept = new Map(
      keys.flatMap((key): [string, number][] => {
        const id = ownValue(known, ownValue(origins, key) ?? "");
        return id === undefined ? [] : [[key, id]];
      }),
    );
    const taken = new Set(kept.values());
    const isFree = (id: number | undefined) => id !== undefined && !taken.has(id);
    const ids = Object.fromEntries(
      keys.map((key) => {
        const id = ownValue(known, key);
        return [key, kept.get(key) ?? (isFree(id) ? id! : nextId())];
      }),
    );
    for (const id of Object.values(ids)) taken.add(id);
    // Records may still hold a removed option; another may have its name by now.
    for (const [key, id] of Object.entries(known)) {
      if (!taken.has(id)) ids[Object.hasOwn(ids, key) ? `${key} (${id})` : key] = id;
    }
    return ids;
  }

  function nextId(): number {
    return physical.nextId++;
  }

  const fields = Object.values(definition.fields.properties);
  for (const field of fields.length > mostColumns ? indexedFirst(fields) : fields) {
    place(field, `fields.properties.${field.code}`, null);
  }
  if (ext.size > 0) physical.ext = [...ext];
  const projections = projectionsOf(app, definition, physical);
  const changed = [...projections.values()].filter(({ table, columns }) => {
    const names = columns.map(({ name }) => name);
    return names.join() !== old.projections?.[table]?.join();
  });
  if (projections.size > 0) {
    const named = [...projections].map(([table, { columns }]) => [table, columns.map(({ name }) => name)]);
    physical.projections = Object.fromEntries(named) as Record<string, readonly string[]>;
  }
  const made = changed.map(({ table }) => table);
  const unfilled = live && unfilledBy(live, definition, physical, revivesWords, made);
  if (unfilled) physical.unfilled = unfilled;
  definition.indexes?.forEach((code, at) => {
    if (ext.has(physical.fields[code]!)) {
      problems.push({ path: `indexes[${at}]`, message: "index-beyond-columns", params: { code, limit: mostColumns } });
    }
  });
  const kept = new Set(Object.values(physical.fields));
  for (const [code, { type }] of before) {
    const id = old.fields[code]!;
    const table = tablesBefore.get(code);
    if (kept.has(id)) continue;
    parked[id] = { code, type, table: table ? old.fields[table]! : null, options: old.options[code] ?? {} };
  }
  if (physical.nextId > highestId) problems.push({ path: "fields.properties", message: "ids-used-up" });

  if (now) {
    const since = now.toISOString();
    for (const [id, one] of Object.entries(parked)) parked[id] = { since, ...one };
  }

  return {
    app,
    revision,
    definition,
    physical,
    before: live?.physical ?? null,
    changes: compareDefinitions(live?.definition ?? null, definition, origins?.fields),
    ddl: [
      ...(live ? [] : [{ kind: "create-tables", app } as const]),
      ...(columns.length === 0 ? [] : [{ kind: "add-columns", app, columns } as const]),
      ...Object.keys(old.projections ?? {})
        .filter((table) => !projections.has(Number(table)))
        .map((table) => ({ kind: "drop-projection", app, table: Number(table) }) as const),
      ...changed.map((projection) => {
        const isNew = old.projections?.[projection.table] === undefined;
        return { kind: "keep-projection", app, projection, isNew } as const;
      }),
    ],
    problems,
  };
}

/** How many columns of its own the app's table has: those of its fields and of parked ones. */
function columnsIn(live: LiveRevision | null, ext: ReadonlySet<number>): number {
  if (!live) return 0;
  const top = Object.values(live.definition.fields.properties).map(({ code, type }) => ({
    id: live.physical.fields[code]!,
    type,
  }));
  const parked = Object.entries(live.physical.parked).flatMap(([id, { type, table }]) =>
    table === null ? [{ id: Number(id), type }] : [],
  );
  return [...top, ...parked].filter(({ id, type }) => {
    const { column = null, systemColumn } = fieldTypes.get(type) ?? {};
    return column !== null && !systemColumn && !ext.has(id);
  }).length;
}

function tableByField(definition: AppDefinition | undefined): ReadonlyMap<string, string> {
  const tables = Object.values(definition?.fields.properties ?? {}).filter(({ fields }) => fields);
  return new Map(tables.flatMap(({ code, fields }) => Object.keys(fields!).map((inner) => [inner, code])));
}
