import { createPrivateKey, createPublicKey, randomBytes } from "node:crypto";
import { Agent } from "node:https";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateKeys } from "../../server/certificates/key-types.ts";
import {
  issueAuthority,
  issueLeafForClient,
  issueServerCertificate,
  type Authority,
} from "../../server/certificates/x509.ts";
import { transaction } from "../../server/database.ts";
import { makeClient, send } from "../support/client.ts";
import { addPeople, startPortal, type IssuedCertificate, type TestPortal } from "../support/portal.ts";

const day = 86_400_000;
const random = (octets: number) => randomBytes(octets);
let portal: TestPortal;
let ids: ReadonlyMap<string, number>;

beforeAll(async () => {
  portal = await startPortal({
    env: { TLS_MIN_VERSION: "TLSv1.2" },
    prepare: async (platform) => {
      ids = await addPeople(platform, [
        { code: "tanaka" },
        { code: "suzuki" },
        { code: "sato" },
        { code: "admin", isAdministrator: true },
      ]);
    },
  });
});
afterAll(() => portal?.stop());

interface Pair {
  readonly cert: string;
  readonly key: string;
}

async function leaf(
  authority: Authority,
  { from = -day, to = day, uri = "urn:x" }: { from?: number; to?: number; uri?: string } = {},
): Promise<Pair> {
  const { publicKey, privateKey } = await generateKeys("ec");
  const now = Date.now();
  const certificate = issueLeafForClient({
    authority,
    subject: { commonName: "tanaka" },
    uri,
    publicKey,
    notBefore: new Date(now + from),
    notAfter: new Date(now + to),
    random,
  });
  return { cert: certificate.toString(), key: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
}

/** A CA with the name of ours and another key. */
async function impostor(): Promise<Authority> {
  const { publicKey, privateKey } = await generateKeys("ec");
  const subject = portal.platform.authorities.clientAuthority.certificate.subject;
  const part = (key: string) => new RegExp(`^${key}=(.+)$`, "m").exec(subject)?.[1] ?? "";
  const name = { organizationName: part("O"), commonName: part("CN"), qualifier: part("dnQualifier") };
  const dates = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + day) };
  return issueAuthority({ name, publicKey, privateKey, random, ...dates });
}

async function pair(kind: string): Promise<Pair | undefined> {
  const { clientAuthority, serverAuthority } = portal.platform.authorities;
  switch (kind) {
    case "missing":
      return undefined;
    case "unregistered":
      return leaf(clientAuthority);
    case "expired":
      return leaf(clientAuthority, { from: -2 * day, to: -day });
    case "not yet valid":
      return leaf(clientAuthority, { from: day, to: 2 * day });
    case "other CA of the same name":
      return leaf(await impostor());
    case "signed by the server's CA":
      return leaf(serverAuthority);
    case "server certificate of the client CA": {
      const { publicKey, privateKey } = await generateKeys("ec");
      const dates = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + day) };
      const certificate = issueServerCertificate({
        authority: clientAuthority,
        names: ["x.test"],
        publicKey,
        random,
        ...dates,
      });
      return { cert: certificate.toString(), key: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
    }
    case "self-signed": {
      const authority = await impostor();
      const key = authority.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
      return { cert: authority.certificate.toString(), key };
    }
    case "issuing":
    case "revoked":
    case "superseded": {
      const issued = await portal.issue("tanaka", kind);
      await sql("update certificate set status = $2 where id = $1", [issued.id, kind]);
      return issued;
    }
    case "suspended person":
      await sql("update user_account set status = 'suspended' where code = 'suzuki'", []);
      await sql("update directory_version set version = version + 1", []);
      return portal.issue("suzuki");
    case "registry ended earlier": {
      const issued = await portal.issue("tanaka", kind);
      await sql("update certificate set not_after = now() - interval '1 day' where id = $1", [issued.id]);
      return issued;
    }
    default:
      return portal.issue("tanaka");
  }
}

