import type { DeployedField } from "../apps/deployed-app.ts";
import { ValueCursor, type OctetRow } from "../database/rows/octet-row.ts";
import type { RawValue, Transaction } from "../database.ts";
import { parseStored } from "../query/column-kinds.ts";
import type { Condition, Stored } from "../query/condition.ts";
import { sortExpression } from "../query/sort-order.ts";
import { storedColumn } from "../query/stored-column.ts";
import { toSql, type SqlOptions } from "../query/to-sql.ts";
import type { ReadPlan } from "./plan-read.ts";
import type { RecordRow } from "./record-row.ts";
import { statementName } from "./statement-name.ts";
import { storedFields } from "./stored-fields.ts";

/** A row that a plan selected: what the rules read of it, and its cells in the plan's order. */
export interface SelectedRow {
  readonly row: RecordRow;
  /** The raw cells; made when somebody asks. */
  readonly cells: readonly RawValue[];
  /** Raw values of the sort fields, for the cursor of the next page. */
  readonly sortedBy: readonly RawValue[];
  /** The same cells as octets: a cursor whose next value is the first of them. */
  beforeCells(): ValueCursor;
  /** A cursor whose next values are the record's id and revision. */
  beforeId(): ValueCursor;
}

/** Collects bound values and hands out their placeholders. */
export function binder() {
  const values: unknown[] = [];
  return { values, bind: (value: unknown) => `$${values.push(value)}` };
}

/** The rows of a page, in the plan's order. One statement. */
export async function readRows(tx: Transaction, plan: ReadPlan): Promise<readonly SelectedRow[]> {
  const { values, bind } = binder();
  const cells = plan.cells.map(({ field, when }) => columnWhen(field, when, bind));
  const sorts = plan.order.map(({ field, when }) => valueWhen(sortExpression(field, bind), when, bind));
  const columns = [...["r.id", "r.rev"], ...plan.ruled.map((field) => storedColumn(field)), ...cells, ...sorts];
  const order = [...plan.order.map(({ direction }, at) => sorted(sorts[at]!, direction)), "r.id desc"].join(", ");
  const where = [fromWhere(plan, bind), ...keyset(plan, sorts, bind)].join(" and ");
  const table = `rec.r${plan.app.id} r`;
  // Ids are chosen before the rows are fetched, so that a deep page does not drag wide rows along (storage.md section 3).
  const text =
    plan.offset === 0
      ? `select ${columns.join(", ")} from ${table} where ${where} order by ${order} limit ${bind(plan.limit)}`
      : `select ${columns.join(", ")} from ${table} where r.id in (
           select r.id from ${table} where ${where} order by ${order} limit ${bind(plan.limit)} offset ${bind(plan.offset)}
         ) order by ${order}`;
  const rows = await tx.octets(text, values, plan.isByIds ? statementName(text) : {});
  return rows.map((row) => new Selected(plan, row));
}

class Selected implements SelectedRow {
  readonly row: RecordRow;
  /** Where the first cell begins. */
  private readonly cellsFrom: number;

  constructor(
    private readonly plan: ReadPlan,
    private readonly octets: OctetRow,
  ) {
    const cursor = new ValueCursor(octets);
    const [id, revision] = [nextText(cursor), nextText(cursor)];
    const values = new Map<number, Stored>();
    for (const field of plan.ruled) values.set(field.id, parseStored(field, nextText(cursor)));
    this.row = { id: id!, revision: Number(revision), values };
    this.cellsFrom = cursor.end;
  }

  get cells(): readonly RawValue[] {
    return this.after(this.plan.ruled.length).slice(0, this.plan.cells.length);
  }

  get sortedBy(): readonly RawValue[] {
    return this.after(this.plan.ruled.length + this.plan.cells.length);
  }

  beforeCells(): ValueCursor {
    return new ValueCursor(this.octets, this.cellsFrom);
  }

  beforeId(): ValueCursor {
    return new ValueCursor(this.octets);
  }

  private after(places: number): readonly RawValue[] {
    return this.octets.fields.slice(2 + places);
  }
}

function nextText(cursor: ValueCursor): RawValue {
  cursor.next();
  return cursor.text();
}

/** A statement of the ids that the plan selects with their places in its order, `id` and `place`; without any limit. */
export function selectIds(plan: ReadPlan): { text: string; values: unknown[] } {
  const { values, bind } = binder();
  const sorts = plan.order.map(({ field, when }) => valueWhen(sortExpression(field, bind), when, bind));
  const order = [...plan.order.map(({ direction }, at) => sorted(sorts[at]!, direction)), "r.id desc"].join(", ");
  const where = fromWhere(plan, bind);
  const text = `select r.id, row_number() over (order by ${order}) as place from rec.r${plan.app.id} r where ${where}`;
  return { text, values };
}

/** How many records the plan's condition selects; counting stops at `most` + 1. */
export async function countRows(tx: Transaction, plan: ReadPlan, most?: number): Promise<number> {
  const { values, bind } = binder();
  const inner = `select from rec.r${plan.app.id} r where ${fromWhere(plan, bind)}`;
  const limit = most === undefined ? "" : ` limit ${bind(most + 1)}`;
  const [row] = await tx.query<{ count: string }>(
    `select count(*) as count from (${inner}${limit}) as counted`,
    values,
  );
  return Number(row!.count);
}

/** A whole row, for rules and writes, with what SQL says about the right that was asked for. */
export interface WholeRow {
  readonly row: RecordRow;
  readonly isAllowed: boolean;
}

