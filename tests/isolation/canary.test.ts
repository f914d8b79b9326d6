import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endpoints, rawRoutes } from "../../server/app.ts";
import { drawnText, streamsOf } from "../documents/read-pdf.ts";
import type { Answer, Client } from "../support/client.ts";
import { untilQuiet } from "../support/server-process.ts";
import { sendFile } from "../support/upload-file.ts";
import type { IssuedCertificate } from "../support/visitors.ts";
import { calls, callsOf, type Input } from "./calls.ts";
import { canaries, codes, makeTwoWorlds, type World } from "./two-worlds.ts";

const everything = [...endpoints, ...rawRoutes].map(({ method, path }) => ({
  method,
  path,
  name: `${method} ${path}`,
}));
const secrets = [...Object.values(canaries), codes.other, codes.otherHospital, "canary-code-04d8"];

let worlds: Awaited<ReturnType<typeof makeTwoWorlds>>;
beforeAll(async () => {
  worlds = await makeTwoWorlds();
});
afterAll(() => worlds?.stop());

function call(client: Client, method: string, path: string, input: Input): Promise<Answer> {
  if (method === "POST" && path.endsWith("/v1/file.json"))
    return sendFile(client, "own.pdf", Buffer.from("%PDF-1.7\n%%EOF\n"));
  if (method === "GET") return client.get(path, input);
  return { POST: client.post, PUT: client.put, DELETE: client.delete }[method]!(path, input);
}

/** Everything that an answer says, a PDF as what it draws and holds. */
function saidBy({ headers, body, text }: Answer): string {
  const isPdf = body.subarray(0, 5).toString() === "%PDF-";
  return [JSON.stringify(headers), text, ...(isPdf ? [drawnText(body), ...streamsOf(body)] : [])].join("\n");
}

/** The canaries in an answer, but for what the question itself said. */
function leaksIn(said: string, question: string): string[] {
  return secrets.filter((secret) => !question.includes(secret) && said.includes(secret));
}

/** What is left of an answer when clock and chance are taken out; the rest must be the same in both worlds. */
function comparable({ status, headers, text }: Answer, world: World) {
  const own = new RegExp(world.things.fileKey, "g");
  const isJson = headers["content-type"]?.includes("json") === true;
  const body = isJson
    ? text
        .replaceAll(own, "OWN-FILE")
        .replaceAll(world.workspace.url, "ORIGIN")
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
        // Noted once a minute, which one world may have reached before the other.
        .replaceAll('"lastUsedAt":null', '"lastUsedAt":"TIME"')
        .replaceAll(/("id":)"[\w-]{16,}"/g, '$1"CHANCE"')
        .replaceAll(/("(?:token|serial|fingerprint|fileKey|termsDigest)":)"[^"]+"/g, '$1"CHANCE"')
    : headers["content-type"];
  return { status, type: headers["content-type"], disposition: headers["content-disposition"], body };
}

test("every endpoint is called", () => {
  const names = everything.map(({ name }) => name);
  expect(
    names.filter((name) => !callsOf(name)),
    "an endpoint without a row in tests/isolation/calls.ts: say there how one hospital would ask it about another",
  ).toEqual([]);
  expect(
    Object.keys(calls).filter((name) => !names.includes(name)),
    "a call to an endpoint that is not there",
  ).toEqual([]);
});

test("the scan finds what is there: the other hospital and the secretariat see the canaries", async () => {
  const { secretariat, things, workspace } = worlds.full;
  const other = await workspace.login(codes.other);
  for (const client of [secretariat, other]) {
    const input = { app: things.hospital, search: "カナリア", totalCount: true };
    expect(leaksIn(saidBy(await client.get("/portal/v1/records.json", input)), "")).toContain(canaries.name);
  }
  const print = await other.get("/portal/v1/record/print.pdf", { app: things.hospital, id: things.other.record });
  expect(leaksIn(saidBy(print), "")).toContain(canaries.name);
});

describe("the other hospital makes no difference to", () => {
  // Reading first: what the looker writes moves the sequences of both worlds differently.
  const inOrder = [...everything].sort((a, b) => Number(a.method !== "GET") - Number(b.method !== "GET"));
  test.each(inOrder.filter(({ name }) => callsOf(name)))("$name", async ({ method, path, name }) => {
    const { full, empty } = worlds;
    const [inFull, inEmpty] = [callsOf(name)!(full.things), callsOf(name)!(empty.things)];
    for (const [at, input] of inFull.entries()) {
      const [seen, expected] = await Promise.all([
        call(full.looker, method, path, input),
        call(empty.looker, method, path, inEmpty[at]!),
      ]);
      const question = JSON.stringify(input);
      expect([question, leaksIn(saidBy(seen), question)]).toEqual([question, []]);
      expect([question, comparable(seen, full)]).toEqual([question, comparable(expected, empty)]);
    }
  });
});

