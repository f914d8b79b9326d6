import { afterAll, beforeAll, expect, test } from "vitest";
import type { AppDefinition, ProcessManagement } from "../../../app-definitions/definition.ts";
import { checkDefinition } from "../../../server/apps/deploy/check-definition.ts";
import { definitionOf } from "../../records/workspace.ts";
import { errorOf, startWorkspace, type ClientWorkspace } from "../workspace.ts";

const entity = (type: string, code: string | null = null, includeSubs = false) => ({
  entity: { type, code },
  includeSubs,
});
const state = (name: string, index: number, type = "ONE", ...entities: object[]) => ({
  name,
  index: String(index),
  assignee: { type, entities },
});
const process = {
  enable: true,
  states: {
    未処理: state("未処理", 0, "ONE", entity("CREATOR")),
    確認中: state("確認中", 1, "ONE", entity("GROUP", "secretariat"), entity("FIELD_ENTITY", "担当")),
    審査: state("審査", 2, "ALL", entity("USER", "sato"), entity("USER", "admin")),
    公開待ち: state("公開待ち", 3, "ANY", entity("ORGANIZATION", "hospital-a"), entity("USER", "sato")),
    完了: state("完了", 4),
  },
  actions: [
    { name: "依頼", from: "未処理", to: "確認中", filterCond: "" },
    { name: "急ぎ", from: "未処理", to: "審査", filterCond: "数 >= 10" },
    { name: "審査へ", from: "確認中", to: "審査", filterCond: "" },
    { name: "差し戻す", from: "確認中", to: "未処理", filterCond: "" },
    { name: "承認", from: "審査", to: "公開待ち", filterCond: "" },
    { name: "公開", from: "公開待ち", to: "完了", filterCond: "" },
    {
      ...{ name: "取り下げ", from: "公開待ち", to: "完了", filterCond: "", type: "SECONDARY" },
      executableUser: { entities: [entity("GROUP", "secretariat")] },
    },
    { name: "再開", from: "完了", to: "未処理", filterCond: "" },
  ],
} as unknown as ProcessManagement;

const fields = {
  名称: { type: "SINGLE_LINE_TEXT" },
  数: { type: "NUMBER" },
  担当: { type: "USER_SELECT", entities: [] },
};
const definition = (code: string, parts: Partial<AppDefinition> = {}) =>
  definitionOf(code, fields, { process, translations: { en: { 依頼: "Request" } }, ...parts });

let workspace: ClientWorkspace;
let app: string;
let plain: string;
beforeAll(async () => {
  workspace = await startWorkspace(definition("process"), definitionOf("plain", fields));
  [app, plain] = workspace.apps as [string, string];
});
afterAll(() => workspace.stop());

const recordOf = async (who: string) => (await workspace.clientOf(who)).record;
const add = async (values: Record<string, unknown> = {}, who = "hana") =>
  (
    await (
      await recordOf(who)
    ).addRecord({
      app,
      record: Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }])) as never,
    })
  ).id;
const act = async (who: string, id: string, action: string, assignee?: string, revision?: string) =>
  (await recordOf(who)).updateRecordStatus({
    app,
    id,
    action,
    ...(assignee && { assignee }),
    ...(revision && { revision }),
  });
const stateOf = async (id: string) => {
  const { record } = await (await recordOf("sato")).getRecord({ app, id });
  const assignees = record["作業者"]!.value as { code: string }[];
  return [record["ステータス"]!.value, assignees.map(({ code }) => code).sort(), record["$revision"]!.value];
};

test("a new record begins in the first state with its creator; without a process there are no status fields", async () => {
  const id = await add();
  expect(await stateOf(id)).toEqual(["未処理", ["hana"], "1"]);
  const record = await recordOf("hana");
  const added = await record.addRecord({ app: plain });
  expect(Object.keys((await record.getRecord({ app: plain, id: added.id })).record)).not.toContain("ステータス");
  expect(await errorOf(record.updateRecordStatus({ app: plain, id: added.id, action: "依頼" }))).toMatchObject({
    ...{ status: 400, code: "GAIA_ST02" },
  });
  expect(await errorOf(record.getRecords({ app: plain, query: 'ステータス = "未処理"' }))).toMatchObject({
    code: "GAIA_IQ11",
  });
});

