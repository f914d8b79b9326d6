import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { referenceTable } from "../../app-definitions/field-types/reference-table/reference-table.ts";
import type { DeployedApp, DeployedField } from "../../server/apps/deployed-app.ts";
import { transaction, type Transaction } from "../../server/database.ts";
import { Failure } from "../../server/errors.ts";
import type { Context } from "../../server/http/context.ts";
import { compileAccess } from "../../server/permissions/compile-access.ts";
import { bindQuery, type RelatedSource } from "../../server/query/bind-query.ts";
import { always } from "../../server/query/condition.ts";
import { matches } from "../../server/query/matches.ts";
import { parseQuery } from "../../server/query/parse-query.ts";
import { toSql } from "../../server/query/to-sql.ts";
import { planRead, type ReadPlan } from "../../server/records/plan-read.ts";
import { queryScope } from "../../server/records/sources/query-scope.ts";
import { leaf, records, rules, tree, write } from "../permissions/oracle/arbitraries.ts";
import { runsOf, seed } from "../permissions/oracle/cases.ts";
import { deployTree } from "../permissions/oracle/deploy-tree.ts";
import { makeOracle, negatives, type Leaf, type RightsTree, type Tree } from "../permissions/oracle/oracle.ts";
import { createTables, fill } from "../permissions/oracle/tables.ts";
import {
  deploy,
  directory,
  fieldCodes,
  now,
  people,
  storedOf,
  viewerNamed,
  type Plain,
} from "../permissions/oracle/world.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

/** How the records of one app relate to those of the other. */
interface Link {
  field: "text" | "num";
  relatedField: "text" | "num" | "number";
  filter: Tree | null;
}
interface Question {
  user: string;
  join: "and" | "or";
  leaves: Leaf[];
}

const asksOrganization = (one: Tree): boolean =>
  "operator" in one ? one.operands.includes("PRIMARY_ORGANIZATION()") : one.of.some(asksOrganization);
const codesOf = (one: Tree): string[] =>
  "operator" in one
    ? [one.code === "$id" || fieldCodes.includes(one.code) ? one.code : "rows"]
    : one.of.flatMap(codesOf);

/** In stands for =, and a function without a value is another test's matter. */
const question: fc.Arbitrary<Question> = fc.record({
  user: fc.constantFrom(...Object.keys(people)),
  join: fc.constantFrom("and" as const, "or" as const),
  leaves: fc.array(
    leaf
      .filter((one) => !asksOrganization(one))
      .map((one) => ({
        ...one,
        operator: one.operator === "=" ? "in" : one.operator === "!=" ? "not in" : one.operator,
      })),
    { minLength: 1, maxLength: 2 },
  ),
});
const link: fc.Arbitrary<Link> = fc
  .constantFrom(["text", "text"] as const, ["num", "num"] as const, ["num", "number"] as const)
  .chain(([field, relatedField]) =>
    fc.record({
      ...{ field: fc.constant(field), relatedField: fc.constant(relatedField) },
      filter: fc.option(
        tree.filter((one) => !asksOrganization(one)),
        { nil: null, freq: 2 },
      ),
    }),
  );

function withList(app: DeployedApp, { field, relatedField, filter }: Link): DeployedApp {
  const settings = {
    ...{ relatedApp: { code: "other" }, condition: { field, relatedField }, displayFields: ["text"] },
    filterCond: filter ? write(filter) : "",
    sort: "",
  };
  const list: DeployedField = {
    ...{ id: 900, code: "list", fieldType: referenceTable, column: null, table: null, tab: null },
    property: { type: "REFERENCE_TABLE", code: "list", label: "list", referenceTable: settings },
    ...{ optionIds: new Map(), optionKeys: new Map(), inner: new Map() },
  };
  return { ...app, fields: new Map([...app.fields, ["list", list]]) };
}

const valueOf = (code: Link["relatedField"], record: Plain) => {
  const value = code === "number" ? String(record.id) : record[code];
  return value === "" || value === null ? null : code === "text" ? value : Number(value);
};

/** Ids by the oracle; and whether the query names something that shows on no record. */
function expected(here: RightsTree, there: RightsTree, all: Plain[], others: Plain[], asked: Question, by: Link) {
  const [own, other] = [makeOracle(here, asked.user), makeOracle(there, asked.user)];
  const reach = others.filter((one) => other.rightsOf(one).view);
  const isHidden = (one: Plain) => (code: string) => code !== "$id" && !other.cell(code, one).view;
  const fits = (one: Plain, of: Tree) => other.holds(of, one, isHidden(one));
  const found = all.filter((record) => {
    if (!own.rightsOf(record).view || !own.cell(by.field, record).view) return false;
    const value = valueOf(by.field, record);
    const related = reach.filter(
      (one) =>
        value !== null &&
        valueOf(by.relatedField, one) === value &&
        other.cell(by.relatedField, one).view &&
        (by.filter === null || fits(one, by.filter)),
    );
    const every = (one: Leaf) => related.length > 0 && related.every((record) => fits(record, one));
    const some = (of: Leaf[]) => related.some((record) => fits(record, { join: "and", of }));
    const isNegative = ({ operator }: Leaf) => negatives.includes(operator);
    const { leaves, join } = asked;
    if (join === "or") return leaves.some((one) => (isNegative(one) ? every(one) : some([one])));
    const positive = leaves.filter((one) => !isNegative(one));
    return leaves.filter(isNegative).every(every) && (positive.length === 0 || some(positive));
  });
  const visible = all.filter((record) => own.rightsOf(record).view);
  const codes = [
    by.relatedField,
    ...codesOf({ join: "and", of: asked.leaves }),
    ...(by.filter ? codesOf(by.filter) : []),
  ];
  const isNowhere =
    visible.every((record) => !own.cell(by.field, record).view) ||
    codes.some((code) => reach.every((one) => isHidden(one)(code)));
  return { ids: found.map(({ id }) => String(id)), isNowhere };
}

