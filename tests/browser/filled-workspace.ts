import { expect } from "vitest";
import type { Platform } from "../../server/platform.ts";
import type { Client } from "../support/client.ts";
import { makeRequestApp } from "./request-app.ts";
import { uploadFile } from "../support/upload-file.ts";
import { addPeople } from "../support/portal.ts";
import type { Workspace } from "../support/server-process.ts";

/** Ids of what `fillWorkspace` made. */
export interface Filled {
  readonly hospital: string;
  readonly faq: string;
  /** Of hp0001, who has not consented yet. */
  readonly record: string;
  /** Of hp0002, who has consented and wants help with backups. */
  readonly agreed: string;
  readonly thread: string;
  /** App with formulas and a process. */
  readonly requests: string;
  /** In that app, in the hands of hp0001. */
  readonly request: string;
  /** User id of hp0001. */
  readonly user: string;
  /** A link that is still good. */
  readonly enrolmentLink: string;
}

/** Two hospitals, the secretariat, an administrator, and somebody with an initial password. */
export function people(platform: Platform) {
  return addPeople(platform, [
    { code: "admin", name: "管理 太郎", organizations: ["office"], groups: ["secretariat"], isAdministrator: true },
    { code: "sato", name: "佐藤 美咲", organizations: ["office"], groups: ["secretariat"] },
    { code: "hp0001", name: "青葉 一郎", organizations: ["aoba-hospital"], groups: ["hospitals"] },
    { code: "hp0002", name: "若葉 二郎", organizations: ["wakaba-hospital"], groups: ["hospitals"] },
    { code: "newcomer", name: "新人 三郎", organizations: ["aoba-hospital"], groups: ["hospitals"] },
  ]);
}

async function must<Result>(answer: ReturnType<Client["post"]>): Promise<Result> {
  const { status, text } = await answer;
  expect([status, text]).toEqual([200, text]);
  return JSON.parse(text) as Result;
}

/** Puts into a workspace with `people` what makes its pages worth looking at. */
export async function fillWorkspace(workspace: Workspace): Promise<Filled> {
  const [admin, sato, first, second] = (await Promise.all(
    ["admin", "sato", "hp0001", "hp0002"].map((code) => workspace.login(code)),
  )) as [Client, Client, Client, Client];
  const [hospital, faq] = await Promise.all([workspace.appId("hospital"), workspace.appId("faq")]);

  const add = async (organization: string, name: string) =>
    (
      await must<{ id: string }>(
        sato.post("/k/v1/record.json", {
          app: hospital,
          record: {
            医療機関: { value: [{ code: organization }] },
            医療機関名: { value: name },
            都道府県: { value: "東京都" },
            担当者氏名: { value: "青葉 一郎" },
            電話番号: { value: "03-0000-0001" },
            メールアドレス: { value: "ichiro@aoba.example.jp" },
            事務局担当者: { value: [{ code: "sato" }] },
          },
        }),
      )
    ).id;
  const record = await add("aoba-hospital", "青葉病院");
  const agreed = await add("wakaba-hospital", "若葉クリニック");

  await must(
    second.put("/k/v1/record.json", {
      app: hospital,
      id: agreed,
      record: { 参加同意: { value: { action: "AGREE", version: "1" } } },
    }),
  );
  const fileKey = await uploadFile(second, "構成図.pdf", Buffer.from("%PDF-1.7\n%%EOF\n"));
  await must(
    second.put("/k/v1/record.json", {
      app: hospital,
      id: agreed,
      record: { バックアップ支援の要否: { value: "必要" }, 提出資料: { value: [{ fileKey }] } },
    }),
  );
  await must(
    sato.put("/k/v1/record.json", {
      app: hospital,
      id: agreed,
      record: {
        調査予定日: { value: "2026-12-01" },
        外部回線一覧: {
          value: [
            {
              value: { 回線種別: { value: "専用線" }, 接続先: { value: "保守会社" }, リモート保守: { value: "あり" } },
            },
          ],
        },
      },
    }),
  );
  for (const [client, text] of [
    [first, "日程はいつ決まりますか。"],
    [sato, "来週ご連絡します。\nhttps://video.example.jp/guide/1"],
  ] as const) {
    await must(client.post("/k/v1/record/comment.json", { app: hospital, record, comment: { text } }));
  }
  for (const [place, category] of ["ログイン・証明書", "参加同意", "資料の提出"].entries()) {
    const fields = {
      カテゴリ: category,
      質問: `${category}について`,
      回答: "<p><b>はい</b>。ご覧ください。</p>",
      表示順: String(place),
    };
    const wire = Object.fromEntries(Object.entries(fields).map(([code, value]) => [code, { value }]));
    await must(sato.post("/k/v1/record.json", { app: faq, record: wire }));
  }
  await must(
    admin.post("/portal/v1/announcement.json", {
      title: "利用を開始しました",
      body: '<p>ご確認ください。<a href="https://video.example.jp/guide/1">説明動画</a></p>',
      isImportant: true,
    }),
  );

  const requests = await makeRequestApp(admin);
  const ask = async (name: string) => {
    const wire = { app: requests, record: { 件名: { value: name }, 数量: { value: "3" }, 単価: { value: "1500" } } };
    return (await must<{ id: string }>(first.post("/k/v1/record.json", wire))).id;
  };
  const request = await ask("非常用電源");
  await must(sato.delete("/k/v1/records.json", { app: requests, ids: [await ask("取り消す申請")] }));

  const users = await must<{ users: { id: string; code: string }[] }>(admin.get("/portal/v1/admin/users.json"));
  const idOf = (code: string) => users.users.find((user) => user.code === code)!.id;
  await must(admin.post("/portal/v1/admin/invite.json", { user: idOf("newcomer"), deviceName: "受付" }));
  const mail = await workspace.mails.waitForMail(({ text }) => /\/enrol\//.test(text ?? ""));
  const home = await must<{ threads: { id: string }[] }>(sato.get("/portal/v1/home.json"));
  return {
    hospital,
    faq,
    record,
    agreed,
    requests,
    request,
    thread: home.threads[0]!.id,
    user: idOf("hp0001"),
    enrolmentLink: /https:\/\/\S+\/enrol\/\S+/.exec(mail.text!)![0],
  };
}