test("ONE: the actor chooses among the candidates; the revision rises by two; status and assignee can be asked for", async () => {
  const id = await add();
  await (await recordOf("sato")).updateRecord({ app, id, record: { 担当: { value: [{ code: "taro" }] } } });
  expect(await errorOf(act("hana", id, "依頼"))).toMatchObject({
    status: 400,
    code: "GAIA_SA01",
    errors: { assignee: {} },
  });
  expect(await errorOf(act("hana", id, "依頼", "hana"))).toMatchObject({ errors: { assignee: {} } });
  expect(await act("hana", id, "依頼", "sato", "2")).toEqual({ revision: "4" });
  expect(await stateOf(id)).toEqual(["確認中", ["sato"], "4"]);

  const { records } = await (
    await recordOf("sato")
  ).getRecords({
    app,
    query: 'ステータス in ("確認中") and 作業者 in (LOGINUSER())',
  });
  expect(records.map((one) => one["$id"]!.value)).toContain(id);
  expect(await errorOf(act("hana", id, "審査へ"))).toMatchObject({ status: 403, code: "GAIA_NT01" });
  expect(await errorOf(act("sato", id, "依頼", "sato"))).toMatchObject({ status: 400, code: "GAIA_IL03" });
  expect(await errorOf(act("sato", id, "審査へ", undefined, "1"))).toMatchObject({ status: 409, code: "GAIA_CO02" });
  expect(await errorOf(act("sato", id, "差し戻す"))).toMatchObject({ errors: { assignee: {} } });
  expect(await act("sato", id, "差し戻す", "hana")).toEqual({ revision: "6" });
  expect(await stateOf(id)).toEqual(["未処理", ["hana"], "6"]);
  // 担当 names taro, whom another hospital may not even learn to exist.
  expect(await errorOf(act("hana", id, "依頼", "taro"))).toMatchObject({ errors: { assignee: {} } });
  await (await recordOf("hana")).updateRecordAssignees({ app, id, assignees: ["sato"] });
  expect(await act("sato", id, "依頼", "taro")).toEqual({ revision: "9" });
  expect(await stateOf(id)).toEqual(["確認中", ["taro"], "9"]);
});

test("ALL: everybody acts before it moves. ANY: one of them suffices. SECONDARY: whom it names, whoever's turn it is", async () => {
  const id = await add({ 数: "10" });
  await act("hana", id, "急ぎ");
  expect(await stateOf(id)).toEqual(["審査", ["admin", "sato"], "3"]);
  await act("sato", id, "承認");
  expect(await stateOf(id)).toEqual(["審査", ["admin"], "5"]);
  expect(await errorOf(act("sato", id, "承認"))).toMatchObject({ code: "GAIA_NT01" });
  await act("admin", id, "承認");
  expect(await stateOf(id)).toEqual(["公開待ち", ["hana", "sato"], "7"]);
  expect(await errorOf(act("taro", id, "公開"))).toMatchObject({ code: "GAIA_NT01" });
  expect(await errorOf(act("hana", id, "取り下げ"))).toMatchObject({ code: "CB_NO02" });
  await act("admin", id, "取り下げ");
  expect(await stateOf(id)).toEqual(["完了", [], "9"]);
  // Nobody's turn: whoever may edit.
  expect(await errorOf(act("taro", id, "再開", "hana"))).toMatchObject({ errors: { assignee: {} } });
  await act("sato", id, "再開", "hana");
  expect(await stateOf(id)).toEqual(["未処理", ["hana"], "11"]);
});

test("an action whose condition does not hold is impossible; its name counts in the caller's language too", async () => {
  const id = await add({ 数: "9" });
  expect(await errorOf(act("hana", id, "急ぎ"))).toMatchObject({ code: "GAIA_IL03" });
  await workspace.sql("update user_account set locale = 'en' where code = 'hana'");
  await workspace.sql("update directory_version set version = version + 1");
  expect(await act("hana", id, "Request", "sato")).toEqual({ revision: "3" });
  await workspace.sql("update user_account set locale = 'ja' where code = 'hana'");
  await workspace.sql("update directory_version set version = version + 1");
});

test("refusals in kintone's own words", async () => {
  const id = await add();
  const messageOf = async (work: Promise<unknown>) => (await errorOf(work)).message;
  expect(await messageOf(act("hana", id, "承認"))).toContain(
    "ステータスの変更に失敗しました。ほかのユーザーがステータス、またはステータスの設定を変更した可能性があります。",
  );
  expect(await messageOf(act("hana", id, "依頼"))).toContain("作業者を指定してください。");
  expect(await messageOf(act("taro", id, "依頼", "sato"))).toContain("作業者のみがステータスを変更できます。");
});

test("several records move together or not at all", async () => {
  const [one, two] = [await add(), await add()];
  const record = await recordOf("hana");
  const failed = await errorOf(
    record.updateRecordsStatus({
      app,
      records: [
        { id: one, action: "依頼", assignee: "sato" },
        { id: two, action: "依頼" },
      ],
    }),
  );
  expect(failed).toMatchObject({ code: "GAIA_SA01", errors: { "records[1].assignee": {} } });
  expect(await stateOf(one)).toEqual(["未処理", ["hana"], "1"]);
  const moved = await record.updateRecordsStatus({
    app,
    records: [one, two].map((id) => ({ id, action: "依頼", assignee: "sato" })),
  });
  expect(moved).toEqual({
    records: [
      { id: one, revision: "3" },
      { id: two, revision: "3" },
    ],
  });
});

