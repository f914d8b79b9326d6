import fc from "fast-check";
import type { Entity } from "../../../app-definitions/definition.ts";
import type { Leaf, RightsTree, Tree } from "./oracle.ts";
import { fieldCodes, groups, options, parents, people, type Plain } from "./world.ts";

const texts = ["", "アイウ", "あい", "abc", "ＡＢＣ ｘ", "100%_\\", "が", "か\u3099", " \u3000", "12:1"];
const numbers = ["0", "1.5", "-2", "10", "9.75"];
const days = ["2026-11-20", "2026-11-21", "2026-11-22"];
const instants = ["2026-11-20T14:59:00Z", "2026-11-20T15:00:00Z", "2026-11-21T14:59:00Z", "2026-11-21T15:00:00Z"];
const times = ["00:00", "09:30", "23:59"];
const users = Object.keys(people);
const organizations = Object.keys(parents);
const maybe = (values: string[]) => fc.option(fc.constantFrom(...values), { nil: null });
const some = (values: string[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 2 });

export const records: fc.Arbitrary<Plain[]> = fc
  .array(
    fc.record({
      text: fc.constantFrom(...texts.filter((one) => one.trim() !== "" || one === "")),
      note: fc.constantFrom(...texts),
      num: maybe(numbers),
      kind: maybe(options["kind"]!),
      tags: some(options["tags"]!),
      day: maybe(days),
      at: maybe(instants),
      clock: maybe(times),
      who: some(users),
      org: some(organizations),
      grp: some(groups),
      creator: fc.constantFrom(...users),
      consent: fc.constantFrom("AGREED" as const, "WITHDRAWN" as const, null),
      rows: fc.array(fc.record({ item: fc.constantFrom(...texts), n: maybe(numbers), c: maybe(options["c"]!) }), {
        maxLength: 3,
      }),
    }),
    { minLength: 6, maxLength: 12 },
  )
  .map((plain) => plain.map((record, i) => ({ id: i + 1, ...record })));

const quoted = (values: string[]) => values.map((value) => JSON.stringify(value));
const order = [">", "<", ">=", "<="];
/** Operators and operands by field code. */
const asks: Record<string, { one?: string[]; many?: string[]; like?: string[]; isEmpty?: true; operands: string[] }> = {
  text: { one: ["=", "!="], many: ["in", "not in"], like: ["like", "not like"], operands: quoted(texts) },
  note: { like: ["like", "not like"], isEmpty: true, operands: quoted(texts) },
  num: { one: ["=", "!=", ...order], many: ["in", "not in"], operands: [...numbers, '""', '"1.50"'] },
  kind: { many: ["in", "not in"], operands: quoted(["", ...options["kind"]!]) },
  tags: { many: ["in", "not in"], operands: quoted(["", ...options["tags"]!]) },
  day: {
    one: ["=", "!=", ...order],
    operands: [...quoted(["", ...days]), "TODAY()", "FROM_TODAY(-1, DAYS)", 'FROM_TODAY(1, "DAYS")'],
  },
  at: { one: ["=", "!=", ...order], operands: [...quoted(["", ...instants]), "TODAY()", "YESTERDAY()"] },
  clock: { one: ["=", "!=", ...order], operands: quoted(["", ...times]) },
  who: { many: ["in", "not in"], operands: [...quoted(["", "ghost", ...users]), "LOGINUSER()"] },
  org: { many: ["in", "not in"], operands: [...quoted(["", ...organizations]), "PRIMARY_ORGANIZATION()"] },
  grp: { many: ["in", "not in"], operands: quoted(["", ...groups]) },
  creator: { many: ["in", "not in"], operands: [...quoted(users), "LOGINUSER()"] },
  consent: { many: ["in", "not in"], operands: quoted(["", "AGREED", "WITHDRAWN"]) },
  number: {
    one: ["=", "!=", ...order],
    many: ["in", "not in"],
    operands: ["1", "3", "-1", '"APP-2"', "99999999999999999999"],
  },
  $id: { one: ["=", "!=", ...order], many: ["in", "not in"], operands: ["1", "4", "-1"] },
  item: { many: ["in", "not in"], like: ["like", "not like"], operands: quoted(texts) },
  n: { one: order, many: ["in", "not in"], operands: [...numbers, '""'] },
  c: { many: ["in", "not in"], operands: quoted(["", ...options["c"]!]) },
};

