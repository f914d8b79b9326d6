import type { DeployedApp, DeployedField } from "../apps/deployed-app.ts";
import { Failure } from "../errors.ts";
import type { Access } from "../permissions/access.ts";
import { always, and, never, or, type Condition } from "../query/condition.ts";
import { recordIdField } from "../query/record-id-field.ts";

declare const planBrand: unique symbol;

/** One column of an answer, and the records on which this viewer may see it. */
export interface Cell {
  readonly field: DeployedField;
  readonly when: Condition;
}

/** How a list is sorted; ties are broken by the record's id, descending, as kintone does. */
export interface Order {
  readonly field: DeployedField;
  readonly direction: "asc" | "desc";
}

/** Where a keyset page starts: the sort values of the last record seen, as raw text, and its id. */
export interface After {
  readonly values: readonly (string | null)[];
  readonly id: string;
}

/**
 * What to read, already narrowed to what the viewer may see. Rows are read with a plan only, and only `planRead` makes
 * one, from an Access: there is no other door.
 */
export interface ReadPlan {
  readonly [planBrand]: true;
  readonly app: DeployedApp;
  readonly access: Access;
  /** For SQL: the viewer's reach and what was asked. */
  readonly where: Condition;
  /** Ids for `acl && …`; null without a guard. */
  readonly guard: readonly number[] | null;
  readonly cells: readonly Cell[];
  /** Fields that the rules read; they come along for the second wall and never leave it. */
  readonly ruled: readonly DeployedField[];
  readonly order: readonly (Order & { when: Condition })[];
  readonly limit: number;
  readonly offset: number;
  readonly after: After | null;
  /** Records were asked for by their ids, so that the same statement serves for any. */
  readonly isByIds: boolean;
}

/** What a caller asks for; everything is optional but the app and the access. */
export interface Asked {
  where?: Condition;
  /** Field codes; undefined for all that the viewer may see. Unknown and hidden codes are left out alike. */
  fields?: readonly string[];
  order?: readonly Order[];
  limit?: number;
  offset?: number;
  after?: After | null;
}

/**
 * Narrows what was asked to what `access` reaches.
 *
 * A field that is hidden on every record is unknown: in a filter or a sort it throws what an unknown field throws. A
 * field that is hidden on some records counts there as "no match" and sorts as empty, so that its value shows in no way.
 *
 * @throws Failure query/field
 */
export function planRead(app: DeployedApp, access: Access, asked: Asked = {}): ReadPlan {
  const { where = always, order = [], limit = 500, offset = 0, after = null } = asked;
  const cells = visibleFields(app, access, asked.fields).map((field) => ({ field, when: readOf(access, field) }));
  const sorted = order.map((one) => ({ ...one, when: requireVisible(access, one.field) }));
  const conditions = [access.view, access.edit, access.delete, ...cells.map(({ when }) => when)];
  return {
    app,
    access,
    where: and(access.view, narrowToVisible(where, access)),
    guard: access.guard,
    cells,
    ruled: fieldsOf(and(...conditions.map(unsimplified))),
    order: sorted,
    limit,
    offset,
    after,
    isByIds: where.kind === "record",
  } as unknown as ReadPlan;
}

/** The top-level fields that the viewer may see on at least one record, in the order of the definition. */
export function visibleFields(app: DeployedApp, access: Access, codes?: readonly string[]): readonly DeployedField[] {
  const wanted = codes ? codes.flatMap((code) => app.fields.get(code) ?? []) : [...app.fields.values()];
  return wanted.filter((field) => field.column !== null && !field.table && viewOf(access, field));
}

/** The records on which the field shows; undefined when there is none. */
export function viewOf(access: Access, field: DeployedField): Condition | undefined {
  if (field === recordIdField) return access.view;
  const view = access.fields.get((field.table ?? field).code)?.view;
  return view?.kind === "never" ? undefined : view;
}

/** Every field that a condition reads, each once. */
export function fieldsOf(condition: Condition): readonly DeployedField[] {
  const found = new Map<number, DeployedField>();
  function walk(one: Condition): void {
    if (one.kind === "all" || one.kind === "any") one.of.forEach(walk);
    else if (one.kind === "not") walk(one.of);
    else if (one.kind === "test" || one.kind === "names") add(one.field);
    else if (one.kind === "rows") add(one.table);
    else if (one.kind === "related") [one.by.through, one.by.field].forEach(add);
    else if (one.kind === "contains") one.fields.forEach(add);
  }
  function add(field: DeployedField): void {
    const outer = field.table ?? field;
    found.set(outer.id, outer);
  }
  walk(condition);
  return [...found.values()];
}

/**
 * The condition with every test on a sometimes hidden field tied to the field's visibility: on a record on which it is
 * hidden, neither a test nor its opposite holds.
 *
 * @throws Failure query/field for a field that is hidden everywhere
 */
export function narrowToVisible(condition: Condition, access: Access): Condition {
  switch (condition.kind) {
    case "all":
      return and(...condition.of.map((one) => narrowToVisible(one, access)));
    case "any":
      return or(...condition.of.map((one) => narrowToVisible(one, access)));
    case "not":
      return and(...fieldsOf(condition.of).map((field) => requireVisible(access, field)), condition);
    case "test":
    case "names":
      return and(requireVisible(access, condition.field), condition);
    case "rows":
      return and(requireVisible(access, condition.table), condition);
    case "related":
      return and(...fieldsOf(condition).map((field) => requireVisible(access, field)), condition);
    case "contains": {
      const open = condition.fields.filter((field) => isAlwaysVisible(access, field));
      const others = condition.fields.filter((field) => !open.includes(field));
      return or(
        open.length === 0 ? never : { ...condition, fields: open },
        ...others.map((field) => and(requireVisible(access, field), { ...condition, fields: [field] })),
      );
    }
    default:
      return condition;
  }
}

/** Whether the field shows on every record that the viewer reaches at all. */
export function isAlwaysVisible(access: Access, field: DeployedField): boolean {
  return viewOf(access, field) !== undefined && readOf(access, field).kind === "always";
}

/** What a field's own rules ask, beyond the record's, which every plan asks anyway. */
function readOf(access: Access, field: DeployedField): Condition {
  if (field === recordIdField) return always;
  return access.fields.get((field.table ?? field).code)?.read ?? never;
}

function requireVisible(access: Access, field: DeployedField): Condition {
  if (!viewOf(access, field)) throw new Failure("query/field", { field: field.code });
  return readOf(access, field);
}

/** Keeps a decided condition from swallowing the others, because only the fields are wanted. */
function unsimplified(condition: Condition): Condition {
  return condition.kind === "never" ? always : condition;
}
