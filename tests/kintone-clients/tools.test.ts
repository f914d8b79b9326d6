import { KintoneRestAPIClient } from "@kintone/rest-api-client";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { request as httpRequest, type Server } from "node:http";
import { Agent } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeDirectoryCache } from "../../server/identity/directory-cache.ts";
import { issueToken } from "../../server/identity/tokens/issue-token.ts";
import { transaction } from "../../server/database.ts";
import { startForwarder } from "../../server/forward/forward.ts";
import { makeLocalCertificate } from "../../server/forward/local-certificate.ts";
import { readForwardCommand } from "../../server/forward/main.ts";
import type { TokenRight } from "../../server/identity/tokens/token.ts";
import { definitionOf } from "../records/workspace.ts";
import type { IssuedCertificate } from "../support/portal.ts";
import { password, startWorkspace, type ClientWorkspace } from "./workspace.ts";

const options = { 赤: { label: "赤", index: "0" }, 青: { label: "青", index: "1" } };
const fields = {
  番号: { type: "SINGLE_LINE_TEXT", unique: true },
  品名: { type: "SINGLE_LINE_TEXT" },
  数: { type: "NUMBER" },
  説明: { type: "MULTI_LINE_TEXT" },
  色: { type: "DROP_DOWN", options },
  印: { type: "CHECK_BOX", options },
  日時: { type: "DATETIME" },
  担当: { type: "USER_SELECT" },
  資料: { type: "FILE" },
  倍: { type: "CALC", expression: "数 * 2" },
  表: { type: "SUBTABLE", fields: { 行: { type: "SINGLE_LINE_TEXT", code: "行" }, 紙: { type: "FILE", code: "紙" } } },
};

let workspace: ClientWorkspace;
let folder: string;
let app: string;
let other: string;
let certificate: readonly string[];
let trust: NodeJS.ProcessEnv;

beforeAll(async () => {
  workspace = await startWorkspace(definitionOf("tools", fields), definitionOf("tools-two", fields));
  [app, other] = workspace.apps as [string, string];
  folder = await mkdtemp(join(tmpdir(), "madoguchi-tools-"));
  const { pfx, password: pfxPassword } = await workspace.issue("admin");
  await writeFile(join(folder, "admin.p12"), pfx);
  await writeFile(join(folder, "ca.pem"), workspace.ca);
  certificate = ["--pfx-file-path", join(folder, "admin.p12"), "--pfx-file-password", pfxPassword];
  trust = { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, "ca.pem") };
});
afterAll(async () => {
  await workspace?.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Outcome {
  readonly code: number;
  readonly output: string;
  readonly log: string;
}

/** Runs an installed, unmodified tool of kintone's in the tests' folder. */
async function run(tool: string, args: readonly string[]): Promise<Outcome> {
  const file = resolve("node_modules/.bin", tool);
  return promisify(execFile)(file, [...args], { cwd: folder, env: trust }).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout, log: stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      ...{ code, output: stdout, log: stderr },
    }),
  );
}

const signedIn = () => ["--base-url", workspace.url, ...certificate, "-u", "admin", "-p", password];
const cli = (command: string, ...args: string[]) => run("cli-kintone", [...command.split(" "), ...signedIn(), ...args]);
const save = (name: string, ...lines: string[]) => writeFile(join(folder, name), `${lines.join("\n")}\n`);

