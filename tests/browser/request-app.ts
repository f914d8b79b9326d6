import { expect } from "vitest";
import type { Client } from "../support/client.ts";
import { until } from "../support/until.ts";

const field = (type: string, code: string, more: object = {}) => ({ [code]: { type, code, label: code, ...more } });
const entity = (type: string, code: string | null) => ({ entity: { type, code }, includeSubs: false });
const state = (name: string, index: number, ...entities: object[]) => ({
  [name]: { name, index: String(index), assignee: { type: "ONE", entities } },
});
const rights = { recordViewable: true, recordAddable: true, recordEditable: true };

const properties = {
  ...field("SINGLE_LINE_TEXT", "件名", { required: true }),
  ...field("NUMBER", "数量"),
  ...field("NUMBER", "単価"),
  ...field("CALC", "金額", { expression: "数量*単価", format: "NUMBER_DIGIT", unit: "円", unitPosition: "AFTER" }),
  ...field("SUBTABLE", "明細", {
    fields: { ...field("NUMBER", "個数"), ...field("CALC", "倍", { expression: "個数*2" }) },
  }),
  ...field("CALC", "合計", { expression: "SUM(倍)" }),
};
const process = {
  enable: true,
  states: {
    ...state("申請前", 0, entity("CREATOR", null)),
    ...state("確認中", 1, entity("GROUP", "secretariat")),
    ...state("承認済み", 2),
  },
  actions: [
    { name: "申請する", from: "申請前", to: "確認中", filterCond: "" },
    { name: "承認する", from: "確認中", to: "承認済み", filterCond: "" },
    { name: "差し戻す", from: "確認中", to: "申請前", filterCond: "" },
  ],
};

/** Makes and deploys an app with formulas and a process of two people. @returns its id */
export async function makeRequestApp(admin: Client): Promise<string> {
  const must = async <Answer>(answer: ReturnType<Client["post"]>) => {
    const { status, text } = await answer;
    expect([status, text]).toEqual([200, text]);
    return JSON.parse(text) as Answer;
  };
  const { app } = await must<{ app: string }>(admin.post("/k/v1/preview/app.json", { name: "20_備品申請" }));
  await must(admin.post("/k/v1/preview/app/form/fields.json", { app, properties }));
  await must(admin.put("/k/v1/preview/app/status.json", { app, ...process }));
  const everyone = { entity: { type: "GROUP", code: "everyone" }, includeSubs: false, ...rights };
  const staff = {
    ...everyone,
    entity: { type: "GROUP", code: "secretariat" },
    appEditable: true,
    recordDeletable: true,
  };
  await must(admin.put("/k/v1/preview/app/acl.json", { app, rights: [staff, everyone] }));
  await must(admin.post("/k/v1/preview/app/deploy.json", { apps: [{ app }] }));
  await until("the app is deployed", async () => {
    const { apps } = (await admin.get("/k/v1/preview/app/deploy.json", { apps: [app] })).json<{
      apps: { status: string }[];
    }>();
    return apps[0]?.status === "SUCCESS";
  });
  return app;
}