test("the record can be handed over, to people who can see it", async () => {
  const id = await add();
  const record = await recordOf("hana");
  expect(await record.updateRecordAssignees({ app, id, assignees: ["sato"], revision: "1" })).toEqual({
    revision: "2",
  });
  expect(await stateOf(id)).toEqual(["未処理", ["sato"], "2"]);
  const sato = await recordOf("sato");
  expect(await errorOf(sato.updateRecordAssignees({ app, id, assignees: ["nobody"] }))).toMatchObject({
    ...{ code: "GAIA_IL26", errors: { "assignees[0]": {} } },
  });
  expect(await errorOf(sato.updateRecordAssignees({ app, id, assignees: ["sato", "admin"] }))).toMatchObject({
    errors: { assignees: {} },
  });
  expect(await sato.updateRecordAssignees({ app, id, assignees: [] })).toEqual({ revision: "3" });
  expect(await stateOf(id)).toEqual(["未処理", [], "3"]);
});

test("status and assignees move in a bulk request as well, and undo each other", async () => {
  const id = await add();
  const client = await workspace.clientOf("hana");
  const move = {
    method: "PUT" as const,
    api: "/k/v1/record/status.json",
    payload: { app, id, action: "依頼", assignee: "sato" },
  };
  const hand = (who: string) => ({
    method: "PUT" as const,
    api: "/k/v1/record/assignees.json",
    payload: { app, id, assignees: [who] },
  });
  expect(await errorOf(client.bulkRequest({ requests: [move, hand("nobody")] }))).toMatchObject({
    bulkRequestIndex: 1,
  });
  expect(await stateOf(id)).toEqual(["未処理", ["hana"], "1"]);
  expect(await client.bulkRequest({ requests: [move, hand("admin")] })).toEqual({
    results: [{ revision: "3" }, { revision: "4" }],
  });
});

test("the page offers what the viewer may do, with the people to choose from", async () => {
  const id = await add({ 数: "10" });
  const page = async (who: string) =>
    (await (await workspace.login(who)).get("/portal/v1/record.json", { app, id })).json<{
      actions: { name: string; assignees?: { code: string }[] }[];
    }>();
  expect(await page("hana")).toMatchObject({
    status: "未処理",
    assignees: [{ code: "hana", name: "花子" }],
    actions: [
      { name: "依頼", type: "PRIMARY", to: "確認中", assignees: [{ code: "sato" }, { code: "admin" }] },
      { name: "急ぎ", to: "審査" },
    ],
    reassign: "one",
  });
  expect((await page("sato")).actions).toEqual([]);
  const find = async (who: string, q: string) => {
    const answer = await (await workspace.login(who)).get("/portal/v1/assignables.json", { app, record: id, q });
    return answer.json<{ people?: { code: string }[]; code?: string }>();
  };
  expect((await find("hana", "")).people?.map(({ code }) => code)).toEqual(expect.arrayContaining(["hana", "sato"]));
  expect((await find("hana", "SATO")).people).toHaveLength(1);
  expect((await find("hana", "いない")).people).toEqual([]);
});

test("history tells the move, and writing the status as a value does nothing", async () => {
  const id = await add();
  await act("hana", id, "依頼", "sato");
  await (
    await recordOf("hana")
  ).updateRecord({ app, id, record: { ステータス: { value: "完了" }, 名称: { value: "x" } } as never });
  expect((await stateOf(id))[0]).toBe("確認中");
  const visitor = await workspace.login("hana");
  const { revisions } = (await visitor.get("/portal/v1/record/history.json", { app, id })).json<{
    revisions: object[];
  }>();
  expect(revisions[1]).toMatchObject({
    ...{ revision: "3", kind: "status-changed" },
    changes: [
      { code: "ステータス", before: "未処理", after: "確認中" },
      { code: "作業者", before: [{ code: "hana" }], after: [{ code: "sato" }] },
    ],
  });
  const [event] = await workspace.sql(
    "select type, revision, detail from event where type = 'record/status-changed' order by id desc limit 1",
  );
  expect(event).toEqual({ type: "record/status-changed", revision: 3, detail: { action: "依頼" } });
});

test("candidates by a person's profile are refused at the deploy", () => {
  const states = { 未処理: state("未処理", 0), 次: state("次", 1, "ONE", entity("CUSTOM_FIELD", "manager")) };
  const wrong = definition("wrong", { process: { enable: true, states, actions: [] } as unknown as ProcessManagement });
  expect(checkDefinition(wrong).problems).toEqual([
    {
      path: "process.states.次.assignee.entities[0].entity",
      message: "entity-unsupported",
      params: { type: "CUSTOM_FIELD" },
    },
  ]);
});
