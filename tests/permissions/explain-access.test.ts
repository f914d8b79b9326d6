import fc from "fast-check";
import { expect, test } from "vitest";
import type { DeployedField } from "../../server/apps/deployed-app.ts";
import {
  explainAccess,
  type AccessExplanation,
  type Layer,
  type NamedLine,
} from "../../server/permissions/explain-access.ts";
import { records, rules } from "./oracle/arbitraries.ts";
import { caseCount, runsOf, seed } from "./oracle/cases.ts";
import { deployTree } from "./oracle/deploy-tree.ts";
import { makeOracle, type RightsTree } from "./oracle/oracle.ts";
import { directory, fieldCodes, now, people, storedOf, viewerNamed, type Plain } from "./oracle/world.ts";

const rights = ["view", "edit", "delete", "view-field", "edit-field"] as const;
type Right = (typeof rights)[number];

interface Question {
  user: string;
  record: Plain;
  code: string;
}

function explain(tree: RightsTree, { user, record, code }: Question): AccessExplanation {
  const app = deployTree(tree);
  const read = (field: DeployedField) => storedOf(field, record);
  return explainAccess(app, viewerNamed(user), directory, now, { read, field: app.fields.get(code)! });
}

/** What the oracle says, which shares no code with the server. */
function oracleSays(tree: RightsTree, { user, record, code }: Question): Record<Right, boolean> {
  const oracle = makeOracle(tree, user);
  const cell = oracle.cell(code, record);
  return { ...oracle.rightsOf(record), "view-field": cell.view, "edit-field": cell.edit };
}

const granted = ({ verdicts }: AccessExplanation) =>
  Object.fromEntries(rights.map((right) => [right, verdicts[right]!.isGranted]));

/** Turns what one layer says about a right into its opposite, by the very rule that the explanation names. */
function flip(tree: RightsTree, layer: Layer, right: Right, { user, code }: Question, told: AccessExplanation) {
  const flipped = structuredClone(tree);
  const me = { entity: { type: "USER" as const, code: user }, includeSubs: false };
  const all = { viewable: true, editable: true, deletable: true };
  const isRefused = told.verdicts[right]!.refusedBy.includes(layer);
  const action = right === "view-field" ? "view" : right === "edit-field" ? "edit" : right;
  const { app, record, field } = told as Required<AccessExplanation>;
  if (layer === "app") {
    const line = flipped.appAcl.rights[app.decidedBy?.at ?? -1];
    const given = {
      ...{ appEditable: false, recordAddable: false, recordImportable: false, recordExportable: false },
      ...{ recordViewable: true, recordEditable: true, recordDeletable: true },
    };
    if (!line) flipped.appAcl.rights.push({ ...me, ...given });
    else if (isRefused) Object.assign(line, given);
    else line[action === "view" ? "recordViewable" : action === "edit" ? "recordEditable" : "recordDeletable"] = false;
  } else if (layer === "record") {
    const block = flipped.blocks[record!.block?.at ?? -1];
    const line = block?.entities[record!.decidedBy?.at ?? -1];
    const stopsAt = record!.block?.at ?? flipped.blocks.length;
    if (record!.how === "undecided") flipped.blocks.splice(stopsAt, 0, { when: null, entities: [{ ...me, ...all }] });
    else if (!block) flipped.blocks.push({ when: null, entities: isRefused ? [{ ...me, ...all }] : [] });
    else if (!line) block.entities.push({ ...me, ...all });
    else if (isRefused) Object.assign(line, all);
    else line[action === "view" ? "viewable" : action === "edit" ? "editable" : "deletable"] = false;
  } else if (layer === "field") {
    const rule = flipped.fieldAcl.rights.find((one) => one.code === code);
    const line = rule?.entities[field!.decidedBy?.at ?? -1];
    const opposite = isRefused ? "WRITE" : "NONE";
    if (!rule) flipped.fieldAcl.rights.push({ code, entities: [] });
    else if (!line) rule.entities.push({ ...me, accessibility: opposite });
    else line.accessibility = opposite;
  } else {
    const tab = flipped.tabs.find((one) => one.code === field!.tab!.code)!;
    tab.when = isRefused ? null : { code: "$id", operator: "=", operands: ["-1"] };
  }
  return flipped;
}

