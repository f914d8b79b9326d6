import { afterAll, beforeAll, expect, test } from "vitest";
import { groupRuleSentence } from "../../client/pages/admin/group-rule-sentence.ts";
import { matchesRule, groupRuleSchema, rulePerson, type RuleCondition } from "../../server/identity/group-rule.ts";
import { addGroup, changeGroup, listGroups } from "../../server/identity/people/groups.ts";
import { previewGroup } from "../../server/identity/people/preview-group.ts";
import { readUpdatedAt } from "../../server/identity/people/store.ts";
import { addUser, changeUser } from "../../server/identity/people/users.ts";
import { saveRow } from "../../server/identity/user-csv/save-row.ts";
import { readGroupUsers, readUserGroups } from "../../server/identity/user-api/read-directory.ts";
import { readRecords } from "../../server/records/read-records.ts";
import { checkSchema } from "../../server/schema.ts";
import { allAppRights, definitionOf, failureOf, makeWorkspace, type Workspace } from "../records/workspace.ts";

const hana = rulePerson(
  { code: "Hana.Sato", name: "佐藤　ハナ", email: "hana@Minato.example.jp", phone: "" },
  ["ward"],
  ["ward", "hospital", "ministry"],
);
const organization = (code: string, includeSubs?: boolean): RuleCondition => ({
  attribute: "organization",
  code,
  ...(includeSubs !== undefined && { includeSubs }),
});
type Text = Exclude<RuleCondition, { attribute: "organization" }>;
const text = (attribute: Text["attribute"], operator: Text["operator"], value: string): RuleCondition => ({
  attribute,
  operator,
  value,
});
const [yes, no] = [organization("ward"), organization("hospital")];

test.each([
  ["all", [organization("ward")], true],
  ["all", [organization("hospital")], false],
  ["all", [organization("hospital", false)], false],
  ["all", [organization("hospital", true)], true],
  ["all", [organization("ministry", true)], true],
  ["all", [organization("ministry-of-none", true)], false],
  ["all", [text("loginName", "equals", "hana.sato")], true],
  ["all", [text("loginName", "equals", "hana")], false],
  ["all", [text("email", "endsWith", "@minato.EXAMPLE.jp")], true],
  ["all", [text("email", "endsWith", "@minato")], false],
  ["all", [text("email", "startsWith", "ｈａｎａ@")], true],
  ["all", [text("name", "contains", "ﾊﾅ")], true],
  ["all", [text("name", "startsWith", "ハナ")], false],
  ["all", [text("phone", "contains", "0")], false],
  ["all", [text("phone", "equals", "0")], false],
  ["all", [yes, yes], true],
  ["all", [yes, no], false],
  ["any", [no, yes], true],
  ["any", [no, no], false],
  ["all", [], false],
  ["any", []  , false],
] as const)("%s of %j: %s", (match, conditions, isMember) => {
  expect(matchesRule({ match, conditions })(hana)).toBe(isMember);
}); // prettier-ignore

const ok = { attribute: "email", operator: "endsWith", value: "@a.jp" };
test.each([
  [{ match: "all", conditions: [ok, { attribute: "organization", code: "a" }] }, true],
  [{ match: "any", conditions: Array(20).fill(ok) }, true],
  [{ match: "any", conditions: [{ ...ok, value: "x".repeat(128) }] }, true],
  [{ match: "any", conditions: Array(21).fill(ok) }, false],
  [{ match: "any", conditions: [{ ...ok, value: "x".repeat(129) }] }, false],
  [{ match: "any", conditions: [{ ...ok, value: "" }] }, false],
  [{ match: "any", conditions: [{ ...ok, value: " \u3000" }] }, false],
  [{ match: "any", conditions: [] }, false],
  [{ match: "none", conditions: [ok] }, false],
  [{ conditions: [ok] }, false],
  [{ match: "all", conditions: [{ ...ok, attribute: "passwordHash" }] }, false],
  [{ match: "all", conditions: [{ ...ok, operator: "matches" }] }, false],
  [{ match: "all", conditions: [{ ...ok, attribute: "organization" }] }, false],
  [{ match: "all", conditions: [{ attribute: "organization", code: "a", operator: "equals" }] }, false],
])("the schema takes %j: %s", (rule, isTaken) => {
  expect(checkSchema(groupRuleSchema, rule).length === 0).toBe(isTaken);
});

test("an administrator reads the rule as a sentence", () => {
  const conditions = [organization("a", true), text("email", "endsWith", "@a.jp")];
  expect(groupRuleSentence({ match: "all", conditions }, [{ code: "a", name: "みなと県" }])).toBe(
    "組織「みなと県」またはその下の組織に所属している、かつ、メールアドレスが「@a.jp」で終わる、という条件に当てはまる利用者が、自動的にメンバーになります。",
  );
});

let workspace: Workspace;
let app: string;
let group: number;
const byRule = {
  match: "all" as const,
  conditions: [organization("ministry", true), text("loginName", "startsWith", "new")],
};

