import { randomBytes } from "node:crypto";
import { readdir, writeFile } from "node:fs/promises";
import { request as httpsRequest } from "node:https";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installPacks } from "../../server/apps/deploy/install-packs.ts";
import { transaction } from "../../server/database.ts";
import { sweepFiles, uploadLifeMs } from "../../server/files/sweep-files.ts";
import type { Client } from "../support/client.ts";
import { addPeople, startPortal, type TestPortal } from "../support/portal.ts";

let portal: TestPortal;
let app: string;
let sato: Client;
let a: Client;
let b: Client;
const mebibyte = 1_048_576;
const pdf = Buffer.from("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n");
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

beforeAll(async () => {
  portal = await startPortal({
    env: { MAX_FILE_MIB: "2" },
    prepare: async (platform) => {
      await installPacks({ database: platform.database, now: platform.clock(), by: null });
      await addPeople(platform, [
        { code: "sato", organizations: ["office"], groups: ["secretariat"] },
        { code: "hosp-a", organizations: ["hp-a"], groups: ["hospitals"] },
        { code: "hosp-b", organizations: ["hp-b"], groups: ["hospitals"] },
      ]);
    },
  });
  [sato, a, b] = [await portal.login("sato"), await portal.login("hosp-a"), await portal.login("hosp-b")];
  app = await sql<{ id: string }>("select id from app where code = 'hospital'").then((rows) => rows[0]!.id);
});
afterAll(() => portal.stop());

const sql = <Row extends object>(text: string, values: unknown[] = []) =>
  transaction(portal.platform.database.web, (tx) => tx.rows<Row>(text, values));