/** Trees in which one rule that is said to be passed over says the opposite. */
function withoutPassed(tree: RightsTree, { code }: Question, { app, record, field }: AccessExplanation): RightsTree[] {
  const changed = (change: (copy: RightsTree) => void) => {
    const copy = structuredClone(tree);
    change(copy);
    return copy;
  };
  const everyone = { entity: { type: "GROUP" as const, code: "everyone" }, includeSubs: false };
  const isNot = (flag: boolean) => !flag;
  return [
    ...app.passed.map(({ at }) =>
      changed(({ appAcl }) => {
        const line = appAcl.rights[at]!;
        Object.assign(line, { recordViewable: isNot(line.recordViewable), recordEditable: isNot(line.recordEditable) });
      }),
    ),
    ...record!.passedBlocks.flatMap(({ at }) =>
      [[], [{ ...everyone, viewable: true, editable: true, deletable: true }]].map((entities) =>
        changed(({ blocks }) => (blocks[at]!.entities = entities)),
      ),
    ),
    ...record!.passed.map(({ at }) =>
      changed(({ blocks }) => {
        const line = blocks[record!.block!.at]!.entities[at]!;
        Object.assign(line, { viewable: isNot(line.viewable), editable: isNot(line.editable) });
      }),
    ),
    ...field!.passed.flatMap(({ at }) =>
      (["WRITE", "NONE"] as const).map((accessibility) =>
        changed(({ fieldAcl }) => {
          fieldAcl.rights.find((one) => one.code === code)!.entities[at]!.accessibility = accessibility;
        }),
      ),
    ),
  ];
}

const cases = fc.tuple(
  rules,
  records,
  fc.array(fc.record({ user: fc.constantFrom(...Object.keys(people)), code: fc.constantFrom(...fieldCodes) }), {
    minLength: 3,
    maxLength: 3,
  }),
);

/** Holds one explanation against the oracle, every rule that it names turned; throws where they differ. */
function hold(tree: RightsTree, asked: Question, told: AccessExplanation, counted: Counted): void {
  const known = oracleSays(tree, asked);
  expect(granted(told)).toEqual(known);
  if (!told.app.decidedBy || !told.record!.decidedBy || told.field!.how !== "line") counted.absences += 1;
  for (const other of withoutPassed(tree, asked, told)) expect(oracleSays(other, asked)).toEqual(known);
  for (const right of rights) {
    const layers: Layer[] = ["app", "record"];
    if (right.endsWith("-field")) layers.push("field", ...(told.field!.tab ? (["tab"] as const) : []));
    for (const layer of layers) {
      const flipped = flip(tree, layer, right, asked, told);
      const before = told.verdicts[right]!.refusedBy;
      const after = before.includes(layer) ? before.filter((one) => one !== layer) : [...before, layer];
      // Whatever other layer still refuses masks the change, and is named.
      const { refusedBy } = explain(flipped, asked).verdicts[right]!;
      expect([...refusedBy].sort()).toEqual([...after].sort());
      expect(oracleSays(flipped, asked)[right]).toBe(after.length === 0);
      counted[known[right] === (after.length === 0) ? "masked" : "turned"] += 1;
    }
  }
}

interface Counted {
  turned: number;
  masked: number;
  absences: number;
}

function property(counted: Counted, distort: (told: AccessExplanation) => AccessExplanation) {
  return fc.property(cases, ([tree, all, questions]) => {
    for (const [at, question] of questions.entries()) {
      const asked: Question = { ...question, record: all[at]! };
      hold(tree, asked, distort(explain(tree, asked)), counted);
    }
  });
}

test(
  "what explains a right is the right, and turning the rule that it names turns the right",
  { timeout: 240_000 + caseCount * 60 },
  () => {
    const runs = runsOf(36);
    const counted: Counted = { turned: 0, masked: 0, absences: 0 };
    fc.assert(
      property(counted, (told) => told),
      runs,
    );
    // A property over nothing would hold.
    for (const count of Object.values(counted)) expect(count).toBeGreaterThan(runs.numRuns);
  },
);

const elsewhere = (line: NamedLine | null) => line && { ...line, at: line.at === 0 ? 1 : line.at - 1 };

test.each<[string, (told: AccessExplanation) => AccessExplanation]>([
  ["another line of the app", (told) => ({ ...told, app: { ...told.app, decidedBy: elsewhere(told.app.decidedBy) } })],
  [
    "another line of the block",
    (told) => ({ ...told, record: { ...told.record!, decidedBy: elsewhere(told.record!.decidedBy) } }),
  ],
  [
    "the deciding block as passed over",
    (told) => {
      const { block, passedBlocks } = told.record!;
      const passed = block ? [...passedBlocks, { ...block, isDecided: true }] : passedBlocks;
      return { ...told, record: { ...told.record!, passedBlocks: passed } };
    },
  ],
])("the property notices an explanation that names %s", (_name, distort) => {
  const counted: Counted = { turned: 0, masked: 0, absences: 0 };
  expect(fc.check(property(counted, distort), { numRuns: 100, endOnFailure: true, seed }).failed).toBe(true);
});