const sql = (text: string, values: unknown[]) =>
  transaction(portal.platform.database.web, (tx) => tx.execute(text, values));

const matrix = [
  // what is presented                     page             words of the page
  ["missing", "missing", "すべて閉じて"],
  ["unregistered", "unregistered", "登録されていません"],
  ["issuing", "unregistered", "登録されていません"],
  ["revoked", "revoked", "失効しています"],
  ["superseded", "revoked", "失効しています"],
  ["suspended person", "revoked", "失効しています"],
  ["expired", "expired", "期限が切れています"],
  ["registry ended earlier", "expired", "期限が切れています"],
  ["not yet valid", "untrusted", "この電子証明書は使えません"],
  ["other CA of the same name", "untrusted", "この電子証明書は使えません"],
  ["signed by the server's CA", "untrusted", "この電子証明書は使えません"],
  ["server certificate of the client CA", "untrusted", "この電子証明書は使えません"],
  ["self-signed", "untrusted", "この電子証明書は使えません"],
] as const;

describe.each(["TLSv1.3", "TLSv1.2"] as const)("over %s", (version) => {
  test.each(matrix)("%s is shut out as %s", async (kind, reason, words) => {
    const held = await pair(kind);
    const options = {
      ca: portal.ca,
      agent: false as const,
      minVersion: version,
      maxVersion: version,
      ...(held && { cert: held.cert, key: held.key }),
    };
    for (const path of ["/", "/login", "/assets/x.js", "/logout", "/anything"]) {
      const page = await send(new URL(path, portal.url), options);
      expect([path, page.status, page.headers["content-type"]]).toEqual([path, 403, "text/html; charset=utf-8"]);
      expect(page.text).toContain(words);
    }
    for (const path of ["/k/v1/records.json?app=1", "/portal/v1/session.json", "/v1/users.json"]) {
      const api = await send(new URL(path, portal.url), options);
      expect([api.status, api.json()["code"], api.json()["reason"]]).toEqual([403, "MG_CT01", reason]);
    }
    const byAccept = await send(new URL("/", portal.url), { ...options, headers: { accept: "application/json" } });
    expect(byAccept.json()["reason"]).toBe(reason);
  });
});

test("a certificate that is registered and active is let in", async () => {
  const page = await portal.client(await portal.issue("tanaka")).fetch("/login");
  expect([page.status, page.text.includes("ログインでお困りですか？")]).toEqual([200, true]);
});

test("the missing page speaks of closing windows and of expiry, in both languages", async () => {
  const ja = (await portal.client().fetch("/")).text;
  expect(ja).toContain("すべて閉じて");
  expect(ja).toContain("期限が切れた証明書は、ブラウザーが選択画面に表示しません");
  const en = (await portal.client().fetch("/?lang=en")).text;
  expect(en).toContain("Close every window");
  expect(en).toContain("expired");
});

test("certificate headers of a client are ignored", async () => {
  const issued = await portal.issue("tanaka");
  const escaped = encodeURIComponent(issued.cert);
  const headers = {
    "client-cert": `:${Buffer.from(issued.cert).toString("base64")}:`,
    "x-ssl-client-cert": escaped,
    "ssl-client-verify": "SUCCESS",
  };
  expect((await portal.client().fetch("/", { headers })).status).toBe(403);
});

/** Speaks HTTP by hand over one connection and hands on the connection's session tickets. */
function open(options: ConnectionOptions): Promise<{ socket: TLSSocket; session: () => Buffer | undefined }> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(portal.url);
    let session: Buffer | undefined;
    const socket = connect(
      { host: "localhost", port: Number(port), ca: portal.ca, servername: "localhost", ...options },
      () => resolve({ socket, session: () => session }),
    );
    socket.on("session", (ticket) => (session = ticket));
    socket.on("error", reject);
  });
}

