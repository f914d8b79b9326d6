/** What can be imported and exported; kintone's names. */
export const csvTypes = [
  ...(["user", "organization", "title", "group"] as const),
  ...(["userOrganizations", "userGroups", "userServices"] as const),
] as const;
export type CsvType = (typeof csvTypes)[number];

export interface CsvColumn {
  /** What the use case calls it. */
  readonly key: string;
  readonly ja: string;
  readonly en: string;
}

const login = { key: "code", ja: "ログイン名", en: "Login name" };
const note = { key: "description", ja: "メモ", en: "Note" };

/** The columns by type. Membership lists go on to the right with as many codes as there are. */
export const csvColumns: Readonly<Record<CsvType, readonly CsvColumn[]>> = {
  user: [
    login,
    { key: "name", ja: "表示名", en: "Display name" },
    { key: "email", ja: "メールアドレス", en: "E-mail address" },
    { key: "phone", ja: "電話番号", en: "Phone" },
    { key: "locale", ja: "表示言語", en: "Language" },
    { key: "isAdministrator", ja: "管理者", en: "Administrator" },
    { key: "status", ja: "使用状態", en: "Status" },
  ],
  organization: [
    { key: "code", ja: "組織コード", en: "Organization code" },
    { key: "name", ja: "組織名", en: "Organization name" },
    { key: "parentCode", ja: "親組織コード", en: "Parent organization code" },
    note,
  ],
  group: [
    { key: "code", ja: "グループコード", en: "Group code" },
    { key: "name", ja: "グループ名", en: "Group name" },
    note,
  ],
  title: [
    { key: "code", ja: "役職コード", en: "Job title code" },
    { key: "name", ja: "役職名", en: "Job title" },
    note,
  ],
  userOrganizations: [login, { key: "organizations", ja: "組織コード", en: "Organization code" }],
  userGroups: [login, { key: "groups", ja: "グループコード", en: "Group code" }],
  userServices: [login, { key: "services", ja: "利用サービス", en: "Services" }],
};

/** Whether the last column of the type repeats. */
export function isMembership(type: CsvType): boolean {
  return type === "userOrganizations" || type === "userGroups" || type === "userServices";
}
