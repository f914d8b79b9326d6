import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { build } from "vite";
import { setSecurityHeaders } from "../../../server/http/security-headers.ts";
import { adminState, type AdminState } from "./fixture-data.ts";

type Input = Record<string, unknown>;
type Answer = [status: number, body: unknown];
type Handler = (state: AdminState, input: Input) => unknown;

class Refusal extends Error {
  constructor(readonly answer: Answer) {
    super("refused");
  }
}

const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const text = (value: unknown) => (typeof value === "string" ? value : "");

function page<T>(all: readonly T[], { offset, limit }: Input): T[] {
  const start = Number(offset ?? 0);
  return all.slice(start, start + Number(limit ?? 100));
}

function person(state: AdminState, id: unknown) {
  const found = state.users.find((user) => user.id === id);
  if (!found) throw new Refusal([404, { code: "MG_NF01", id: "x", message: "指定されたものが見つかりません。" }]);
  return found;
}

function addUser(state: AdminState, { code, name, email, phone }: Input, organization: unknown): string {
  if (state.users.some((user) => user.code === code)) {
    throw new Refusal([
      400,
      {
        code: "CB_VA01",
        id: "x",
        message: "",
        errors: { "person.code": { messages: [`「${text(code)}」はすでに使われています。`] } },
      },
    ]);
  }
  const id = String(5000 + state.users.length);
  state.users.push({
    ...adminState().users[4]!,
    id,
    code: text(code),
    name: text(name),
    email: text(email),
    phone: text(phone),
    organizations: organization ? [organization as { code: string; name: string }] : [],
  });
  return id;
}

const handlers: Record<string, Handler> = {
  "GET /portal/v1/session.json": ({ locale }) => ({
    user: {
      id: "1",
      code: "admin",
      name: "管理 太郎",
      locale,
      timezone: "Asia/Tokyo",
      isAdministrator: true,
      email: "",
      phone: "",
      mailNotifications: "all",
      preferences: {},
    },
    organization: { code: "office", name: "事務局" },
    certificate: null,
    token: "token",
    mustChangePassword: false,
    idleMinutes: 60,
    expiresAt: "2026-12-01T00:00:00Z",
    programme: { name: "支援事業 ポータル" },
    unread: { toMe: 0, all: 0 },
  }),
  "GET /portal/v1/home.json": ({ announcements }) => ({
    space: null,
    announcements,
    threads: [],
    apps: [],
    work: [],
    notifications: [],
  }),
  "GET /portal/v1/admin/organizations.json": ({ organizations }, { q }) => ({
    organizations: organizations.filter(({ name, code }) => `${name} ${code}`.includes(text(q))).reverse(),
  }),
  "PUT /portal/v1/admin/organizations.json": ({ organizations }, { id, updatedAt, name }) => {
    const found = organizations.find((one) => one.id === id)!;
    if (found.updatedAt !== updatedAt)
      throw new Refusal([409, { code: "MG_CO01", id: "x", message: "ほかの人が先に更新しました。" }]);
    Object.assign(found, { name, updatedAt: "2026-11-01T00:00:00.000Z" });
    return {};
  },
  "GET /k/v1/apps.json": () => ({ apps: [{ appId: "7", name: "医療機関" }] }),
  "GET /portal/v1/admin/tokens.json": () => ({
    tokens: (["active", "expired", "revoked"] as const).map((status, at) => ({
      id: String(at),
      name: `連携${at}`,
      app: { id: "7", name: "医療機関" },
      rights: ["view", "add"],
      user: at === 0 ? { code: "sato", name: "佐藤 花子" } : null,
      networks: at === 0 ? [] : ["192.0.2.0/24"],
      status,
      expiresAt: at === 1 ? "2026-01-01T00:00:00Z" : null,
      lastUsedAt: at === 0 ? "2026-11-01T00:00:00Z" : null,
    })),
  }),
  "GET /portal/v1/admin/groups.json": ({ groups }) => ({ groups }),
  "POST /portal/v1/admin/hospital.json": (state, { organization, person: contact }) => ({
    organizationId: "9",
    userId: addUser(state, contact as Input, organization),
  }),
  "GET /portal/v1/admin/users.json": ({ users }, input) => {
    const { q, status, organization, group, id } = input;
    const fits = users.filter(
      (user) =>
        (!id || user.id === id) &&
        (!status || user.status === status) &&
        (!group || user.groups.some(({ code }) => code === group)) &&
        (!organization || user.organizations.some(({ code }) => code === organization)) &&
        `${user.name} ${user.code} ${user.email}`.includes(text(q)),
    );
    return { users: page(fits, input), totalCount: fits.length };
  },
  "POST /portal/v1/admin/user/suspend.json": (state, { id }) => void (person(state, id).status = "suspended"),
  "POST /portal/v1/admin/user/reactivate.json": (state, { id }) => void (person(state, id).status = "active"),
  "POST /portal/v1/admin/user/password.json": (state, { id }) => ({ password: person(state, id) && "Kw7-nR2m-Xd9p" }),
  "POST /portal/v1/admin/invite.json": (state, { user }) => {
    const found = person(state, user);
    found.invitation = { state: "open", id: "77", expiresAt: "2026-12-21T06:00:00Z" };
    return {
      enrolment: { id: "77", expiresAt: "2026-12-21T06:00:00Z" },
      loginName: found.code,
      initialPassword: "Tz4-hB8q-Lm3v",
    };
  },
  "POST /portal/v1/admin/invite/cancel.json": (state, { id }) => {
    const found = state.users.find(({ invitation }) => invitation.id === id);
    if (found) found.invitation = { state: "none", id: null, expiresAt: null };
    return {};
  },
  "GET /portal/v1/admin/certificates.json": ({ certificates }, input) => {
    const { q, status, user } = input;
    const fits = certificates.filter(
      (one) =>
        (!status || one.status === status) &&
        (!user || one.user.id === user) &&
        `${one.user.name} ${one.serial}`.includes(text(q)),
    );
    return { certificates: page(fits, input), totalCount: fits.length };
  },
  "POST /portal/v1/admin/certificate/revoke.json": ({ certificates }, { id, reason }) => {
    const found = certificates.find((one) => one.id === id)!;
    Object.assign(found, { status: "revoked", revokedAt: "2026-10-21T00:00:00Z", revocationReason: reason });
    return {};
  },
  "POST /portal/v1/announcement.json": ({ announcements }, input) => {
    announcements.unshift({
      ...adminState().announcements[0]!,
      id: "2",
      title: text(input["title"]),
      body: text(input["body"]),
      isImportant: input["isImportant"] === true,
    });
    return { id: "2" };
  },
  "DELETE /portal/v1/announcement.json": (state, { id }) =>
    void (state.announcements = state.announcements.filter((one) => one.id !== id)),
  "GET /portal/v1/admin/mails.json": ({ mails }, { state }) => ({
    mails: mails.filter((mail) => !state || mail.state === state),
  }),
  "GET /portal/v1/admin/events.json": ({ events }) => ({ events }),
};