/**
 * The rows of these ids that the plan reaches, with every column, by id.
 *
 * @param right - the condition of the right that the caller needs beyond seeing the record
 * @param lock - holds the rows until the transaction ends, in the order of ids, so that two batches cannot deadlock
 */
export async function readWholeRows(
  tx: Transaction,
  plan: ReadPlan,
  right: Condition,
  lock: boolean,
): Promise<readonly WholeRow[]> {
  const { values, bind } = binder();
  const fields = storedFields(plan.app);
  const columns = fields.map((field) => storedColumn(field)).join(", ");
  const text = `select r.id, r.rev, ${columns}, ${toSql(right, bind)}
     from rec.r${plan.app.id} r where ${fromWhere(plan, bind)} order by r.id${lock ? " for update" : ""}`;
  const rows = await tx.query(text, values, { rowMode: "array", ...(plan.isByIds && statementName(text)) });
  return rows.map((raw) => ({ row: rowOf(fields, raw), isAllowed: raw[2 + fields.length] === "t" }));
}

/** A deleted record as it lay in its table, with when and by whom it was deleted. */
export interface BinnedRow {
  readonly row: RecordRow;
  readonly deletedAt: Date;
  readonly deletedBy: number | null;
}

/**
 * Deleted records of the app, the latest first, as far as the plan reaches them and the right holds on them: the same
 * conditions as on living records, over the row that the bin keeps.
 */
export async function readBinnedRows(
  tx: Transaction,
  plan: ReadPlan,
  right: Condition,
  { lock = false }: { lock?: boolean } = {},
): Promise<readonly BinnedRow[]> {
  const { values, bind } = binder();
  const fields = storedFields(plan.app);
  const columns = fields.map((field) => storedColumn(field)).join(", ");
  const rows = await tx.query(
    `select r.id, r.rev, ${columns}, extract(epoch from b.deleted_at) * 1000, b.deleted_by
     from bin b cross join lateral jsonb_populate_record(null::rec.r${plan.app.id}, b.record) r
     where b.app_id = ${plan.app.id} and ${fromWhere(plan, bind, { isBinned: true })} and ${toSql(right, bind, { isBinned: true })}
     order by b.deleted_at desc, b.record_id desc limit ${bind(plan.limit)} offset ${bind(plan.offset)}
     ${lock ? "for update of b" : ""}`,
    values,
    { rowMode: "array" },
  );
  return rows.map((raw) => {
    const [at, by] = raw.slice(2 + fields.length);
    return { row: rowOf(fields, raw), deletedAt: new Date(Number(at)), deletedBy: by ? Number(by) : null };
  });
}

function rowOf(fields: readonly DeployedField[], raw: readonly RawValue[]): RecordRow {
  const values = new Map<number, Stored>(fields.map((field, at) => [field.id, parseStored(field, raw[2 + at]!)]));
  return { id: raw[0]!, revision: Number(raw[1]), values };
}

function columnWhen(field: DeployedField, when: Condition, bind: (value: unknown) => string): string {
  return valueWhen(storedColumn(field), when, bind);
}

/** An expression that is null where `when` does not hold. */
export function valueWhen(value: string, when: Condition, bind: (value: unknown) => string): string {
  return when.kind === "always" ? value : `case when ${toSql(when, bind)} then ${value} end`;
}

/** The condition of a plan with its guard. */
export function fromWhere(
  { where, guard }: ReadPlan,
  bind: (value: unknown) => string,
  options: SqlOptions = {},
): string {
  const condition = toSql(where, bind, options);
  return guard === null ? condition : `r.acl && ${bind(guard)}::integer[] and ${condition}`;
}

/** Columns that every record fills. A plain order, without a word about null, is what their indexes serve. */
const neverEmpty: ReadonlySet<string> = new Set(["r.id", "r.created_at", "r.updated_at"]);

/** Empty values come first when ascending and last when descending, as on kintone. */
function sorted(expression: string, direction: "asc" | "desc"): string {
  if (neverEmpty.has(expression)) return `${expression} ${direction}`;
  return `${expression} ${direction} nulls ${direction === "asc" ? "first" : "last"}`;
}

/** The records after the cursor: for each sort value, those equal before it and beyond it here; then by id. */
function keyset(plan: ReadPlan, sorts: readonly string[], bind: (value: unknown) => string): string[] {
  const { after, order } = plan;
  if (!after) return [];
  const [first] = sorts;
  if (sorts.length === 1 && neverEmpty.has(first!) && order[0]!.direction === "desc") {
    return [`(${first}, r.id) < (${bind(after.values[0])}, ${bind(after.id)})`];
  }
  const steps: string[] = [];
  const equal: string[] = [];
  for (const [at, { direction }] of order.entries()) {
    const value = after.values[at]!;
    const sort = sorts[at]!;
    if (value === null) {
      if (direction === "asc") steps.push([...equal, `${sort} is not null`].join(" and "));
      equal.push(`${sort} is null`);
    } else {
      const place = bind(value);
      const beyond = direction === "asc" ? `${sort} > ${place}` : `(${sort} < ${place} or ${sort} is null)`;
      steps.push([...equal, beyond].join(" and "));
      equal.push(`${sort} = ${place}`);
    }
  }
  steps.push([...equal, `r.id < ${bind(after.id)}`].join(" and "));
  return [`(${steps.map((step) => `(${step})`).join(" or ")})`];
}