function ask(socket: TLSSocket, path = "/"): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const onData = (chunk: Buffer) => {
      text += chunk.toString("latin1");
      const length = /content-length: (\d+)/i.exec(text)?.[1];
      const head = text.indexOf("\r\n\r\n");
      if (length !== undefined && head >= 0 && text.length >= head + 4 + Number(length)) done(() => resolve(text));
    };
    const onEnd = () => done(() => reject(new Error("cut")));
    function done(settle: () => void) {
      socket.off("data", onData).off("close", onEnd);
      settle();
    }
    socket.on("data", onData).on("close", onEnd);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  });
}

test.each(["TLSv1.2", "TLSv1.3"] as const)(
  "no connection is ever resumed, with or without certificate (%s)",
  async (version) => {
    const held = await portal.issue("tanaka");
    for (const certificate of [undefined, { cert: held.cert, key: held.key }]) {
      const options: ConnectionOptions = { minVersion: version, maxVersion: version, ...certificate };
      const first = await open(options);
      expect(await ask(first.socket)).toMatch(certificate ? /^HTTP\/1.1 303/ : /^HTTP\/1.1 403/);
      const session = first.session() ?? first.socket.getSession();
      first.socket.destroy();
      // The very trap of TLS 1.3: without a certificate a resumed connection would count as authorised.
      const second = await open({ minVersion: version, maxVersion: version, ...(session && { session }) });
      expect(second.socket.isSessionReused()).toBe(false);
      expect(await ask(second.socket)).toMatch(/^HTTP\/1.1 403[^]*電子証明書|^HTTP\/1.1 403/);
      second.socket.destroy();
    }
  },
);

