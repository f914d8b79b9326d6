import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { transaction, type Transaction } from "../../server/database.ts";
import { Failure } from "../../server/errors.ts";
import type { Access } from "../../server/permissions/access.ts";
import { compileAccess } from "../../server/permissions/compile-access.ts";
import { evaluateAccess } from "../../server/permissions/evaluate-access.ts";
import type { DeployedApp, DeployedField } from "../../server/apps/deployed-app.ts";
import { bindQuery } from "../../server/query/bind-query.ts";
import type { Condition } from "../../server/query/condition.ts";
import { matches } from "../../server/query/matches.ts";
import { parseQuery } from "../../server/query/parse-query.ts";
import { compareForSort, sortExpression } from "../../server/query/sort-order.ts";
import { toSql } from "../../server/query/to-sql.ts";
import { narrowToVisible, planRead, viewOf } from "../../server/records/plan-read.ts";
import { serializer } from "../../server/records/serialize-records.ts";
import { countRows, readRows } from "../../server/records/store.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { asked, records, rules, write } from "./oracle/arbitraries.ts";
import { caseCount, runsOf, seed } from "./oracle/cases.ts";
import { deployTree } from "./oracle/deploy-tree.ts";
import { createTables, fill } from "./oracle/tables.ts";
import { makeOracle, sortPlain, type Mutation, type RightsTree, type Tree } from "./oracle/oracle.ts";
import { deploy, directory, fieldCodes, now, storedOf, viewerNamed, type Plain } from "./oracle/world.ts";

/** Viewers with a query each, for every definition with its records. */
const questions = 7;
const runs = runsOf(questions);

interface Asked {
  user: string;
  query: Tree;
  sort: string;
  isDescending: boolean;
}
/** What a viewer gets of one visible record. */
interface Seen {
  id: number;
  isFound: boolean | "refused";
  edit: boolean;
  delete: boolean;
  /** Codes of the fields that he sees, and of those that he may change. */
  viewable: string;
  editable: string;
}

const cells = (viewable: string[], editable: string[]) => ({ viewable: viewable.join(), editable: editable.join() });

const codesOf = (query: Tree): string[] =>
  "operator" in query
    ? [query.code === "$id" || fieldCodes.includes(query.code) ? query.code : "rows"]
    : query.of.flatMap(codesOf);

/** By the oracle. A query that names a field which the viewer sees nowhere is told apart by the server alone. */
function expected(
  tree: RightsTree,
  all: Plain[],
  { user, query, sort, isDescending }: Asked,
  isRefused: boolean,
  mutation: Mutation,
): Seen[] {
  const oracle = makeOracle(tree, user, mutation);
  const visible = all.filter((record) => oracle.rightsOf(record).view);
  const sorted = sortPlain(visible, sort, isDescending, (record) => !oracle.cell(sort, record).view);
  const isHidden = (record: Plain) => (code: string) => !oracle.cell(code, record).view;
  // Only a query for something that shows nowhere may be refused.
  if (isRefused) expect(sorted.filter((record) => !codesOf(query).some((code) => isHidden(record)(code)))).toEqual([]);
  return sorted.map((record) => {
    const rights = oracle.rightsOf(record);
    return {
      id: record.id,
      isFound: isRefused ? "refused" : oracle.holds(query, record, isHidden(record)),
      edit: rights.edit,
      delete: rights.delete,
      ...cells(
        fieldCodes.filter((code) => oracle.cell(code, record).view),
        fieldCodes.filter((code) => oracle.cell(code, record).edit),
      ),
    };
  });
}

/** A query's condition as it was asked, and as it is narrowed to what the viewer sees. */
type Bound = Record<"asked" | "narrowed", Condition>;

function bind(app: DeployedApp, access: Access, { user, query }: Asked): Bound | null {
  try {
    const bound = bindQuery(parseQuery(write(query)), { app, access, viewer: viewerNamed(user), now, directory });
    return { asked: bound.where, narrowed: narrowToVisible(bound.where, access) };
  } catch (error) {
    if (error instanceof Failure && error.kind === "query/field") return null;
    throw error;
  }
}

function inMemory(
  app: DeployedApp,
  access: Access,
  bound: Bound | null,
  all: Plain[],
  { sort, isDescending }: Asked,
): Seen[] {
  const sortField = app.fields.get(sort)!;
  const rows = all.flatMap((record) => {
    const read = (field: DeployedField) => storedOf(field, record);
    const rights = evaluateAccess(app, access, read);
    if (!rights.view) return [];
    const of = (kind: "viewable" | "editable") => fieldCodes.filter((code) => rights.fields.get(code)?.[kind]);
    const sortedBy = rights.fields.get(sort)?.viewable ? read(sortField) : null;
    const isFound = bound ? matches(bound.narrowed, read) : ("refused" as const);
    const seen: Seen = {
      id: record.id,
      isFound,
      edit: rights.edit,
      delete: rights.delete,
      ...cells(of("viewable"), of("editable")),
    };
    return [{ seen, sortedBy }];
  });
  const direction = isDescending ? -1 : 1;
  return rows
    .sort((a, b) => compareForSort(sortField, a.sortedBy, b.sortedBy) * direction || b.seen.id - a.seen.id)
    .map(({ seen }) => seen);
}

