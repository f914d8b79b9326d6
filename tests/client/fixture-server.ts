import { createReadStream, existsSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { Comment, RecordCells } from "../../client/wire.ts";
import { agreed, faqRecords, fixtureApp, fixtureRecord, hospitals, reference, session, space } from "./fixture-data.ts";
import { explanation, matrix } from "./fixture-explanation.ts";

type Input = Record<string, unknown>;

/** As strict as the real server's, so that a style or script it would refuse is refused here too. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'";
const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

export interface Fixture {
  url: string;
  /** Answers to give instead of the ordinary ones, by path; a status other than 200 is an error. */
  answers: Map<string, (input: Input) => { status: number; body: unknown }>;
  /** Writes that arrived. */
  writes: { method: string; path: string; input: Input }[];
  /** The session in another language. */
  sessionIn(locale: string): unknown;
  close(): Promise<void>;
}

/** A small stand-in for the server: the built client from `folder` and canned answers as the wire contract shapes them. */
export async function startFixture(folder: string): Promise<Fixture> {
  const apps = [
    fixtureApp("1", "00-institutions.json"),
    fixtureApp("2", "01-hospital.json"),
    fixtureApp("3", "13-faq.json", "faq"),
  ];
  const records: Record<string, RecordCells[]> = {
    "1": apps[0] ? hospitals(apps[0], 12) : [],
    "2": apps[1] ? hospitals(apps[1], 240) : [],
    "3": apps[2] ? faqRecords(apps[2]) : [],
  };
  const answers: Fixture["answers"] = new Map();
  const writes: Fixture["writes"] = [];
  let me = session;
  const comments: Comment[] = [
    {
      id: "12",
      text: "資料を確認しました。ありがとうございます。\n次の手順は https://guide.example.jp/steps をご覧ください。",
      createdAt: "2026-11-20T06:10:00Z",
      creator: { code: "office", name: "田中 健", organization: "事務局" },
      mentions: [{ type: "USER", code: "sakura-clerk", name: "佐藤 花子" }],
    },
    {
      id: "11",
      text: "ネットワーク構成図を添付しました。ご確認をお願いします。",
      createdAt: "2026-11-20T05:10:00Z",
      creator: { code: "sakura-clerk", name: "佐藤 花子", organization: "さくら総合病院" },
      mentions: [],
      mayDelete: true,
    },
  ];
  const notifications = ["mentioned", "comment", "edited", "rule", "announcement"].map((reason, place) => ({
    id: String(place + 1),
    reason,
    isToMe: place === 0,
    title: place === 4 ? "ポータルの利用を開始しました" : "資料を確認しました。ありがとうございます。",
    app: place === 4 ? null : { id: "2", name: "01_医療機関向けアプリ" },
    record: place === 4 ? null : "1",
    recordTitle: place === 4 ? null : "さくら総合病院",
    comment: place < 2 ? "12" : null,
    thread: null,
    announcement: place === 4 ? "1" : null,
    by: { code: "office", name: "田中 健" },
    at: "2026-11-20T06:10:00Z",
    readAt: place > 1 ? "2026-11-20T07:10:00Z" : null,
    flaggedAt: null,
  }));
  const find = (input: Input) => {
    const list = records[String(input["app"])] ?? [];
    return list.find((one) => one["$id"]?.value === String(input["id"] ?? input["record"]));
  };
  const appOf = (input: Input) => apps.find(({ id }) => id === String(input["app"]));
  const rightsOf = (input: Input) =>
    Object.fromEntries(
      Object.keys(appOf(input)?.fields.properties ?? {}).map((code) => [
        code,
        { viewable: true, editable: code !== "担当者氏名" },
      ]),
    );
  const tabsOf = (input: Input, cells: RecordCells | undefined, draft: Input = {}) => {
    const needs =
      (draft["バックアップ支援の要否"] as Input | undefined)?.["value"] ?? cells?.["バックアップ支援の要否"]?.value;
    return (appOf(input)?.tabs ?? [])
      .map(({ code }) => code)
      .filter((code) => code !== "backup-work" || needs === "必要");
  };

  const routes: Record<string, (input: Input) => unknown> = {
    "GET /portal/v1/session.json": () => me,
    "POST /k/v1/search.json": ({ types }) => {
      const record = { appId: "2", appName: "01_医療機関向けアプリ", recordId: "1", recordTitle: "さくら総合病院" };
      const made = { createdAt: "2026-11-20T06:10:00Z", creator: { code: "office", name: "田中 健" } };
      const isTalk = (types as string[]).includes("RECORD_COMMENT");
      const thing = isTalk
        ? { recordComment: { ...record, ...made, commentId: "12" } }
        : { record: { ...record, ...made } };
      return {
        hits: [{ type: isTalk ? "RECORD_COMMENT" : "RECORD", snippets: ["病院の資料です。"], ...thing }],
        nextPageToken: null,
      };
    },
    "GET /portal/v1/openapi.json": () => reference,
    "PUT /portal/v1/settings.json": ({ locale, preferences, mailNotifications }) => {
      const user = {
        ...me.user,
        ...(locale ? { locale } : {}),
        ...(preferences ? { preferences } : {}),
        ...(mailNotifications ? { mailNotifications } : {}),
      };
      me = { ...me, user: user as typeof me.user };
      return {};
    },
    "GET /portal/v1/devices.json": () => ({
      certificates: [
        {
          id: "1",
          serial: "4f2a9910",
          deviceName: "医事課PC-1",
          status: "active",
          notBefore: "2026-11-01T00:00:00Z",
          notAfter: "2027-11-01T00:00:00Z",
          lastUsedAt: "2026-11-20T06:10:00Z",
          isThis: true,
        },
      ],
      sessions: [
        {
          id: "1",
          createdAt: "2026-11-20T06:10:00Z",
          seenAt: "2026-11-20T06:10:00Z",
          userAgent: "Chrome 140 (Windows)",
          deviceName: "医事課PC-1",
          isThis: true,
        },
        {
          id: "2",
          createdAt: "2026-11-19T06:10:00Z",
          seenAt: "2026-11-19T06:10:00Z",
          userAgent: "Edge 140 (Windows)",
          deviceName: "会議室PC",
          isThis: false,
        },
      ],
    }),
    "GET /portal/v1/home.json": () => ({
      space: { id: "1", code: "medical-security", name: space.name, header: space.header, contact: space.contact },
      announcements: space.announcements.map((one, place) => ({
        id: String(place + 1),
        ...one,
        publishedAt: "2026-11-18T00:00:00Z",
        publishedBy: { code: "office", name: "事務局" },
        isRead: place > 0,
      })),
      threads: [{ id: "1", name: "全体への連絡", lastCommentAt: "2026-11-19T02:00:00Z", commentCount: 4 }],
      apps: apps.map(({ id, code, name, description }, place) => ({
        id,
        code,
        name,
        description,
        icon: null,
        theme: null,
        waiting: place === 1 ? 2 : 0,
      })),
      work: [
        {
          app: "2",
          record: "1",
          appName: "01_医療機関向けアプリ",
          title: "さくら総合病院",
          reason: "consent",
          due: "2026-11-24",
        },
        {
          app: "2",
          record: "1",
          appName: "01_医療機関向けアプリ",
          title: "アンケートのご回答",
          reason: "expected",
          due: "2026-11-18",
        },
      ],
      notifications: notifications.slice(0, 3),
    }),
    "GET /portal/v1/thread.json": ({ id }) => ({
      id,
      name: "全体への連絡",
      body: "<p>事業全体に関するご連絡です。</p>",
      comments,
      older: false,
    }),
    "GET /portal/v1/app.json": (input) => appOf(input),
    "GET /portal/v1/records.json": ({ app, search, offset = 0, limit = 100, query }) => {
      const words = String(search ?? "");
      const all = (records[String(app)] ?? []).filter(
        (one) => JSON.stringify(one).includes(words) && !String(query ?? "").includes("沖縄県"),
      );
      return {
        records: all.slice(Number(offset), Number(offset) + Number(limit)),
        totalCount: String(all.length),
        next: null,
      };
    },
    "GET /portal/v1/record.json": (input) => {
      const record = find(input);
      return (
        record && {
          record,
          rights: { view: true, edit: true, delete: true },
          fields: rightsOf(input),
          tabs: tabsOf(input, record),
          title: String(record[appOf(input)?.titleField ?? ""]?.value ?? ""),
          watchers: {
            organizations: [{ code: "sakura", name: "さくら総合病院" }],
            groups: [{ code: "secretariat", name: "事務局" }],
            others: 2,
          },
          position: null,
        }
      );
    },
    "GET /portal/v1/record/new.json": (input) => {
      const app = appOf(input);
      return app && { record: fixtureRecord(app, 0, {}), fields: rightsOf(input), tabs: tabsOf(input, undefined) };
    },
    "POST /portal/v1/record/preview.json": (input) => ({
      tabs: tabsOf(input, find(input), input["values"] as Input),
      fields: rightsOf(input),
    }),
    "GET /portal/v1/record/history.json": () => ({
      revisions: [
        {
          revision: "3",
          kind: "edited",
          at: "2026-11-20T06:04:00Z",
          by: { code: "office", name: "田中 健" },
          changes: [
            { code: "外部回線調査の進捗", label: "外部回線調査の進捗", before: "未着手", after: "調査中" },
            { code: "調査予定日", label: "調査予定日", before: null, after: "2026-12-03" },
          ],
        },
        {
          revision: "1",
          kind: "added",
          at: "2026-10-01T00:30:00Z",
          by: { code: "office", name: "田中 健" },
          changes: [],
        },
      ],
      older: false,
    }),
    "PUT /k/v1/record.json": (input) => {
      const record = find(input);
      for (const [code, cell] of Object.entries((input["record"] ?? {}) as RecordCells)) {
        const act = (cell.value as Input | null)?.["action"];
        if (record?.[code])
          record[code] = {
            type: record[code].type,
            value: act === "AGREE" ? agreed : act === "WITHDRAW" ? { ...agreed, state: "WITHDRAWN" } : cell.value,
          };
      }
      return { revision: "4" };
    },
    "POST /k/v1/record.json": () => ({ id: "1", revision: "1" }),
    "PUT /portal/v1/draft.json": () => ({ savedAt: "2026-11-21T06:21:00Z" }),
    "GET /portal/v1/draft.json": () => ({}),
    "GET /portal/v1/comments.json": () => ({ comments, older: false, mayPost: true }),
    "POST /k/v1/record/comment.json": ({ comment }) => {
      comments.unshift({
        id: String(comments.length + 20),
        createdAt: "2026-11-21T06:21:00Z",
        creator: { ...me.user, organization: me.organization },
        mayDelete: true,
        mentions: [],
        ...(comment as { text: string }),
      });
      return { id: comments[0]?.id };
    },
    "GET /portal/v1/mentionables.json": () => ({
      people: [
        { type: "USER", code: "office", name: "田中 健", organization: "事務局" },
        { type: "GROUP", code: "secretariat", name: "事務局", organization: null },
      ],
    }),
    "GET /portal/v1/access/people.json": () => ({
      people: [{ type: "USER", code: "office", name: "田中 健", organization: "事務局" }],
    }),
    "GET /portal/v1/access/explain.json": () => explanation,
    "GET /portal/v1/access/matrix.json": ({ record }) => matrix(record !== undefined),
    "GET /portal/v1/pickables.json": () => ({
      people: [{ type: "USER", code: "office", name: "田中 健", organization: "事務局" }],
    }),
    "GET /portal/v1/notifications.json": ({ filter }) => ({
      notifications: notifications.filter(({ readAt }) => filter !== "unread" || readAt === null),
      older: false,
    }),
    "POST /k/v1/file.json": () => ({ fileKey: "uploaded" }),
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    response.setHeader("Content-Security-Policy", policy);
    const isApi = /^\/(portal|k)\/v1\//.test(url.pathname);
    if (!isApi) {
      const file = join(folder, url.pathname);
      const found = url.pathname !== "/" && existsSync(file) ? file : join(folder, "index.html");
      response.setHeader("Content-Type", types[extname(found)] ?? "application/octet-stream");
      createReadStream(found).pipe(response);
      return;
    }
    const input: Input = { ...Object.fromEntries(url.searchParams), ...(await readBody(request)) };
    const method = request.method ?? "GET";
    if (method !== "GET") writes.push({ method, path: url.pathname, input });
    const own = answers.get(`${method} ${url.pathname}`)?.(input);
    const known = routes[`${method} ${url.pathname}`];
    const body = own ? own.body : known ? known(input) : method === "GET" ? undefined : {};
    const status = own?.status ?? (body === undefined ? 404 : 200);
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(JSON.stringify(body ?? { code: "MG_NF01", id: "fixture", message: "" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    answers,
    writes,
    sessionIn: (locale) => ({ ...session, user: { ...session.user, locale } }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function readBody(request: IncomingMessage): Promise<Input> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString("utf8");
  return text.startsWith("{") ? (JSON.parse(text) as Input) : {};
}