beforeAll(async () => {
  workspace = await makeWorkspace();
  group = Number(
    (await workspace.as("admin", (context) => addGroup(context, { code: "newcomers", name: "新人", rule: byRule }))).id,
  );
  for (const code of ["new1", "new2"])
    await workspace.as("admin", (context) => addUser(context, { code, name: code, email: `${code}@example.jp` }));
  const rights = [{ entity: { type: "GROUP" as const, code: "newcomers" }, ...allAppRights }];
  const definition = definitionOf("survey", { 名称: { type: "SINGLE_LINE_TEXT" } }, { appAcl: { rights } });
  app = (await workspace.deploy(definition)).apps[0]!.id;
});
afterAll(() => workspace.drop());

const change = (code: string, values: { organizations?: string[]; groups?: string[] }) =>
  workspace.as("admin", async (context) => {
    const { id } = context.directory.userByCode(code)!;
    const updatedAt = (await readUpdatedAt(context.tx, "user_account", [id])).get(id)!.toISOString();
    return changeUser(context, { id, updatedAt, ...values });
  });
const reads = (code: string) =>
  workspace
    .as(code, (context) => readRecords(context, { app }))
    .then(
      () => true,
      () => false,
    );
const members = () =>
  workspace.as("admin", async (context) => {
    const { users } = await readGroupUsers(context, { code: "newcomers" });
    return users.map(({ code }) => code);
  });

test("who moves below the organisation gets membership and right at once, who leaves it loses both at once", async () => {
  expect([await members(), await reads("new1"), await reads("a")]).toEqual([[], false, false]);
  await change("new1", { organizations: ["hospital-a"] });
  expect([await members(), await reads("new1"), await reads("new2")]).toEqual([["new1"], true, false]);
  const { groups } = await workspace.as("admin", (context) => readUserGroups(context, { code: "new1" }));
  expect(groups).toContainEqual(expect.objectContaining({ code: "newcomers", type: "DYNAMIC" }));
  const listed = await workspace.as("admin", listGroups);
  expect(listed.groups.find(({ code }) => code === "newcomers")).toMatchObject({
    people: 1,
    rule: byRule,
    ruleOrganizations: [{ code: "ministry", name: "省" }],
  });
  await change("new1", { organizations: [] });
  expect([await members(), await reads("new1")]).toEqual([[], false]);
});

test("nobody is put into a dynamic group by hand: not by the person, the group or a file", async () => {
  const dynamic = (key: string) => ({ kind: "input/invalid", keys: { [key]: ["group/dynamic"] } });
  const groups = ["newcomers"];
  expect(await failureOf(change("new2", { groups }))).toEqual(dynamic("groups"));
  const added = workspace.as("admin", (context) => addUser(context, { code: "new3", name: "3", groups }));
  expect(await failureOf(added)).toEqual(dynamic("groups"));
  const row = workspace.as("admin", (context) =>
    saveRow(context, "userGroups", { code: "new2", groups }, () => Promise.resolve(context)),
  );
  expect(await failureOf(row)).toEqual(dynamic("groups"));
  const set = workspace.as("admin", (context) => changeGroup(context, { id: group, members: ["new2"] }));
  expect(await failureOf(set)).toEqual(dynamic("members"));
  await workspace.sql(
    "insert into user_group_member (user_id, group_id) select id, $1 from user_account where code = 'b'",
    [group],
  );
  await workspace.sql("update directory_version set version = version + 1");
  expect(await members()).toEqual([]);
});

test("a rule about an unknown organisation is refused with its code; a rule is changed and taken away", async () => {
  const set = (input: object) => workspace.as("admin", (context) => changeGroup(context, { id: group, ...input }));
  const unknown = { match: "any" as const, conditions: [byRule.conditions[1]!, organization("nowhere", true)] };
  const refused = { kind: "input/invalid", keys: { "rule.conditions[1].code": ["organization/unknown"] } };
  expect(await failureOf(set({ rule: unknown }))).toEqual(refused);
  expect(
    await failureOf(workspace.as("admin", (context) => addGroup(context, { code: "x", name: "x", rule: unknown }))),
  ).toEqual(refused);
  await set({ rule: { ...byRule, match: "any" } });
  expect((await members()).sort()).toEqual(["a", "b", "new1", "new2"]);
  await set({ name: "新しい人" });
  expect(await members()).toHaveLength(4);
  const preview = (id?: number) =>
    workspace.as("admin", (context) => previewGroup(context, { ...(id && { id }), rule: { match: "all", conditions: [text("loginName", "startsWith", "new")] } })); // prettier-ignore
  const codesOf = (named: { count: number; people: { code: string }[] }) => [named.count, ...named.people.map(({ code }) => code)]; // prettier-ignore
  const shown = await preview(group);
  expect([shown.members, shown.joining, shown.leaving].map(codesOf)).toEqual([[2, "new1", "new2"], [0], [2, "a", "b"]]);
  expect(codesOf((await preview()).joining)).toEqual([2, "new1", "new2"]);
  expect(
    await failureOf(workspace.as("admin", (context) => previewGroup(context, { id: group, rule: unknown }))),
  ).toEqual(refused);
  await set({ rule: null, keepsMembers: true });
  expect((await members()).sort()).toEqual(["a", "b", "new1", "new2"]);
  await set({ rule: null });
  expect(await members()).toEqual([]);
  await set({ members: ["new2"] });
  expect(await members()).toEqual(["new2"]);
});
