import { readFileSync } from "node:fs";
import type { AppDefinition } from "../../app-definitions/definition.ts";
import type { App, RecordCells, Session } from "../../client/wire.ts";

const folder = new URL("../../app-definitions/packs/medical-security/apps/", import.meta.url);
const definition = (file: string) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as AppDefinition;

const operators: Record<string, string[]> = {
  SINGLE_LINE_TEXT: ["like", "not like", "=", "!=", "is empty", "is not empty"],
  MULTI_LINE_TEXT: ["like", "not like"],
  DROP_DOWN: ["in", "not in"],
  RADIO_BUTTON: ["in", "not in"],
  CHECK_BOX: ["in", "not in"],
  DATE: ["=", ">=", "<=", "is empty"],
  UPDATED_TIME: [">=", "<="],
  MODIFIER: ["in", "not in"],
  NUMBER: ["=", ">=", "<="],
};

/** An app as `/portal/v1/app.json` answers it, made of a shipped definition. */
export function fixtureApp(id: string, file: string, presentation?: string): App {
  const { code, settings, fields, layout, views, reports, tabs, translations } = definition(file);
  const properties = Object.fromEntries(
    Object.entries(fields.properties).map(([key, field]) => [
      key,
      {
        ...field,
        isEditable: true,
        isSortable: !["FILE", "SUBTABLE", "RICH_TEXT", "CONSENT"].includes(field.type),
        operators: operators[field.type] ?? [],
      },
    ]),
  );
  return {
    id,
    code,
    revision: "1",
    name: settings.name,
    description: settings.description ?? "",
    ...(presentation ? { presentation } : {}),
    rights: { view: true, add: true, edit: true, delete: true, manage: false, import: false, export: false },
    fields: { properties },
    layout,
    views,
    reports: Object.keys(reports?.reports ?? {}),
    tabs: (tabs ?? []).map(({ code: tab, label, fields: inside }) => ({ code: tab, label, fields: inside })),
    titleField: settings.titleField?.code ?? null,
    translations: translations ?? null,
    enableComments: settings.enableComments !== false,
  };
}

export const session: Session = {
  user: {
    id: "7",
    code: "sakura-clerk",
    name: "佐藤 花子",
    locale: "ja",
    timezone: "Asia/Tokyo",
    isAdministrator: false,
    email: "hanako@sakura.example.jp",
    phone: "03-0000-0001",
    mailNotifications: "to-me",
    preferences: { shortcuts: true, dense: false },
  },
  organization: { code: "sakura", name: "さくら総合病院" },
  certificate: { serial: "4f2a", notAfter: "2027-11-20T15:00:00Z", deviceName: "医事課PC-1" },
  token: "token",
  mustChangePassword: false,
  idleMinutes: 30,
  maxFileBytes: 104_857_600,
  expiresAt: "2026-11-21T12:00:00Z",
  programme: { name: "医療機関サイバーセキュリティ確保支援事業 ポータル" },
  unread: { toMe: 3, all: 5 },
};

const empties: Record<string, unknown> = {
  CHECK_BOX: [],
  FILE: [],
  USER_SELECT: [],
  ORGANIZATION_SELECT: [],
  SUBTABLE: [],
  DATE: null,
  DROP_DOWN: null,
  RADIO_BUTTON: null,
  CONSENT: null,
};

/** A record with every field of the app, the given values in place. */
export function fixtureRecord(app: App, id: number, values: Record<string, unknown>): RecordCells {
  const cells = Object.entries(app.fields.properties).map(([code, { type }]) => [
    code,
    { type, value: values[code] ?? empties[type] ?? (empties[type] === null ? null : "") },
  ]);
  return {
    ...Object.fromEntries(cells),
    $id: { type: "__ID__", value: String(id) },
    $revision: { type: "__REVISION__", value: "3" },
    レコード番号: { type: "RECORD_NUMBER", value: String(id) },
    作成者: { type: "CREATOR", value: { code: "office", name: "田中 健" } },
    更新者: { type: "MODIFIER", value: { code: "office", name: "田中 健" } },
    作成日時: { type: "CREATED_TIME", value: "2026-10-01T00:30:00Z" },
    更新日時: { type: "UPDATED_TIME", value: "2026-11-20T06:04:00Z" },
  };
}