function multipart(name: string, contents: Buffer, part = "file") {
  const boundary = "----boundary7f3a";
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${part}"; filename="${name}"\r\nContent-Type: text/html\r\n\r\n`;
  return {
    headers: { "content-type": `multipart/form-data; boundary=${boundary}`, "x-requested-with": "XMLHttpRequest" },
    body: Buffer.concat([Buffer.from(head), contents, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}
function upload(who: Client, name: string, contents: Buffer, part?: string) {
  const { headers, body } = multipart(name, contents, part);
  return who.fetch("/k/v1/file.json", {
    method: "POST",
    headers: { ...headers, "x-madoguchi-token": who.token },
    body,
  });
}
const keyOf = async (who: Client, name: string, contents: Buffer) => {
  const answer = await upload(who, name, contents);
  expect(answer.status, answer.text).toBe(200);
  return answer.json<{ fileKey: string }>().fileKey;
};
/** Adds a record of this hospital and has it agree, which opens the tab of `提出資料`. */
async function addRecord(organization: string) {
  const answer = await sato.post("/k/v1/record.json", {
    app,
    record: { 医療機関: { value: [{ code: organization }] }, 医療機関名: { value: organization } },
  });
  const { id } = answer.json<{ id: string }>();
  const record = { 参加同意: { value: { action: "AGREE", version: "1" } } };
  const agreed = await (organization === "hp-a" ? a : b).put("/k/v1/record.json", { app, id, record });
  expect(agreed.status, agreed.text).toBe(200);
  return id;
}
async function attach(who: Client, id: string, fileKeys: string[]) {
  const record = { 提出資料: { value: fileKeys.map((fileKey) => ({ fileKey })) } };
  return who.put("/k/v1/record.json", { app, id, record });
}
async function filesIn(who: Client, id: string) {
  const answer = await who.get("/portal/v1/record.json", { app, id });
  return answer.json<{ record: Record<string, { value: { fileKey: string; name: string }[] }> }>().record["提出資料"]!
    .value;
}
const onDisk = async () => {
  const names = await readdir(portal.platform.filesFolder, { recursive: true, withFileTypes: true }).catch(() => []);
  return names.filter((entry) => entry.isFile()).map(({ name }) => name);
};
/** An answer without its inquiry number and the key that was asked for. */
const bare = ({ status, text, headers }: Awaited<ReturnType<Client["get"]>>) => ({
  ...{ status, text: text.replace(/"id":"[^"]+"/, "").replace(/（id: [^）]+）/, "") },
  headers: Object.keys(headers).sort(),
});

describe("a document of hospital A", () => {
  let record: string;
  let key: string;

  beforeAll(async () => {
    record = await addRecord("hp-a");
    key = await keyOf(a, "構成図 \u202e「最新」.pdf", pdf);
  });

  test("an upload has a random key, lies on the disk under a random name, and can be downloaded by nobody", async () => {
    expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const names = await onDisk();
    expect(names).toHaveLength(1);
    expect(names[0]).toMatch(/^[0-9a-f]{32}$/);
    const unknown = bare(await a.get("/k/v1/file.json", { fileKey: randomBytes(32).toString("base64url") }));
    expect(unknown.text).toContain("GAIA_BL01");
    expect(bare(await a.get("/k/v1/file.json", { fileKey: key }))).toEqual(unknown);
  });

  test("only its uploader can attach it, and once", async () => {
    const other = await addRecord("hp-b");
    expect((await attach(b, other, [key])).status).not.toBe(200);
    expect((await attach(a, record, [key])).status).toBe(200);
    const second = await addRecord("hp-a");
    expect((await attach(a, second, [key])).status).not.toBe(200);
    const stored = (await filesIn(a, record))[0]!.fileKey;
    for (const who of [a, sato]) expect((await attach(who, second, [stored])).json()["code"]).toBe("GAIA_BL01");
    expect((await attach(b, other, [stored])).json()["code"]).toBe("GAIA_BL01");
    expect((await attach(a, record, [stored])).status).toBe(200);
  });

  test("then hospital and secretariat download it, octet by octet, and that leaves events", async () => {
    const [file] = await filesIn(a, record);
    expect(file!.name).toBe("構成図 「最新」.pdf");
    expect(file!.fileKey).not.toBe(key);
    expect((await a.get("/k/v1/file.json", { fileKey: key })).json()).toMatchObject({ code: "GAIA_BL01" });
    for (const who of [a, sato]) {
      const answer = await who.get("/k/v1/file.json", { fileKey: file!.fileKey });
      expect(answer.status, answer.text).toBe(200);
      expect(answer.body.equals(pdf)).toBe(true);
      expect(answer.headers["content-disposition"]).toMatch(
        /^attachment; filename="[ -~]+"; filename\*=UTF-8''%E6%A7%8B/,
      );
      expect(answer.headers["content-security-policy"]).toContain("sandbox");
      expect(answer.headers["x-content-type-options"]).toBe("nosniff");
      expect(answer.headers["cache-control"]).toContain("no-store");
    }
    const view = await a.get("/portal/v1/files/view", { fileKey: file!.fileKey });
    expect(view.headers["content-disposition"]).toMatch(/^inline/);
    expect(view.headers["content-type"]).toBe("application/pdf");
    const events = await sql("select 1 from event where type = 'file/downloaded' and record_id = $1", [record]);
    expect(events).toHaveLength(3);
  });

  test("another hospital gets what a random key gets, on both paths", async () => {
    const [file] = await filesIn(a, record);
    for (const path of ["/k/v1/file.json", "/portal/v1/files/view"]) {
      const random = bare(await b.get(path, { fileKey: randomBytes(32).toString("base64url") }));
      expect(bare(await b.get(path, { fileKey: file!.fileKey }))).toEqual(random);
    }
    expect(
      await sql(
        "select 1 from event where type = 'file/downloaded' and by_user = (select id from user_account where code = 'hosp-b')",
      ),
    ).toEqual([]);
  });

  test("in a tab that has gone away it is gone with it, and back with it", async () => {
    const needed = (value: string) =>
      a.put("/k/v1/record.json", { app, id: record, record: { バックアップ支援の要否: { value } } });
    expect((await needed("必要")).status).toBe(200);
    const backup = { バックアップ提出資料: { value: [{ fileKey: await keyOf(a, "手順書.pdf", pdf) }] } };
    expect((await a.put("/k/v1/record.json", { app, id: record, record: backup })).status).toBe(200);
    const read = await a.get("/portal/v1/record.json", { app, id: record });
    const [file] = read.json<{ record: Record<string, { value: { fileKey: string }[] }> }>().record[
      "バックアップ提出資料"
    ]!.value;
    expect((await a.get("/k/v1/file.json", { fileKey: file!.fileKey })).status).toBe(200);
    expect((await needed("不要")).status).toBe(200);
    expect((await a.get("/k/v1/file.json", { fileKey: file!.fileKey })).json()).toMatchObject({ code: "GAIA_BL01" });
    expect((await needed("必要")).status).toBe(200);
    expect((await a.get("/k/v1/file.json", { fileKey: file!.fileKey })).status).toBe(200);
  });

  test("taken out of the record it cannot be downloaded any more; history shows it, and an earlier revision brings it back", async () => {
    const [file] = await filesIn(a, record);
    const shown = async (who: Client) => (await who.get("/portal/v1/files/view", { fileKey: file!.fileKey })).status;
    const page = await a.get("/k/v1/record.json", { app, id: record });
    const revision = Number(page.json<{ record: Record<string, { value: string }> }>().record["$revision"]!.value);
    expect((await attach(a, record, [])).status).toBe(200);
    expect([await shown(a), await shown(sato), await shown(b)]).toEqual([200, 200, 404]);
    const back = await a.post("/portal/v1/record/restore.json", { app, id: record, revision });
    expect(back.status, back.text).toBe(200);
    expect(await filesIn(a, record)).toEqual([file]);
    expect((await a.get("/k/v1/file.json", { fileKey: file!.fileKey })).body.equals(pdf)).toBe(true);
    expect((await attach(a, record, [])).status).toBe(200);
    expect((await a.get("/k/v1/file.json", { fileKey: file!.fileKey })).json()).toMatchObject({ code: "GAIA_BL01" });
    // Nor when the file itself still counts as the record's: what the record holds decides.
    await sql("update file set state = 'stored' where key = $1 returning key", [file!.fileKey]);
    expect((await a.get("/k/v1/file.json", { fileKey: file!.fileKey })).json()).toMatchObject({ code: "GAIA_BL01" });
    await sql("update file set state = 'removed' where key = $1 returning key", [file!.fileKey]);
  });
});

describe("what is refused leaves nothing behind", () => {
  test.each([
    ["a program called pdf", "bericht.pdf", Buffer.concat([Buffer.from("MZ"), Buffer.alloc(200)])],
    ["a page called png", "bild.png", Buffer.from("<html><script>alert(1)</script>")],
    ["one octet too many", "groß.bin", Buffer.alloc(2 * mebibyte + 1)],
  ])("%s", async (_name, name, contents) => {
    const [files, rows] = [await onDisk(), await sql("select 1 from file")];
    const answer = await upload(a, name, contents);
    expect(answer.status).toBe(contents.length > 2 * mebibyte ? 413 : 400);
    expect(await onDisk()).toEqual(files);
    expect(await sql("select 1 from file")).toHaveLength(rows.length);
  });

  test("the largest size is taken, and an empty text", async () => {
    expect((await upload(a, "groß.bin", Buffer.alloc(2 * mebibyte))).status).toBe(200);
    expect((await upload(a, "leer.txt", Buffer.alloc(0))).status).toBe(200);
  });

  test("another part, no part, no multipart, no token", async () => {
    expect((await upload(a, "x.txt", Buffer.from("x"), "upload")).status).toBe(400);
    const headers = { "x-madoguchi-token": a.token };
    const none = { ...headers, "content-type": "multipart/form-data; boundary=x" };
    expect((await a.fetch("/k/v1/file.json", { method: "POST", headers: none, body: "--x--\r\n" })).status).toBe(400);
    const json = { ...headers, "content-type": "application/json" };
    expect((await a.fetch("/k/v1/file.json", { method: "POST", headers: json, body: "{}" })).status).toBe(400);
    const { headers: multi, body } = multipart("x.txt", Buffer.from("x"));
    expect((await a.fetch("/k/v1/file.json", { method: "POST", headers: multi, body })).json()["code"]).toBe("CB_IL02");
  });

  test("an upload that breaks off", async () => {
    const files = await onDisk();
    const certificate = await portal.issue("hosp-a");
    const client = await portal.login("hosp-a", certificate);
    const { headers, body } = multipart("halb.bin", Buffer.alloc(mebibyte));
    await new Promise<void>((resolve) => {
      const request = httpsRequest(new URL("/k/v1/file.json", portal.url), {
        ...{ method: "POST", ca: portal.ca, cert: certificate.cert, key: certificate.key, agent: false },
        headers: {
          ...headers,
          cookie: client.cookie,
          "x-madoguchi-token": client.token,
          "content-length": body.length,
        },
      });
      request.on("error", () => resolve());
      request.write(body.subarray(0, mebibyte / 2));
      setTimeout(() => request.destroy(), 150);
    });
    await expect.poll(onDisk).toEqual(files);
  });

  test("an upload without a length that grows too large", async () => {
    const files = await onDisk();
    const certificate = await portal.issue("hosp-a");
    const client = await portal.login("hosp-a", certificate);
    const { headers, body } = multipart("lang.bin", Buffer.alloc(3 * mebibyte));
    const status = await new Promise<number | undefined>((resolve) => {
      const request = httpsRequest(
        new URL("/k/v1/file.json", portal.url),
        {
          ...{ method: "POST", ca: portal.ca, cert: certificate.cert, key: certificate.key, agent: false },
          headers: {
            ...headers,
            cookie: client.cookie,
            "x-madoguchi-token": client.token,
            "transfer-encoding": "chunked",
          },
        },
        (response) => resolve(response.resume().statusCode),
      );
      request.on("error", () => resolve(undefined));
      request.end(body);
    });
    expect(status).toBe(413);
    await expect.poll(onDisk).toEqual(files);
  });
});

test.each([
  ["page.html", Buffer.from("<script>alert(1)</script>")],
  ["bild.svg", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
  ["skript.js", Buffer.from("alert(1)")],
  ["bild.png", png],
])("%s is shown inside the page only if nothing in it can run", async (name, contents) => {
  const record = await addRecord("hp-a");
  await attach(a, record, [await keyOf(a, name, contents)]);
  const [file] = await filesIn(a, record);
  const view = await a.get("/portal/v1/files/view", { fileKey: file!.fileKey });
  const isImage = name.endsWith(".png");
  expect(view.headers["content-type"]).toBe(isImage ? "image/png" : "application/octet-stream");
  expect(view.headers["content-disposition"]).toMatch(isImage ? /^inline/ : /^attachment/);
  expect(view.headers["content-security-policy"]).toContain("sandbox");
});

test("the sweep takes uploads of three days, keeps removed files for 30 days, and removes what nobody knows", async () => {
  const record = await addRecord("hp-a");
  await attach(a, record, [await keyOf(a, "bleibt.pdf", pdf)]);
  const lapsing = await keyOf(a, "verfällt.pdf", pdf);
  await sweepFiles(portal.platform);
  expect(await sql("select 1 from file where upload_key = $1", [lapsing])).toHaveLength(1);

  const later = new Date(portal.platform.clock().getTime() + uploadLifeMs + 1_000);
  const [kept] = await sql<{ storage_name: string }>("select storage_name from file where state = 'stored' limit 1");
  const folder = kept!.storage_name.slice(0, 2);
  await writeFile(`${portal.platform.filesFolder}/${folder}/${folder}${"0".repeat(30)}`, "orphan");
  await sweepFiles({ ...portal.platform, clock: () => later });
  expect(await sql("select 1 from file where state = 'uploaded'")).toEqual([]);
  expect((await sql("select 1 from file where state = 'removed'")).length).toBeGreaterThan(0);
  const known = async () => {
    const rows = await sql<{ storage_name: string }>("select storage_name from file");
    return rows.map(({ storage_name }) => storage_name).sort();
  };
  expect((await onDisk()).sort()).toEqual(await known());
  expect((await a.get("/k/v1/file.json", { fileKey: (await filesIn(a, record))[0]!.fileKey })).status).toBe(200);

  const muchLater = new Date(later.getTime() + 31 * 86_400_000);
  await sweepFiles({ ...portal.platform, clock: () => muchLater });
  expect(await sql("select 1 from file where state <> 'stored'")).toEqual([]);
  expect((await onDisk()).sort()).toEqual(await known());
});
