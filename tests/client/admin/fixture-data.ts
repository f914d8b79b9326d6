import type {
  Account,
  AuditEvent,
  Certificate,
  Group,
  Mail,
  Organization,
} from "../../../client/pages/admin/admin-wire.ts";
import type { Announcement } from "../../../client/wire.ts";

/** Everything the fixture's server remembers; tests change it and look at it. */
export interface AdminState {
  locale: "ja" | "en";
  organizations: Organization[];
  groups: Group[];
  users: Account[];
  certificates: Certificate[];
  announcements: Announcement[];
  mails: Mail[];
  events: AuditEvent[];
  /** What was written, in order. */
  writes: { method: string; path: string; body: Record<string, unknown> }[];
}

const prefectures = ["東京都", "神奈川県", "京都府", "福岡県"];
const at = (day: number, hour = 6) => new Date(Date.UTC(2026, 9, day, hour)).toISOString();

/** 3 levels of organisations, 60 people in different states, certificates near and past their end. */
export function adminState(): AdminState {
  const organizations: Organization[] = [
    organization(1, "ministry", "所管省庁", null),
    organization(2, "office", "事務局", null),
    organization(3, "hospitals", "医療機関", null),
    ...prefectures.map((name, n) => organization(10 + n, `area-${n}`, name, "hospitals")),
    ...Array.from({ length: 24 }, (_, n) =>
      organization(100 + n, `h${n + 1}`, `${prefectures[n % 4]}第${n + 1}総合病院`, `area-${n % 4}`),
    ),
  ];
  const isStatic = { rule: null, ruleOrganizations: [] };
  const groups: Group[] = [
    { id: "0", code: "everyone", name: "すべての利用者", description: "", people: 60, ...isStatic },
    {
      id: "900",
      code: "secretariat",
      name: "事務局",
      description: "事業を運営し、医療機関の問い合わせに答えます。",
      people: 2,
      ...isStatic,
    },
    { id: "901", code: "hospitals", name: "医療機関", description: "医療機関の担当者です。", people: 57, ...isStatic },
  ];
  const users = Array.from({ length: 60 }, (_, n) => account(n));
  const certificates = users.flatMap((user, n) => (user.certificates.active > 0 ? [certificate(user, n)] : []));
  return {
    locale: "ja",
    organizations,
    groups,
    users,
    certificates: certificates.sort((a, b) => a.daysLeft - b.daysLeft),
    announcements: [
      {
        id: "1",
        title: "ポータルの利用を開始しました",
        body: "<p>本日よりポータルの利用を開始しました。</p>",
        isImportant: true,
        publishedAt: at(1),
        publishedBy: { code: "sato", name: "佐藤 花子" },
        isRead: false,
      },
    ],
    mails: [
      mail(
        3,
        "notice@h3.example.jp",
        "failed",
        "宛先のメールサーバーが受け取りませんでした（550）",
        "新しいコメントがあります。",
      ),
      mail(2, "tanaka@h1.example.jp", "sent", null, null),
      mail(1, "tanaka@h1.example.jp", "queued", null, "利用開始のご案内です。\nhttps://portal.example.jp/enrol/…"),
    ],
    events: [
      {
        id: "4",
        at: at(20, 8),
        type: "certificate/revoked",
        by: { code: "sato", name: "佐藤 花子" },
        app: null,
        record: null,
        detail: {},
      },
      {
        id: "3",
        at: at(20, 7),
        type: "record/edited",
        by: { code: "user-3", name: "鈴木 三郎" },
        app: "2",
        record: "14",
        detail: {},
      },
      { id: "2", at: at(20, 6), type: "mail/failed", by: null, app: null, record: null, detail: {} },
      { id: "1", at: at(20, 5), type: "some/new-thing", by: null, app: null, record: null, detail: {} },
    ],
    writes: [],
  };
}

function organization(id: number, code: string, name: string, parentCode: string | null): Organization {
  return {
    id: String(id),
    code,
    name,
    parentCode,
    description: "",
    people: code.startsWith("h") && parentCode ? 2 : 0,
    updatedAt: at(1),
  };
}

const families = ["田中", "鈴木", "高橋", "伊藤", "渡辺", "山本", "中村", "小林"];

function account(n: number): Account {
  const hospital = (n % 24) + 1;
  const state = n % 5;
  const hasCertificate = state < 2;
  return {
    id: String(1000 + n),
    code: `user-${n}`,
    name: `${families[n % 8]} ${n === 0 ? "健" : `${n}郎`}`,
    email: `user-${n}@h${hospital}.example.jp`,
    phone: "03-0000-0100",
    locale: "ja",
    isAdministrator: n === 1,
    status: n % 11 === 7 ? "suspended" : "active",
    organizations: [{ code: `h${hospital}`, name: `${prefectures[(hospital - 1) % 4]}第${hospital}総合病院` }],
    groups: [{ code: "hospitals", name: "医療機関", isDynamic: false }],
    mustChangePassword: !hasCertificate,
    certificates: { active: hasCertificate ? 1 : 0, expiresAt: hasCertificate ? at(30 + n * 9) : null },
    invitation:
      state === 2
        ? { state: "open", id: String(500 + n), expiresAt: at(40) }
        : state === 3
          ? { state: "expired", id: String(500 + n), expiresAt: at(2) }
          : { state: hasCertificate ? "claimed" : "none", id: null, expiresAt: null },
    updatedAt: at(1),
  };
}

function certificate(user: Account, n: number): Certificate {
  const daysLeft = n * 9 - 5;
  return {
    id: String(2000 + n),
    serial: `5f0${n.toString(16).padStart(4, "0")}c2a94be17d33fa0e6b1c8890aa`,
    user: { id: user.id, code: user.code, name: user.name },
    organization: user.organizations[0] ?? null,
    deviceName: n % 2 === 0 ? "総務課のパソコン" : "",
    status: n === 10 ? "revoked" : daysLeft < 0 ? "expired" : "active",
    notBefore: at(1),
    notAfter: at(21 + daysLeft),
    daysLeft: Math.max(0, daysLeft),
    issuedAt: at(1),
    lastUsedAt: n % 2 === 0 ? at(20) : null,
    revokedAt: n === 10 ? at(19) : null,
    revocationReason: n === 10 ? "keyCompromise" : null,
  };
}

function mail(id: number, to: string, state: Mail["state"], lastError: string | null, text: string | null): Mail {
  return {
    id: String(id),
    to,
    subject: text === null ? "受け取りパスワードのお知らせ" : "ご利用開始のご案内",
    state,
    createdAt: at(20),
    sentAt: state === "sent" ? at(20, 7) : null,
    attempts: state === "failed" ? 5 : state === "sent" ? 1 : 0,
    lastError,
    text,
  };
}
