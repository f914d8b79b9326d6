import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureWebRole, migrate, transaction } from "../server/database.ts";
import { createTestDatabase, type TestDatabase } from "./support/test-database.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  await transaction(db.database.owner, async (tx) => {
    await tx.execute(
      "create table rec.thing (id bigint generated always as identity primary key, name text, tags int[])",
    );
    await tx.execute("create table public.note (id serial primary key, at timestamptz not null default now())");
  });
});
afterAll(() => db.drop());

const names = async () =>
  (
    await transaction(db.database.web, (tx) => tx.query<{ name: string }>("select name from rec.thing order by id"))
  ).map(({ name }) => name);

describe("the web role", () => {
  test.each([
    ["select", "select * from rec.thing"],
    ["insert", "insert into rec.thing (name) values ('a')"],
    ["insert with a serial number", "insert into public.note default values"],
    ["update", "update rec.thing set name = 'b'"],
    ["delete", "delete from rec.thing"],
  ])("may %s in tables that the owner makes later", async (_what, statement) => {
    await expect(transaction(db.database.web, (tx) => tx.execute(statement))).resolves.toEqual(expect.any(Number));
  });

  test.each([
    ["make a table", "create table public.mine (id int)"],
    ["make a table among the records", "create table rec.mine (id int)"],
    ["make a temporary table", "create temp table mine (id int)"],
    ["make a schema", "create schema mine"],
    ["make a role", "create role mine"],
    ["make a function", "create function public.mine() returns int language sql as 'select 1'"],
    ["change a table", "alter table rec.thing add column more text"],
    ["make an index", "create index on rec.thing (name)"],
    ["drop a table", "drop table rec.thing"],
    ["empty a table at once", "truncate rec.thing"],
    ["become the owner", "set role madoguchi"],
    ["read passwords", "select * from pg_authid"],
    ["read files", "select pg_read_file('postgresql.conf')"],
    ["see the notes of migrations", "select * from migration.knex_migrations"],
  ])("may not %s", async (_what, statement) => {
    await expect(transaction(db.database.web, (tx) => tx.execute(statement))).rejects.toThrow(
      /permission denied|must be owner/,
    );
  });

  test("owns nothing", async () => {
    const owned = await transaction(db.database.owner, (tx) =>
      tx.query("select relname from pg_class where relowner = 'madoguchi_web'::regrole"),
    );
    expect(owned).toEqual([]);
  });

  test("keeps what a migration took away from it, over later starts", async () => {
    await transaction(db.database.owner, (tx) => tx.execute("revoke delete on public.note from madoguchi_web"));
    await ensureWebRole({ ownerUrl: db.ownerUrl, webUrl: db.webUrl, passwordFile: "unused" });
    const attempt = transaction(db.database.web, (tx) => tx.execute("delete from public.note"));
    await expect(attempt).rejects.toThrow(/permission denied/);
  });

  test("is refused as the owner, as a superuser and when missing", async () => {
    const { ownerUrl } = db;
    const stranger = new URL(db.webUrl);
    stranger.username = "stranger";
    const ensure = (webUrl: string) => ensureWebRole({ ownerUrl, webUrl, passwordFile: "unused" });
    await expect(ensure(ownerUrl)).rejects.toThrow("the web needs a role that owns nothing");
    await expect(ensure(stranger.href)).rejects.toThrow("does not exist");
  });

  test("has limits of time and a name", async () => {
    const [row] = await transaction(db.database.web, (tx) =>
      tx.query(
        `select current_setting('statement_timeout') as statement, current_setting('application_name') as name,
           current_setting('idle_in_transaction_session_timeout') as idle, current_setting('timezone') as zone`,
      ),
    );
    expect(row).toEqual({ statement: "15s", name: "madoguchi web", idle: "10s", zone: "UTC" });
  });
});