export const leaf: fc.Arbitrary<Leaf> = fc.constantFrom(...Object.keys(asks)).chain((code) => {
  const { one = [], many = [], like = [], isEmpty, operands } = asks[code]!;
  const operand = fc.constantFrom(...operands);
  // Nothing is more, less or alike an empty text: such queries are refused.
  const filled = fc.constantFrom(...operands.filter((given) => given !== '""'));
  const isEquality = (operator: string) => operator === "=" || operator === "!=";
  return fc.oneof(
    ...[...one, ...like].map((operator) =>
      (isEquality(operator) ? operand : filled).map((given) => ({ code, operator, operands: [given] })),
    ),
    ...many.map((operator) =>
      fc.uniqueArray(operand, { minLength: 1, maxLength: 3 }).map((given) => ({ code, operator, operands: given })),
    ),
    ...(isEmpty ? ["is empty", "is not empty"] : []).map((operator) =>
      fc.constant<Leaf>({ code, operator, operands: [] }),
    ),
  );
});

export const tree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    leaf,
    fc.record({
      join: fc.constantFrom("and" as const, "or" as const),
      of: fc.array(tie("tree"), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).tree;

const entity: fc.Arbitrary<Entity> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Entity>({ type: "GROUP", code: "everyone" }) },
  { weight: 2, arbitrary: fc.constantFrom(...groups).map((code): Entity => ({ type: "GROUP", code })) },
  { weight: 1, arbitrary: fc.constantFrom(...users).map((code): Entity => ({ type: "USER", code })) },
  { weight: 2, arbitrary: fc.constantFrom(...organizations).map((code): Entity => ({ type: "ORGANIZATION", code })) },
  { weight: 1, arbitrary: fc.constant<Entity>({ type: "CREATOR" }) },
  {
    weight: 5,
    arbitrary: fc.constantFrom("org", "who", "grp", "creator").map((code): Entity => ({ type: "FIELD_ENTITY", code })),
  },
);
const mostly = fc.boolean().chain((first) => (first ? fc.constant(true) : fc.boolean()));
const condition = fc.option(tree, { nil: null, freq: 3 });

export const rules: fc.Arbitrary<RightsTree> = fc.record({
  appAcl: fc.record({
    rights: fc
      .array(
        fc.record({
          entity: entity.filter(({ type }) => type !== "FIELD_ENTITY"),
          includeSubs: fc.boolean(),
          appEditable: fc.boolean(),
          recordViewable: mostly,
          recordAddable: fc.boolean(),
          recordEditable: mostly,
          recordDeletable: fc.boolean(),
          recordImportable: fc.boolean(),
          recordExportable: fc.boolean(),
        }),
        { maxLength: 3 },
      )
      .map((lines) => [
        ...lines,
        {
          ...{ entity: { type: "GROUP" as const, code: "everyone" }, includeSubs: false, appEditable: false },
          ...{ recordViewable: true, recordAddable: false, recordEditable: true, recordDeletable: true },
          ...{ recordImportable: false, recordExportable: false },
        },
      ]),
  }),
  blocks: fc.array(
    fc.record({
      when: condition,
      entities: fc.array(
        fc.record({
          entity,
          viewable: mostly,
          editable: fc.boolean(),
          deletable: fc.boolean(),
          includeSubs: fc.boolean(),
        }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 3 },
  ),
  fieldAcl: fc.record({
    rights: fc.uniqueArray(
      fc.record({
        code: fc.constantFrom(...fieldCodes),
        entities: fc.array(
          fc.record({
            accessibility: fc.constantFrom("READ" as const, "WRITE" as const, "NONE" as const),
            entity,
            includeSubs: fc.boolean(),
          }),
          { maxLength: 3 },
        ),
      }),
      { selector: ({ code }) => code, maxLength: 5 },
    ),
  }),
  tabs: fc
    .tuple(condition, condition, fc.shuffledSubarray(fieldCodes, { maxLength: 8 }))
    .map(([first, second, fields]) => [
      { code: "one", fields: fields.slice(0, 4), when: first },
      { code: "two", fields: fields.slice(4), when: second },
    ]),
});

export const asked = fc.record({
  user: fc.constantFrom(...users),
  query: tree,
  sort: fc.constantFrom("text", "num", "kind", "day", "at", "clock"),
  isDescending: fc.boolean(),
});

/** The tree as a query's text; the inner ones always in parentheses. */
export function write(one: Tree): string {
  if ("operator" in one) {
    const list = one.operator.endsWith("in") ? `(${one.operands.join(", ")})` : one.operands.join("");
    return `${one.code} ${one.operator} ${list}`;
  }
  return one.of.map((part) => ("operator" in part ? write(part) : `(${write(part)})`)).join(` ${one.join} `);
}