describe("cli-kintone 1.19.2, with a certificate", () => {
  test("records with tables and files go out and into another app, and come back the same", async () => {
    await mkdir(join(folder, "in"));
    await save("in/資料 [1].txt", "資料");
    await save("in/x.bin", "\u0001\u0002");
    await save(
      "first.csv",
      "*,番号,品名,数,説明,色,印,日時,担当,資料,表,行,紙",
      '*,N1,りんご,10.5,"一行目\n二行目",赤,"赤\n青",2026-11-21T00:30:00Z,sato,"資料 [1].txt\nx.bin",,甲,x.bin',
      ',N1,りんご,10.5,"一行目\n二行目",赤,"赤\n青",2026-11-21T00:30:00Z,sato,"資料 [1].txt\nx.bin",,乙,',
      "*,N2,みかん,,,,,,,,,,",
    );
    const first = await cli("record import", "--app", app, "--file-path", "first.csv", "--attachments-dir", "in");
    expect([first.code, first.log]).toEqual([0, expect.stringContaining("Imported 2 records successfully")]);

    const out = await cli("record export", "--app", app, "--attachments-dir", "out");
    expect(out.code).toBe(0);
    expect(await readFile(join(folder, "out/資料-1/資料 [1].txt"), "utf8")).toBe("資料\n");
    expect((await readdir(join(folder, "out"))).sort()).toEqual(["紙-1-0", "資料-1"]);
    await save("second.csv", out.output.trim());
    const into = ["--app", other, "--file-path", "second.csv", "--attachments-dir", "out"];
    const second = await cli("record import", ...into);
    expect([second.code, second.log]).toEqual([0, expect.stringContaining("Imported 2 records successfully")]);

    const [before, after] = [await valuesIn(app), await valuesIn(other)];
    expect(JSON.stringify(before)).toContain("乙");
    expect(after).toEqual(before);
  });

  test("upsert by number (with the app code before it) and by key, unknown ones too; a wrong row is named", async () => {
    await save(
      "by-number.csv",
      "レコード番号,品名,番号",
      "tools-1,りんご改,N1",
      "tools-777,無い番号,N777",
      ",番号なし,N778",
    );
    const number = ["--app", app, "--file-path", "by-number.csv", "--update-key", "レコード番号"];
    expect((await cli("record import", ...number)).log).toContain("Imported 3 records successfully");
    await save("by-key.csv", "番号,数", "N1,1", "N2,abc");
    const wrong = await cli("record import", "--app", app, "--file-path", "by-key.csv", "--update-key", "番号");
    expect(wrong.code).toBe(1);
    expect(wrong.log).toMatch(/An error occurred on 数 at row 3[^]*数字でなければなりません/);
    const upserted = (await valuesIn(app)).map((record) => [record["番号"], record["品名"]]);
    expect(upserted).toEqual([
      ["N1", "りんご改"],
      ["N2", "みかん"],
      ["N777", "無い番号"],
      ["N778", "番号なし"],
    ]);
  });

  test("delete by token", async () => {
    const token = await tokenOf(["view", "delete"]);
    await save("gone.csv", "レコード番号", "1", "2");
    const bare = ["record", "delete", "--base-url", workspace.url, "--api-token", token, "--app", app, "--yes"];
    expect((await run("cli-kintone", [...bare, "--file-path", "gone.csv"])).log).toContain("2 records are deleted");
    expect((await valuesIn(app)).map((record) => record["番号"])).toEqual(["N777", "N778"]);
  });

  test("customize: apply waits for the deploy, export brings the files back", async () => {
    await saveScripts();
    const applied = await cli("customize apply", "--app", app, "-i", "manifest.json", "--yes");
    expect([applied.code, applied.log]).toEqual([0, expect.stringContaining("Setting has been deployed!")]);
    const back = await cli("customize export", "--app", app, "-o", "back/manifest.json", "--yes");
    expect([back.code, await readFile(join(folder, "back/desktop/css/b.css"), "utf8")]).toEqual([0, "b {}\n"]);
  });
});