async function answer(state: AdminState, request: IncomingMessage, url: URL): Promise<Answer> {
  const method = request.method ?? "GET";
  const handler = handlers[`${method} ${url.pathname}`];
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = chunks.length > 0 ? (JSON.parse(Buffer.concat(chunks).toString()) as Input) : {};
  if (method !== "GET") state.writes.push({ method, path: url.pathname, body });
  if (!handler) return [404, { code: "MG_NF02", id: "x", message: "このアドレスには何もありません。" }];
  try {
    return [200, handler(state, { ...Object.fromEntries(url.searchParams), ...body }) ?? {}];
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

export interface AdminFixture {
  origin: string;
  /** What the server remembers now; `reset` starts it over. */
  state: () => AdminState;
  reset: () => void;
  stop: () => Promise<void>;
}

/** Builds the client and serves it with an administration that lives in memory, under the real content security policy. */
export async function startAdminFixture(): Promise<AdminFixture> {
  const folder = await mkdtemp(join(tmpdir(), "admin-client-"));
  await build({ configFile: "vite.config.ts", logLevel: "error", build: { outDir: folder, minify: false } });
  let state = adminState();

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? "/", "http://localhost");
    setSecurityHeaders(response, "https://localhost");
    response.removeHeader("Strict-Transport-Security"); // the fixture speaks plain HTTP
    if (url.pathname === "/portal/v1/admin/letter.pdf") {
      response.setHeader("Content-Type", "application/pdf");
      return response.end("%PDF-1.7");
    }
    if (url.pathname.startsWith("/portal/") || url.pathname.startsWith("/live")) {
      const [status, body] = await answer(state, request, url);
      response.writeHead(status, { "Content-Type": "application/json" });
      return response.end(JSON.stringify(body));
    }
    const name = extname(url.pathname) ? url.pathname : "/index.html";
    const content = await readFile(join(folder, name)).catch(() => undefined);
    if (!content) return response.writeHead(404).end();
    response.setHeader("Content-Type", types[extname(name)] ?? "application/octet-stream");
    return response.end(content);
  }

  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    state: () => state,
    reset: () => void (state = adminState()),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