async function inPostgres(
  tx: Transaction,
  app: DeployedApp,
  access: Access,
  bound: Bound | null,
  { sort, isDescending }: Asked,
): Promise<Seen[]> {
  const values: unknown[] = [];
  const put = (value: unknown) => `$${values.push(value)}`;
  const sql = (condition: Access["view"]) => `(${toSql(condition, put)}) is true`;
  const fields = fieldCodes.map((code) => access.fields.get(code));
  const columns = [
    bound ? sql(bound.narrowed) : "null",
    sql(access.edit),
    sql(access.delete),
    ...fields.flatMap((field) => (field ? [sql(field.view), sql(field.edit)] : ["false", "false"])),
  ];
  const sortField = app.fields.get(sort)!;
  const sortAccess = access.fields.get(sort);
  const order = sortAccess
    ? `case when ${toSql(sortAccess.view, put)} then ${sortExpression(sortField, put)} end`
    : "null::text";
  const guard = access.guard ? `r.acl && ${put(access.guard)}::integer[] and ` : "";
  const rows = await tx.query(
    `select r.id, ${columns.join(", ")} from rec.r1 r where ${guard}${toSql(access.view, put)}
     order by ${order} ${isDescending ? "desc nulls last" : "asc nulls first"}, r.id desc`,
    values,
    { rowMode: "array" },
  );
  return rows.map(([id, isFound, edit, del, ...rest]) => ({
    id: Number(id),
    isFound: bound ? isFound === "t" : "refused",
    edit: edit === "t",
    delete: del === "t",
    ...cells(
      fieldCodes.filter((_, i) => rest[2 * i] === "t"),
      fieldCodes.filter((_, i) => rest[2 * i + 1] === "t"),
    ),
  }));
}

/** What a request gets: the records found, in order, with the codes of their cells, and how many there are. */
interface Given {
  total: number;
  records: { id: number; codes: string }[];
}

/** The same through the server's only door to rows: planned, read, counted and looked at by the second wall. */
async function throughTheDoor(
  tx: Transaction,
  app: DeployedApp,
  access: Access,
  bound: Bound | null,
  { sort, isDescending }: Asked,
): Promise<Given | "refused"> {
  if (!bound) return "refused";
  const order = [{ field: app.fields.get(sort)!, direction: isDescending ? "desc" : "asc" } as const];
  try {
    const plan = planRead(app, access, { where: bound.asked, order });
    const toWire = serializer(plan, directory);
    const records = (await readRows(tx, plan)).map(toWire).map(({ $id, $revision: _, ...cells }) => ({
      id: Number($id!.value),
      codes: fieldCodes.filter((code) => code in cells).join(),
    }));
    return { total: await countRows(tx, plan), records };
  } catch (error) {
    if (error instanceof Failure && error.kind === "query/field") return "refused";
    throw error;
  }
}

/** What the oracle's answer means for a request. */
function answerOf(wanted: Seen[], isRefused: boolean): Given | "refused" {
  if (isRefused) return "refused";
  const found = wanted.filter(({ isFound }) => isFound === true);
  return { total: found.length, records: found.map(({ id, viewable }) => ({ id, codes: viewable })) };
}

let ground: TestDatabase;
beforeAll(async () => {
  ground = await createTestDatabase();
  const app = deploy({ appAcl: { rights: [] }, recordAcl: { rights: [] }, fieldAcl: { rights: [] }, tabs: [] });
  await transaction(ground.database.owner, async (tx) => {
    await createTables(tx, app);
  });
});
afterAll(() => ground.drop());

const cases = fc.tuple(rules, records, fc.array(asked, { minLength: questions, maxLength: questions }));

test(
  "memory and PostgreSQL agree with the oracle on records, cells, filters and order",
  { timeout: 240_000 + caseCount * 60 },
  async () => {
    let found = 0;
    let visible = 0;
    await transaction(ground.database.owner, (tx) =>
      fc.assert(
        fc.asyncProperty(cases, async ([tree, all, list]) => {
          const app = deployTree(tree);
          await fill(tx, app, all);
          for (const one of list) {
            const access = compileAccess(app, viewerNamed(one.user), directory, now);
            const bound = bind(app, access, one);
            const wanted = expected(tree, all, one, bound === null, "none");
            // Whoever sees a field nowhere cannot sort by it.
            const isRefused = bound === null || !viewOf(access, app.fields.get(one.sort)!);
            expect(inMemory(app, access, bound, all, one)).toEqual(wanted);
            expect(await inPostgres(tx, app, access, bound, one)).toEqual(wanted);
            expect(await throughTheDoor(tx, app, access, bound, one)).toEqual(answerOf(wanted, isRefused));
            visible += wanted.length;
            found += wanted.filter(({ isFound }) => isFound === true).length;
          }
        }),
        runs,
      ),
    );
    // A property over nothing would hold: enough records must be in sight, and enough of them found.
    expect(visible).toBeGreaterThan(caseCount);
    expect(found).toBeGreaterThan(caseCount / 4);
  },
);

test.each<Mutation>([
  "everyone-where-listed",
  "union-of-lines",
  "tabs-forgotten",
  "hidden-cells-compare",
  "subs-forgotten",
])("the property notices: %s", (mutation) => {
  const property = fc.property(cases, ([tree, all, list]) => {
    const app = deployTree(tree);
    return list.every((one) => {
      const access = compileAccess(app, viewerNamed(one.user), directory, now);
      const bound = bind(app, access, one);
      const wanted = expected(tree, all, one, bound === null, mutation);
      return JSON.stringify(inMemory(app, access, bound, all, one)) === JSON.stringify(wanted);
    });
  });
  expect(fc.check(property, { numRuns: 300, endOnFailure: true, seed }).failed).toBe(true);
});