test("TLS 1.1 and renegotiation are refused", async () => {
  await expect(open({ minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" })).rejects.toThrow();
  const { socket } = await open({ minVersion: "TLSv1.2", maxVersion: "TLSv1.2" });
  const result = await new Promise((resolve) => {
    socket.on("error", () => resolve("refused")).on("close", () => resolve("refused"));
    socket.renegotiate({}, (error) => resolve(error ? "refused" : "renegotiated"));
  });
  expect(result).toBe("refused");
});

describe("a stolen cookie", () => {
  let owner: IssuedCertificate;
  let cookie: string;
  let token: string;
  beforeAll(async () => {
    owner = await portal.issue("tanaka", "owner");
    ({ cookie, token } = await portal.login("tanaka", owner));
  });
  const use = (certificate?: IssuedCertificate) =>
    makeClient({ url: portal.url, ca: portal.ca, cookie, token, ...(certificate && { certificate }) }).get(
      "/portal/v1/session.json",
    );

  test("works with the certificate it was given to", async () => {
    expect((await use(owner)).status).toBe(200);
  });
  test("is worth nothing without certificate", async () => {
    expect((await use()).json()).toMatchObject({ code: "MG_CT01", reason: "missing" });
  });
  test("is worth nothing with another person's certificate", async () => {
    expect((await use(await portal.issue("sato"))).json()["code"]).toBe("CB_AU01");
  });
  test("is worth nothing with another certificate of the same person", async () => {
    expect((await use(await portal.issue("tanaka", "second device"))).json()["code"]).toBe("CB_AU01");
  });
});

describe("what ends", () => {
  test("a revocation bites on a kept-alive connection, at once, and only there", async () => {
    const held = await portal.issue("tanaka", "to be revoked");
    const client = await portal.login("tanaka", held);
    const other = await portal.login("sato");
    const admin = await portal.login("admin");
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect((await client.fetch("/portal/v1/session.json", { agent })).status).toBe(200);
    const { socket } = await open({ cert: held.cert, key: held.key });
    expect(await ask(socket)).toMatch(/303/);
    const cut = new Promise<number>((resolve) => socket.once("close", () => resolve(performance.now())));

    const started = performance.now();
    const answer = await admin.post("/portal/v1/admin/certificate/revoke.json", {
      id: held.id,
      reason: "keyCompromise",
    });
    expect([answer.status, answer.json()]).toEqual([200, {}]);
    expect((await cut) - started).toBeLessThan(20_000);
    const next = await client.fetch("/portal/v1/session.json", { agent }).then(
      (r) => r.json()["reason"],
      (error: NodeJS.ErrnoException) => error.code,
    );
    expect(["revoked", "ECONNRESET"]).toContain(next);
    expect((await client.get("/portal/v1/session.json")).json()["reason"]).toBe("revoked");
    expect((await other.get("/portal/v1/session.json")).status).toBe(200);
    const [left] = await transaction(portal.platform.database.web, (tx) =>
      tx.rows<{ sessions: number; events: number }>(
        `select (select count(*)::int from session where fingerprint = $1) as sessions,
                (select count(*)::int from event where type = 'certificate/revoked' and detail->>'certificate' = $2) as events`,
        [held.fingerprint, held.id],
      ),
    );
    expect(left).toEqual({ sessions: 0, events: 1 });
    agent.destroy();

    expect((await admin.post("/portal/v1/admin/certificate/revoke.json", { id: held.id })).status).toBe(200);
    const list = await send(new URL("/crl/client.crl", portal.enrolmentUrl), { ca: portal.ca, agent: false });
    expect([list.status, list.headers["content-type"]]).toEqual([200, "application/pkix-crl"]);
    const serial = await transaction(portal.platform.database.web, (tx) =>
      tx.rows<{ serial: string }>("select serial from certificate where id = $1", [held.id]),
    );
    expect(list.body.includes(Buffer.from(serial[0]!.serial, "hex"))).toBe(true);
  });

  test("a suspended person is out at once and in again after reactivation, after a new log-in", async () => {
    const held = await portal.issue("sato", "sato's");
    const client = await portal.login("sato", held);
    const admin = await portal.login("admin");
    const id = ids.get("sato");
    expect((await admin.post("/portal/v1/admin/user/suspend.json", { id })).json()).toEqual({});
    expect((await client.get("/portal/v1/session.json")).json()["reason"]).toBe("revoked");
    expect((await admin.post("/portal/v1/admin/user/reactivate.json", { id })).json()).toEqual({});
    expect((await client.get("/portal/v1/session.json")).json()["code"]).toBe("CB_AU01");
    const self = await admin.post("/portal/v1/admin/user/suspend.json", { id: ids.get("admin") });
    expect(self.json()["code"]).toBe("CB_VA01");
  });

  test.each([
    // after                       is inside
    [30 * 60_000 - 60_000, true],
    [30 * 60_000 + 1_000, false],
    [-60_000, true], // a clock set back locks nobody out
  ])("a session that was idle for %d ms counts: %j", async (ms, isInside) => {
    const client = await portal.login("tanaka");
    portal.shiftClock(ms);
    try {
      expect((await client.get("/portal/v1/session.json")).status).toBe(isInside ? 200 : 401);
    } finally {
      portal.shiftClock(-ms);
    }
  });

  test("a session in use ends after twelve hours", async () => {
    const client = await portal.login("tanaka");
    const step = 25 * 60_000;
    let shifted = 0;
    let status = 200;
    for (; shifted < 12 * 3_600_000 && status === 200; shifted += step) {
      portal.shiftClock(step);
      ({ status } = await client.get("/portal/v1/session.json"));
    }
    portal.shiftClock(-shifted);
    expect(status).toBe(401);
    expect(shifted).toBeGreaterThanOrEqual(12 * 3_600_000 - step);
  });
});

test("the key of a certificate is needed, not the certificate alone", async () => {
  const held = await portal.issue("tanaka");
  const { privateKey } = await generateKeys("ec");
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  expect(createPublicKey(createPrivateKey(key)).type).toBe("public");
  await expect(send(new URL("/", portal.url), { ca: portal.ca, agent: false, cert: held.cert, key })).rejects.toThrow();
});