describe("the forwarder, for tools that know no certificates", () => {
  let held: IssuedCertificate;
  let forwarder: Server;
  let port: number;
  beforeAll(async () => {
    held = await workspace.issue("admin");
    const { pfx, password: pfxPassword } = held;
    forwarder = await startForwarder({ to: workspace.url, port: 0, pfx, password: pfxPassword, ca: workspace.ca });
    ({ port } = forwarder.address() as AddressInfo);
  });
  afterAll(() => forwarder?.close());

  test("customize-uploader 9.0.0 uploads, deploys and waits until that is done", async () => {
    await saveScripts();
    const login = ["--username", "admin", "--password", password, "--lang", "en"];
    const args = ["--base-url", `http://localhost:${port}`, ...login, "manifest.json"];
    const { code, output } = await run("kintone-customize-uploader", args);
    expect([code, output]).toEqual([0, expect.stringContaining("Setting has been deployed!")]);
  });

  test("a client works through it with its password, over http and over https", async () => {
    const { pfx, password: pfxPassword } = held;
    const local = await makeLocalCertificate(new Date(), randomBytes);
    const secure = await startForwarder({
      ...{ to: workspace.url, port: 0, pfx, password: pfxPassword, ca: workspace.ca },
      local,
    });
    const { port: securePort } = secure.address() as AddressInfo;
    const httpsAgent = new Agent({ ca: local.caPem });
    for (const baseUrl of [`http://localhost:${port}`, `https://localhost:${securePort}`]) {
      const client = new KintoneRestAPIClient({ baseUrl, httpsAgent, auth: { username: "admin", password } });
      const { id } = await client.record.addRecord({ app, record: { 品名: { value: "転送" } } });
      expect((await client.record.getRecord({ app, id })).record["品名"]?.value).toBe("転送");
      expect((await client.file.uploadFile({ file: { name: "メモ.txt", data: "本文" } })).fileKey).toMatch(/./);
    }
    secure.close();
  });

  test("it adds the certificate and nothing else, on this machine only, for programs only", async () => {
    const bare = await get(port, {});
    expect([bare.status, bare.code]).toEqual([401, "CB_AU01"]);
    expect((forwarder.address() as AddressInfo).address).toBe("127.0.0.1");
    const refused = [{ host: "evil.example" }, { origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }];
    for (const headers of refused) expect([headers, (await get(port, headers)).status]).toEqual([headers, 403]);
  });

  test("a portal that is not there is told in JSON", async () => {
    const lost = await startForwarder({ to: "https://127.0.0.1:1", port: 0, pfx: held.pfx, password: held.password });
    const answer = await get((lost.address() as AddressInfo).port, {});
    expect([answer.status, answer.code]).toEqual([502, "MG_FW01"]);
    lost.close();
  });

  test("the command reads its files and refuses with a sentence", async () => {
    await save("password", held.password);
    const good = ["--p12", "admin.p12", "--password-file", "password", "--to", workspace.url];
    const pfx = await readFile(join(folder, "admin.p12"));
    const read = { to: workspace.url, port: 8080, pfx, password: held.password };
    expect(await readForwardCommand(good, folder)).toEqual(read);
    const secure = { ...read, caFile: join(folder, "own.pem") };
    expect(await readForwardCommand([...good, "--https", "own.pem"], folder)).toEqual(secure);
    const bad: [string[], RegExp][] = [
      [[], /^Usage/],
      [[...good, "--what"], /what/],
      [[...good, "--to", "http://localhost"], /https/],
      [[...good, "--port", "99999"], /port/],
      [[...good, "--p12", "gone.p12"], /gone\.p12/],
    ];
    for (const [args, sentence] of bad) await expect(readForwardCommand(args, folder)).rejects.toThrow(sentence);
  });
});

/** A request to a port of this machine that says who it is with these headers. */
function get(port: number, headers: Record<string, string>): Promise<{ status: number; code: string }> {
  return new Promise((done, fail) => {
    httpRequest({ host: "127.0.0.1", port, path: "/k/v1/apps.json", headers, agent: false }, (answer) => {
      let body = "";
      answer.on("data", (chunk: Buffer) => (body += chunk.toString()));
      answer.on("end", () =>
        done({ status: answer.statusCode ?? 0, code: (JSON.parse(body) as { code: string }).code }),
      );
    })
      .on("error", fail)
      .end();
  });
}

async function saveScripts() {
  await save("a.js", "1;");
  await save("b.css", "b {}");
  const manifest = {
    ...{ app, scope: "ALL", desktop: { js: ["a.js", "https://example.jp/x.js"], css: ["b.css"] } },
    mobile: { js: ["a.js"], css: [] },
  };
  return save("manifest.json", JSON.stringify(manifest));
}

/** The values of an app's own fields by record number; of files their names, of rows what they hold. */
async function valuesIn(id: string): Promise<Record<string, unknown>[]> {
  const { record } = await workspace.clientOf("admin");
  const { records } = await record.getRecords({ app: id, query: "order by $id asc" });
  return records.map((one) =>
    Object.fromEntries(Object.keys(fields).map((code) => [code, plain((one[code] as { value: unknown }).value)])),
  );
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const { fileKey: _key, id: _id, ...rest } = value as Record<string, unknown>;
  return Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, plain(one)]));
}

function tokenOf(rights: readonly TokenRight[]): Promise<string> {
  const { database, deployedApps, random, clock } = workspace.platform;
  return transaction(database.web, async (tx) => {
    const [directory, apps] = [await makeDirectoryCache().current(tx), await deployedApps.current(tx)];
    const context = { tx, now: clock(), directory, apps, random, by: null };
    const networks = ["127.0.0.0/8", "::1/128"];
    return (await issueToken(context, { app, name: "tools", rights, networks })).token;
  });
}