type Mutate = (source: RelatedSource) => RelatedSource;

function plan(
  app: DeployedApp,
  other: DeployedApp,
  { user, join, leaves }: Question,
  mutate: Mutate = (source) => source,
): ReadPlan | "refused" {
  const viewer = viewerNamed(user);
  const access = compileAccess(app, viewer, directory, now);
  const apps = { byCode: () => other, byId: () => undefined, all: () => [app, other] };
  const query = leaves.map((one) => write({ ...one, code: `list.${one.code}` })).join(` ${join} `);
  try {
    const whole = queryScope({ apps, viewer, directory, now } as unknown as Context, { app, access });
    const related = (list: DeployedField) => {
      const source = typeof whole.related === "function" ? whole.related(list) : undefined;
      return source && mutate(source);
    };
    const scope = { ...whole, related };
    return planRead(app, access, { where: bindQuery(parseQuery(query), scope).where, fields: [] });
  } catch (error) {
    if (error instanceof Failure && ["query/field", "query/related"].includes(error.kind)) return "refused";
    throw error;
  }
}

function inMemory({ where }: ReadPlan, all: Plain[], others: Plain[]): string[] {
  const readerOf = (record: Plain) => (field: DeployedField) => storedOf(field, record);
  const readers = others.map(readerOf);
  return all.filter((record) => matches(where, readerOf(record), () => readers)).map(({ id }) => String(id));
}

async function inPostgres(tx: Transaction, { where, guard }: ReadPlan): Promise<string[]> {
  const values: unknown[] = [];
  const put = (value: unknown) => `$${values.push(value)}`;
  const within = guard ? `r.acl && ${put(guard)}::integer[] and ` : "";
  const text = `select r.id from rec.r1 r where ${within}${toSql(where, put)} order by r.id`;
  return (await tx.query(text, values, { rowMode: "array" })).map(([id]) => id!);
}

let ground: TestDatabase;
beforeAll(async () => {
  ground = await createTestDatabase();
  const app = deploy({ appAcl: { rights: [] }, recordAcl: { rights: [] }, fieldAcl: { rights: [] }, tabs: [] });
  await transaction(ground.database.owner, async (tx) => {
    for (const id of ["1", "2"]) await createTables(tx, { ...app, id });
  });
});
afterAll(() => ground.drop());

const questions = 6;
const cases = fc.tuple(
  rules,
  rules,
  records,
  records,
  link,
  fc.array(question, { minLength: questions, maxLength: questions }),
);

test("whatever the rights on both sides, related records answer as the oracle says, in memory and in PostgreSQL", async () => {
  const seen = { found: 0, refused: 0 };
  await transaction(ground.database.owner, (tx) =>
    fc.assert(
      fc.asyncProperty(cases, async ([here, there, all, others, by, list]) => {
        const app = withList(deployTree(here), by);
        const other = { ...deployTree(there), id: "2", code: "other" };
        await fill(tx, app, all);
        await fill(tx, other, others);
        for (const asked of list) {
          const { ids, isNowhere } = expected(here, there, all, others, asked, by);
          const planned = plan(app, other, asked);
          if (planned === "refused") {
            seen.refused++;
            expect(isNowhere).toBe(true);
            continue;
          }
          expect(inMemory(planned, all, others)).toEqual(ids);
          expect(await inPostgres(tx, planned)).toEqual(ids);
          seen.found += ids.length;
        }
      }),
      runsOf(70),
    ),
  );
  // A property over nothing would hold.
  expect(seen.found).toBeGreaterThan(10);
  expect(seen.refused).toBeGreaterThan(0);
});

test.each<[string, Mutate]>([
  ["compare hidden cells", (source) => ({ ...source, narrow: (condition) => condition })],
  ["reach every record", (source) => ({ ...source, by: { ...source.by, reach: always } })],
])("the property notices queries that %s", (_, mutate) => {
  const property = fc.property(cases, ([here, there, all, others, by, list]) => {
    const app = withList(deployTree(here), by);
    const other = { ...deployTree(there), id: "2", code: "other" };
    return list.every((asked) => {
      const planned = plan(app, other, asked, mutate);
      const { ids } = expected(here, there, all, others, asked, by);
      return planned === "refused" || inMemory(planned, all, others).join() === ids.join();
    });
  });
  expect(fc.check(property, { numRuns: 300, endOnFailure: true, seed }).failed).toBe(true);
});