test("no condition and no order tells of the other hospital", async () => {
  const { full, empty } = worlds;
  let answered = 0;
  const ask = async (app: keyof Pick<World["things"], "hospital" | "faq">, input: Input) => {
    const [seen, expected] = await Promise.all(
      [full, empty].map(({ looker, things }) =>
        looker.get("/portal/v1/records.json", { ...input, app: things[app], totalCount: true }),
      ),
    );
    const question = JSON.stringify(input);
    expect([question, leaksIn(saidBy(seen!), question)]).toEqual([question, []]);
    expect([question, comparable(seen!, full)]).toEqual([question, comparable(expected!, empty)]);
    if (seen!.status === 200) answered += 1;
  };
  for (const app of ["hospital", "faq"] as const) {
    const shown = (await full.looker.get("/portal/v1/app.json", { app: full.things[app] })).json<ShownApp>();
    for (const { code, type, isSortable, operators = [] } of Object.values(shown.fields.properties)) {
      if (isSortable) for (const way of ["asc", "desc"]) await ask(app, { sort: `${code} ${way}` });
      for (const operator of operators) await ask(app, { query: conditionOf(code, operator, sampleOf(type)) });
    }
  }
  expect(answered).toBeGreaterThan(60);
});

interface ShownApp {
  fields: { properties: Record<string, { code: string; type: string; isSortable: boolean; operators?: string[] }> };
}

/** What the other hospital has in fields of that type. */
function sampleOf(type: string): string {
  if (type === "DATE") return "2031-05-06";
  if (type.endsWith("TIME")) return "2026-01-01T00:00:00Z";
  if (type === "NUMBER" || type === "RECORD_NUMBER") return "2";
  if (type === "ORGANIZATION_SELECT") return codes.otherHospital;
  if (type === "USER_SELECT" || type === "CREATOR" || type === "MODIFIER") return codes.other;
  if (type === "CONSENT") return "AGREED";
  if (type === "DROP_DOWN") return "沖縄県";
  if (type === "RADIO_BUTTON") return "必要";
  return "canary";
}

function conditionOf(code: string, operator: string, value: string): string {
  if (operator.startsWith("is")) return `${code} ${operator}`;
  return operator.endsWith("in") ? `${code} ${operator} ("${value}")` : `${code} ${operator} "${value}"`;
}