const prefectures = ["東京都", "北海道", "大阪府", "福岡県", "宮城県", "愛知県"];
const names = ["さくら総合", "みどり中央", "ひかり記念", "あおば台", "つばさ市民", "わかば", "はるか海浜", "こだま"];

/** Hospitals as records of the hospital app. */
export function hospitals(app: App, count: number): RecordCells[] {
  return Array.from({ length: count }, (_, place) =>
    fixtureRecord(app, place + 1, {
      医療機関: [{ code: `h${place}`, name: `${names[place % names.length]}病院` }],
      医療機関名: `${names[place % names.length]}病院${place >= names.length ? ` 第${place}` : ""}`,
      都道府県: prefectures[place % prefectures.length],
      事務局担当者: [{ code: "office", name: "田中 健" }],
      担当者氏名: "佐藤 花子",
      担当部署: "医事課 情報システム係",
      電話番号: "03-0000-0001",
      メールアドレス: "hanako@sakura.example.jp",
      外部回線調査の進捗: "調査中",
      調査予定日: "2026-12-03",
      バックアップ支援の要否: place % 2 ? "不要" : null,
      提出資料: [
        { fileKey: "a", name: "ネットワーク構成図.pdf", contentType: "application/pdf", size: "482133" },
        { fileKey: "b", name: "外部接続の一覧.xlsx", contentType: "application/vnd.ms-excel", size: "18233" },
      ],
      参加同意: place === 1 ? agreed : null,
    }),
  );
}

export const agreed = {
  state: "AGREED",
  version: "1",
  entries: [
    {
      action: "AGREE",
      version: "1",
      at: "2026-11-20T06:04:05Z",
      user: { code: "sakura-clerk", name: "佐藤 花子" },
      organization: { code: "sakura", name: "さくら総合病院" },
      certificate: { serial: "4f2a9910c3de11aa22bb", fingerprint: "ab" },
      termsDigest: "00",
    },
  ],
};

const questions = [
  [
    "ログイン・証明書",
    "「証明書が確認できません」と表示されます。",
    "<p>ブラウザーの<strong>すべての画面を閉じて</strong>から開き直してください。</p>",
  ],
  ["ログイン・証明書", "パスワードを忘れました。", "<p>事務局へご連絡ください。</p>"],
  ["参加同意", "同意を撤回できますか。", "<p>参加同意のタブから、いつでも撤回できます。</p>"],
] as const;

/** Questions and answers as records of the FAQ app. */
export function faqRecords(app: App): RecordCells[] {
  const codes = Object.values(app.fields.properties);
  const category = codes.find(({ type }) => type === "DROP_DOWN")?.code ?? "";
  const answer = codes.find(({ type }) => type === "RICH_TEXT")?.code ?? "";
  return questions.map(([kind, question, text], place) =>
    fixtureRecord(app, place + 1, { [category]: kind, [app.titleField ?? ""]: question, [answer]: text }),
  );
}

export const space = JSON.parse(readFileSync(new URL("../space.json", folder), "utf8")) as {
  name: string;
  header: string;
  contact: Record<string, string>;
  announcements: { title: string; body: string; isImportant: boolean }[];
};

/** As much of the OpenAPI document as its page shows. */
export const reference = {
  tags: [{ name: "/k/v1 app" }],
  paths: {
    "/k/v1/app.json": {
      get: {
        summary: "GET /k/v1/app.json",
        tags: ["/k/v1 app"],
        parameters: [{ name: "id", required: true, schema: { type: "string" } }],
        responses: {
          "200": {
            content: {
              "application/json": { schema: { properties: { appId: { type: "string" } }, required: ["appId"] } },
            },
          },
        },
      },
    },
  },
};
