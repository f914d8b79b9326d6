import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addRecord } from "../../server/records/add-records.ts";
import { readHistory, type ShownRevision } from "../../server/records/history/read-history.ts";
import { readOne } from "../../server/records/read-records.ts";
import { updateRecord } from "../../server/records/update-records.ts";
import { definitionOf, failureOf, makeWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
let app: string;
const codes = ["甲", "乙", "丙"] as const;
type Values = Readonly<Record<string, string>>;

beforeAll(async () => {
  workspace = await makeWorkspace();
  const fields = Object.fromEntries(codes.map((code) => [code, { type: "SINGLE_LINE_TEXT" }]));
  app = (await workspace.deploy(definitionOf("shared", fields))).apps[0]!.id;
});
afterAll(() => workspace.drop());

const read = async (who: string, id: string) => {
  const { record } = await workspace.as(who, (context) => readOne(context, { app, id }));
  const values: Values = Object.fromEntries(codes.map((code) => [code, String(record[code]!.value)]));
  return { values, revision: String(record["$revision"]!.value) };
};
const write = (who: string, id: string, revision: string, values: Values) => {
  const record = Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }]));
  return workspace.as(who, (context) => updateRecord(context, { app, id, revision, record }));
};

/** One edit of a person: what is changed, and whether a conflict is merged with what is there or given up. */
const edit = fc.record({
  fields: fc.subarray([...codes], { minLength: 1 }),
  onConflict: fc.constantFrom("merge", "give-up" as const),
});

interface Outcome {
  readonly values: Values;
  /** The revision that was read, and the one that the answer named; null when every attempt met a conflict. */
  readonly read: number;
  readonly written: number | null;
}

/** Edits one after the other: read, change, write with the revision; a conflict is told and answered as decided. */
async function work(who: string, id: string, edits: readonly { fields: string[]; onConflict: string }[]) {
  const outcomes: Outcome[] = [];
  for (const [at, { fields, onConflict }] of edits.entries()) {
    for (let attempt = 0; attempt < (onConflict === "merge" ? 20 : 1); attempt++) {
      const { revision } = await read(who, id);
      const values = Object.fromEntries(fields.map((code) => [code, `${who} ${at}.${attempt}`]));
      const base = { values, read: Number(revision) };
      const answer = await write(who, id, revision, values).catch(async (error: unknown) => {
        expect((await failureOf(Promise.reject(error as Error))).kind).toBe("record/changed-meanwhile");
        return null;
      });
      outcomes.push({ ...base, written: answer && Number(answer.revision) });
      if (answer) break;
    }
  }
  return outcomes;
}

async function historyOf(id: string): Promise<readonly ShownRevision[]> {
  const found: ShownRevision[] = [];
  for (let before: number | undefined, older = true; older; before = Number(found.at(-1)!.revision)) {
    const page = await workspace.as("sato", (context) =>
      readHistory(context, { app, id, ...(before !== undefined && { before }) }),
    );
    found.push(...page.revisions);
    older = page.older;
  }
  return found.toReversed();
}

test("two people edit one record at once: nothing that was accepted is lost, nothing that was refused is there", async () => {
  let conflicts = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { maxLength: 6 }), fc.array(edit, { maxLength: 6 }), async (one, other) => {
      const { id } = await workspace.as("sato", (context) => addRecord(context, { app }));
      const outcomes = (await Promise.all([work("sato", id, one), work("admin", id, other)])).flat();
      const accepted = outcomes.filter(({ written }) => written !== null);
      const history = await historyOf(id);

      expect(history.map(({ revision }) => Number(revision))).toEqual(
        Array.from({ length: accepted.length + 1 }, (_, at) => at + 1),
      );
      for (const { values, read: base, written } of accepted) {
        // Whoever wrote had seen everything that was there.
        expect(written).toBe(base + 1);
        const { changes } = history[written! - 1]!;
        expect(Object.fromEntries(changes.map(({ code, after }) => [code, after]))).toEqual(values);
      }
      const last = Object.fromEntries(codes.map((code) => [code, ""]));
      for (const { changes } of history) {
        for (const { code, before, after } of changes) {
          expect(before).toBe(last[code]);
          last[code] = String(after);
        }
      }
      expect((await read("sato", id)).values).toEqual(last);
      conflicts += outcomes.length - accepted.length;
      const told = JSON.stringify(history);
      const refused = outcomes.filter(({ written }) => written === null).flatMap(({ values }) => Object.values(values));
      for (const value of refused) expect(told).not.toContain(`"${value}"`);
    }),
    { numRuns: 12, seed: 20_261_121 },
  );
  expect(conflicts).toBeGreaterThan(0);
});
