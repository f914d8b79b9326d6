import { afterAll, beforeAll, expect, test } from "vitest";
import { definitionOf } from "../../records/workspace.ts";
import { errorOf, startWorkspace, type ClientWorkspace } from "../workspace.ts";

let workspace: ClientWorkspace;
let app: string;
let record: string;
beforeAll(async () => {
  workspace = await startWorkspace(
    definitionOf("comments", { 名称: { type: "SINGLE_LINE_TEXT" } }),
    definitionOf(
      "silent",
      { 名称: { type: "SINGLE_LINE_TEXT" } },
      { settings: { name: "silent", enableComments: false } },
    ),
  );
  app = workspace.apps[0]!;
  record = (await (await workspace.clientOf("sato")).record.addRecord({ app })).id;
});
afterAll(() => workspace.stop());

const client = async (who = "sato") => (await workspace.clientOf(who)).record;

test("point 38: ten per page, newest first, older and newer swap with the order, the text ends with a blank", async () => {
  const sato = await client();
  for (let at = 1; at <= 12; at++) await sato.addRecordComment({ app, record, comment: { text: `c${at}` } });
  const first = await sato.getRecordComments({ app, record });
  expect(first.comments).toHaveLength(10);
  expect([first.older, first.newer]).toEqual([true, false]);
  expect(first.comments[0]).toEqual({
    ...{
      id: "12",
      text: "c12 ",
      createdAt: expect.stringMatching(/T\d\d:\d\d:\d\dZ$/),
      creator: { code: "sato", name: "佐藤" },
      mentions: [],
    },
  });
  const last = await sato.getRecordComments({ app, record, offset: 10 });
  expect([last.comments.map(({ id }) => id), last.older, last.newer]).toEqual([["2", "1"], false, true]);
  const ascending = await sato.getRecordComments({ app, record, order: "asc", limit: 2 });
  expect([ascending.comments.map(({ id }) => id), ascending.older, ascending.newer]).toEqual([["1", "2"], false, true]);
  expect(await errorOf(sato.getRecordComments({ app, record, limit: 11 }))).toMatchObject({
    code: "CB_VA01",
    errors: { limit: {} },
  });
});

test("the mentioned stand in front of the text; an unknown one refuses the whole comment", async () => {
  const sato = await client();
  const mentions = [
    { code: "hana", type: "USER" as const },
    { code: "hospitals", type: "GROUP" as const },
  ];
  const { id } = await sato.addRecordComment({ app, record, comment: { text: "確認をお願いします。", mentions } });
  const [comment] = (await sato.getRecordComments({ app, record, limit: 1 })).comments;
  expect(comment).toMatchObject({ id, text: "花子 hospitals \n確認をお願いします。 ", mentions });
  const unknown = { text: "x", mentions: [{ code: "nobody", type: "USER" as const }] };
  expect(await errorOf(sato.addRecordComment({ app, record, comment: unknown }))).toMatchObject({
    ...{ status: 400, code: "GAIA_IL26", errors: { "comment.mentions[0].code": {} } },
  });
  expect(await errorOf(sato.addRecordComment({ app, record, comment: { text: " " } }))).toMatchObject({
    errors: { "comment.text": { messages: ["必須です。", "1文字から65,535文字までで入力してください。"] } },
  });
});

test("deleting: one's own, no other's; an unknown one is 400; those that are off are refused", async () => {
  const [sato, hana] = [await client(), await client("hana")];
  const { id } = await sato.addRecordComment({ app, record, comment: { text: "消す" } });
  expect(await errorOf(hana.deleteRecordComment({ app, record, comment: id }))).toMatchObject({
    status: 403,
    code: "GAIA_RE03",
  });
  expect(await sato.deleteRecordComment({ app, record, comment: id })).toEqual({});
  expect(await errorOf(sato.deleteRecordComment({ app, record, comment: id }))).toMatchObject({
    status: 400,
    code: "GAIA_RE02",
  });
  const silent = workspace.apps[1]!;
  const { id: quiet } = await sato.addRecord({ app: silent });
  for (const attempt of [
    () => sato.addRecordComment({ app: silent, record: quiet, comment: { text: "x" } }),
    () => sato.deleteRecordComment({ app: silent, record: quiet, comment: "1" }),
    () => sato.getRecordComments({ app: silent, record: quiet }),
  ]) {
    expect(await errorOf(attempt())).toMatchObject({ status: 400, code: "GAIA_RE12" });
  }
});