test("a field that is hidden answers like one that does not exist", async () => {
  const { looker, things } = worlds.full;
  for (const query of ['X like "canary"', 'X = ""', "order by X desc"]) {
    const [hidden, unknown] = await Promise.all(
      ["事務局メモ", "存在しない項"].map(async (field) => {
        const answer = await looker.get("/k/v1/records.json", {
          app: things.hospital,
          query: query.replace("X", field),
        });
        return [answer.status, answer.text.replaceAll(field, "X").replace(/"id":"[^"]*"/, "")];
      }),
    );
    expect(hidden).toEqual(unknown);
    expect(hidden![0]).toBe(400);
  }
});

/** A live connection as the client opens it. */
function connect({ workspace, looker }: World, { cert, key }: IssuedCertificate): Promise<Socket> {
  const extraHeaders = { cookie: looker.cookie, origin: workspace.url };
  const socket = io(workspace.url, {
    path: "/live",
    transports: ["websocket"],
    ca: workspace.ca,
    cert,
    key,
    extraHeaders,
    reconnection: false,
  });
  return new Promise((resolve, reject) => {
    socket.once("connect", () => resolve(socket));
    socket.once("connect_error", reject);
  });
}

test("live updates and mails say nothing of the other hospital", async () => {
  const { workspace, secretariat, things } = worlds.full;
  const certificate = await workspace.issue(codes.looker);
  const looker = await workspace.login(codes.looker, certificate);
  const socket = await connect({ ...worlds.full, looker }, certificate);
  const frames: unknown[] = [];
  socket.onAny((...frame: unknown[]) => frames.push(frame));
  const { hospital: app, other } = things;
  for (const place of [
    { app },
    { app, record: things.record },
    { app, record: other.record },
    { app: things.institutions, record: other.institution },
  ]) {
    socket.emit("watch", place);
  }
  await looker.get("/portal/v1/session.json"); // the server reads what came before on the socket meanwhile
  const comment = (record: string) =>
    secretariat.post("/k/v1/record/comment.json", { app, record, comment: { text: canaries.answer } });
  await comment(other.record);
  await secretariat.put("/k/v1/record.json", {
    app,
    id: other.record,
    record: { 調査実施日: { value: "2031-05-07" } },
  });
  await secretariat.put("/k/v1/record.json", {
    app: things.institutions,
    id: other.institution,
    record: { 備考: { value: canaries.ledger } },
  });
  await untilQuiet(workspace);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(frames).toEqual([]);

  await secretariat.post("/k/v1/record/comment.json", { app, record: things.record, comment: { text: "お知らせ" } });
  await expect.poll(() => JSON.stringify(frames)).toContain(`"record":"${things.record}"`);
  expect(JSON.stringify(frames)).toContain('"notifications"');
  expect(leaksIn(JSON.stringify(frames), "")).toEqual([]);
  socket.close();

  await untilQuiet(workspace);
  const { mails } = workspace.mails;
  const to = (code: string) => mails.filter((mail) => mail.envelope.to.includes(`${code}@example.jp`));
  expect(to(codes.other).length).toBeGreaterThan(0);
  expect(to(codes.looker).length).toBeGreaterThan(0);
  const said = to(codes.looker)
    .map((mail) => [mail.subject, mail.text, mail.source].join("\n"))
    .join("\n");
  expect(leaksIn(said, "")).toEqual([]);
});

test("who manages an app cannot ask the directory by naming people in its settings", async () => {
  const rights = { appEditable: true, recordViewable: true, recordAddable: true };
  const asked = [codes.other, codes.otherHospital].flatMap(
    (code) =>
      [
        ["app/acl", { rights: [{ entity: { type: "USER", code } }] }],
        ["app/acl", { rights: [{ entity: { type: "ORGANIZATION", code } }] }],
        ["record/acl", { rights: [{ entities: [{ entity: { type: "USER", code } }] }] }],
        [
          "field/acl",
          { rights: [{ code: "作成者", entities: [{ entity: { type: "USER", code }, accessibility: "READ" }] }] },
        ],
        ["app/notifications/general", { notifications: [{ entity: { type: "ORGANIZATION", code } }] }],
        ["app/notifications/perRecord", { notifications: [{ targets: [{ entity: { type: "USER", code } }] }] }],
        [
          "app/status",
          {
            states: {
              始: { index: "0" },
              次: { index: "1", assignee: { type: "ALL", entities: [{ entity: { type: "USER", code } }] } },
            },
          },
        ],
        [
          "app/form/fields",
          { properties: { 人: { type: "USER_SELECT", code: "人", label: "人", entities: [{ type: "USER", code }] } } },
        ],
      ] as const,
  );
  const answers = async ({ secretariat, looker, things }: World) => {
    const { app } = (
      await secretariat.post("/k/v1/preview/app.json", { name: "任せる", space: "1", thread: things.thread })
    ).json();
    const lines = [
      { entity: { type: "GROUP", code: "secretariat" } },
      { entity: { type: "USER", code: codes.looker } },
    ];
    const acl = { app, rights: lines.map((line) => ({ ...line, ...rights })) };
    await secretariat.put("/k/v1/preview/app/acl.json", acl);
    expect((await secretariat.post("/k/v1/preview/app/deploy.json", { apps: [{ app }] })).status).toBe(200);
    // What the settings name already may be sent back, and himself, everyone and his own groups may be named.
    const own = [
      ...lines,
      { entity: { type: "GROUP", code: "everyone" } },
      { entity: { type: "GROUP", code: "hospitals" } },
    ];
    expect((await looker.put("/k/v1/preview/app/acl.json", { app, rights: own })).status).toBe(200);
    // Whoever runs an app knows everybody: he cannot make his own group one that does.
    const running = own.map((line) => ({ ...line, ...rights }));
    expect((await looker.put("/k/v1/preview/app/acl.json", { app, rights: running })).status).toBe(403);
    const overseeing = [{ entities: [{ entity: own.at(-1)!.entity, viewable: true, editable: true }] }];
    expect((await looker.put("/k/v1/preview/record/acl.json", { app, rights: overseeing })).status).toBe(403);
    return Promise.all(
      asked.map(async ([name, body]) => {
        const send = name === "app/form/fields" ? looker.post : looker.put;
        const { status, text } = await send(`/k/v1/preview/${name}.json`, { app, ...body });
        return [name, status, text.replace(/"id":"[^"]+"/, "")];
      }),
    );
  };
  const [seen, expected] = [await answers(worlds.full), await answers(worlds.empty)];
  expect(seen).toEqual(expected);
  expect(new Set(seen.map(([, status]) => status))).toEqual(new Set([400]));
});

test("and nothing of it was changed from outside", async () => {
  const { secretariat, things } = worlds.full;
  const { hospital: app, other } = things;
  const { record } = (await secretariat.get("/k/v1/record.json", { app, id: other.record })).json<{
    record: Record<string, { value: unknown }>;
  }>();
  expect(record["医療機関名"]!.value).toBe(canaries.name);
  expect(record["アンケート回答日"]!.value).toBeFalsy();
  const { comments } = (await secretariat.get("/portal/v1/comments.json", { app, record: other.record })).json<{
    comments: { text: string }[];
  }>();
  expect(comments.map(({ text }) => text)).toContain(canaries.comment);
  expect(comments.map(({ text }) => text)).not.toContain("?");
});