describe("a transaction", () => {
  test("gives raw text to records and parsed values to the rest", async () => {
    const select = `select 1::int as i, 9007199254740993::bigint as b, 1.10::numeric as n, true as t, null::text as none,
      date '2026-02-28' as d, timestamptz '2026-11-21 09:00:00.5+09' as at, array[1,2] as list, '{"a":[1]}'::jsonb as json`;
    const [raw] = await transaction(db.database.web, (tx) => tx.query(select));
    expect(raw).toEqual({
      i: "1",
      b: "9007199254740993",
      n: "1.10",
      t: "t",
      none: null,
      d: "2026-02-28",
      at: "2026-11-21 00:00:00.5+00",
      list: "{1,2}",
      json: '{"a": [1]}',
    });
    const [row] = await transaction(db.database.web, (tx) => tx.rows(select));
    expect(row).toEqual({
      i: 1,
      b: "9007199254740993",
      n: "1.10",
      t: true,
      none: null,
      d: "2026-02-28",
      at: new Date("2026-11-21T00:00:00.500Z"),
      list: [1, 2],
      json: { a: [1] },
    });
    const array = await transaction(db.database.web, (tx) =>
      tx.query("select $1::int, 'x'", [7], { rowMode: "array", name: "n" }),
    );
    expect(array).toEqual([["7", "x"]]);
  });

  test("keeps nothing when its work throws, and the connection stays usable", async () => {
    const failing = transaction(db.database.web, async (tx) => {
      await tx.execute("insert into rec.thing (name) values ('lost')");
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    expect(await names()).not.toContain("lost");
  });

  test("never pretends: a failed statement whose error was swallowed rolls back and throws", async () => {
    const failing = transaction(db.database.web, async (tx) => {
      await tx.execute("insert into rec.thing (name) values ('swallowed')");
      await tx.execute("select 1 / 0").catch(() => 0);
    });
    await expect(failing).rejects.toThrow("The transaction was rolled back");
    expect(await names()).not.toContain("swallowed");
  });

  test("may be read only", async () => {
    const failing = transaction(db.database.web, (tx) => tx.execute("delete from rec.thing"), { readOnly: true });
    await expect(failing).rejects.toThrow(/read-only transaction/);
  });

  test("cannot be used after its end", async () => {
    const leaked = await transaction(db.database.web, async (tx) => ({ tx }));
    await expect(leaked.tx.query("select 1")).rejects.toThrow("The transaction has ended");
  });

  test("survives the loss of its connection: the next one gets a new one", async () => {
    const failing = transaction(db.database.owner, async (tx) => {
      await tx.query("select pg_terminate_backend(pg_backend_pid())");
    });
    await expect(failing).rejects.toThrow();
    for (let i = 0; i < 5; i += 1) {
      expect(await transaction(db.database.owner, (tx) => tx.query("select 1 as one"))).toEqual([{ one: "1" }]);
    }
  });
});

describe("notices", () => {
  test("arrive after the commit, and a lost connection is replaced and told of", async () => {
    const heard: (string | undefined)[] = [];
    let notify = () => {};
    const next = () => new Promise<void>((resolve) => (notify = resolve));
    const end = await db.database.listen("bell", (payload) => {
      heard.push(payload);
      notify();
    });

    let arrived = next();
    await transaction(db.database.web, (tx) => tx.query("select pg_notify('bell', 'first')"));
    await arrived;
    arrived = next();
    await transaction(db.database.owner, (tx) =>
      tx.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'madoguchi listener' and datname = current_database()",
      ),
    );
    await arrived;
    arrived = next();
    await transaction(db.database.web, (tx) => tx.query("select pg_notify('bell', 'second')"));
    await arrived;
    await end();
    await transaction(db.database.web, (tx) => tx.query("select pg_notify('bell', 'unheard')"));
    expect(heard).toEqual(["first", undefined, "second"]);
  });

  test("within the process need no NOTIFY, come once after the commit, and not after a roll-back", async () => {
    const heard: (string | undefined)[] = [];
    const end = await db.database.listen("whistle", (payload) => heard.push(payload));
    const blow = (statement: string) =>
      transaction(db.database.web, async (tx) => {
        tx.wake("whistle");
        tx.wake("whistle");
        await tx.query(statement);
        expect(heard).toHaveLength(statement === "select 1" ? 0 : 1);
      });
    await blow("select 1");
    expect(heard).toEqual([""]);
    await expect(blow("select 1 / 0")).rejects.toThrow("division by zero");
    await end();
    await transaction(db.database.web, async (tx) => {
      tx.wake("whistle");
      await tx.query("select 1");
    });
    expect(heard).toEqual([""]);
  });
});

test("migrating again changes nothing, also from several processes at once", async () => {
  await Promise.all([migrate(db.ownerUrl), migrate(db.ownerUrl)]);
  await expect(migrate(db.ownerUrl)).resolves.toBeUndefined();
});
