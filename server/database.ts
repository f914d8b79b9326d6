import pg from "pg";
import { Failure } from "./errors.ts";
import { readOrMakeSecret } from "./secret-file.ts";

export { migrate } from "../migrations/migrate.ts";

/** The role under which requests are served: it may read and change rows, owns nothing and cannot run DDL. */
export const webRole = "madoguchi_web";

/** The schemas whose tables the web role may use: the platform's own, and the records of the apps. */
const sharedSchemas = ["public", "rec"] as const;

/** A pool of connections; what `transaction` runs on. */
export type Pool = pg.Pool;

/** A value as it left PostgreSQL, before any parser: its text form, or null. */
export type RawValue = string | null;

/** The values bound to `$1`, `$2`, ... Arrays become PostgreSQL arrays; write JSON as text yourself. */
export type Values = readonly unknown[];

/** How a statement is sent: under a name it is prepared once per connection. */
export interface QueryOptions {
  name?: string;
}

/** A running transaction. It may be used only until the function that received it has returned. */
export interface Transaction {
  /** The rows with every value as raw text or null: for statements on records, whose field types read text. */
  query<Row extends object = Record<string, RawValue>>(
    text: string,
    values?: Values,
    options?: QueryOptions & { rowMode?: "object" },
  ): Promise<Row[]>;
  /** The rows as arrays of raw text or null, in the order of the select list. The cheapest form for long lists. */
  query(text: string, values: Values, options: QueryOptions & { rowMode: "array" }): Promise<RawValue[][]>;
  /**
   * The rows with parsed values: numbers for int2/int4/float, booleans, `Date` for timestamptz, objects for json,
   * arrays for arrays. int8 and numeric stay text (they may exceed a double), and so do date and time (no zone).
   */
  rows<Row extends object>(text: string, values?: Values, options?: QueryOptions): Promise<Row[]>;
  /** How many rows the statement inserted, updated or deleted. */
  execute(text: string, values?: Values, options?: QueryOptions): Promise<number>;
}

/** The two ways into the database, and its notices. */
export interface Database {
  /** For requests: cannot run DDL; 15 s per statement, 10 s idle in a transaction. */
  web: Pool;
  /** For migrations, deploys and administration. */
  owner: Pool;
  /**
   * Calls `handler` with the payload of every NOTIFY on `channel`, over a connection of its own that reconnects.
   * After a reconnect the payload is undefined: notices may have been missed, so look again at everything.
   *
   * @returns a function that ends the listening
   */
  listen(channel: string, handler: (payload: string | undefined) => void): Promise<() => Promise<void>>;
  /** Ends all connections, after the statements in progress. */
  close(): Promise<void>;
}

const asText = (value: string) => value;
const unparsed = { getTypeParser: () => asText };

const { DATE, TIMESTAMP, INTERVAL } = pg.types.builtins;
const textArray = 1009;
/** The types that a JavaScript value would falsify (no zone, or more digits than a double), and their arrays. */
const kept = new Set<number>([DATE, TIMESTAMP, INTERVAL]);
const keptInArrays = new Set<number>([1182, 1115, 1187, 1016, 1231]);
const parsed = {
  getTypeParser: (type: number) => {
    if (kept.has(type)) return asText;
    return pg.types.getTypeParser(keptInArrays.has(type) ? textArray : type, "text") as (value: string) => unknown;
  },
};

/**
 * Runs `work` in one transaction and hands on what it returns. Commits when it returns, rolls back when it throws.
 * The connection goes back to its pool usable, or is destroyed when not even the rollback came through.
 *
 * @throws whatever `work` threw, or an Error when a statement failed and `work` hid that: nothing was kept then; Failure
 *   `input/invalid` for a text that PostgreSQL cannot keep, which somebody must have sent; Failure `server/busy` while no
 *   connection is to be had, when nothing was begun and trying again is safe
 */
export async function transaction<Result>(
  pool: Pool,
  work: (tx: Transaction) => Promise<Result>,
  { readOnly = false, isolation = "read committed" }: TransactionOptions = {},
): Promise<Result> {
  const client = await connected(pool);
  const handle = { open: true };
  let broken = false;
  // Between two statements a lost connection is told by an event, and an unheard one would end the process.
  const markBroken = () => {
    broken = true;
  };
  client.on("error", markBroken);
  try {
    await client.query(`begin isolation level ${isolation} ${readOnly ? "read only" : "read write"}`);
    const result = await work(transactionOn(client, handle));
    handle.open = false;
    const { command } = await client.query("commit");
    // PostgreSQL answers COMMIT with ROLLBACK when an earlier statement failed, and calls that a success.
    if (command !== "COMMIT") throw new Error("The transaction was rolled back: a failed statement went unnoticed.");
    return result;
  } catch (error) {
    handle.open = false;
    await client.query("rollback").catch(markBroken);
    throw error;
  } finally {
    client.off("error", markBroken);
    client.release(broken);
  }
}

async function connected(pool: Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    pool.emit("error", error);
    throw new Failure("server/busy");
  }
}

/** NUL, or halves of surrogate pairs in JSON: `character_not_in_repertoire` and `untranslatable_character`. */
function isUnstorableText(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === "22021" || error.code === "22P05");
}

/** What a transaction may do, and what it sees of others that commit meanwhile. */
export interface TransactionOptions {
  readOnly?: boolean;
  isolation?: "read committed" | "repeatable read" | "serializable";
}

function transactionOn(client: pg.PoolClient, handle: { open: boolean }): Transaction {
  async function send(text: string, values: Values, types: pg.CustomTypesConfig, options: SendOptions) {
    if (!handle.open) throw new Error("The transaction has ended; a statement came after it.");
    const { name, rowMode } = options;
    try {
      return await client.query({
        text,
        values: [...values],
        types,
        ...(name && { name }),
        ...(rowMode && { rowMode }),
      });
    } catch (error) {
      throw isUnstorableText(error) ? new Failure("input/invalid") : error;
    }
  }
  return {
    query: async (text: string, values: Values = [], options: SendOptions = {}) =>
      (await send(text, values, unparsed, options)).rows as never,
    rows: async (text, values = [], options = {}) => (await send(text, values, parsed, options)).rows,
    execute: async (text, values = [], options = {}) => (await send(text, values, unparsed, options)).rowCount ?? 0,
  };
}

interface SendOptions extends QueryOptions {
  rowMode?: "array" | "object";
}

/**
 * Opens the pools of both roles. Nothing is sent yet: a database that cannot be reached shows at the first statement.
 *
 * @param report - told of errors on idle connections, which the pool then replaces
 */
export function connectDatabase({ ownerUrl, webUrl, report = () => {} }: ConnectOptions): Database {
  const web = openPool({
    connectionString: webUrl,
    application_name: "madoguchi web",
    max: 10,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 10_000,
  });
  const owner = openPool({ connectionString: ownerUrl, application_name: "madoguchi owner", max: 4 });
  const endings = new Set<() => Promise<void>>();

  function openPool(config: pg.PoolConfig): Pool {
    // Connections are renewed every 45 minutes: each keeps the catalogue of every table that it touched (storage.md 8).
    const pool = new pg.Pool({
      ...config,
      ...sessionSettings,
      maxLifetimeSeconds: 2_700,
      connectionTimeoutMillis: 10_000,
    });
    pool.on("error", report);
    return pool;
  }

  return {
    web,
    owner,
    listen: async (channel, handler) => {
      const end = await listenOn(webUrl, channel, handler, report);
      endings.add(end);
      return () => {
        endings.delete(end);
        return end();
      };
    },
    close: async () => {
      await Promise.all([...endings].map((end) => end()));
      await Promise.all([web.end(), owner.end()]);
    },
  };
}

/** Where to connect: see `ensureWebRole` for `webUrl`. */
export interface ConnectOptions {
  ownerUrl: string;
  webUrl: string;
  report?: (error: Error) => void;
}

/** Raw text must not depend on the server's own settings: times arrive in UTC, dates in ISO form. */
const sessionSettings = { options: "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres", keepAlive: true };

async function listenOn(
  url: string,
  channel: string,
  handler: (payload: string | undefined) => void,
  report: (error: Error) => void,
): Promise<() => Promise<void>> {
  let current: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let ended = false;

  async function connect() {
    const client = new pg.Client({ connectionString: url, application_name: "madoguchi listener", keepAlive: true });
    client.on("error", report);
    client.on("notification", (notice) => handler(notice.payload ?? ""));
    await client.connect();
    await client.query(`listen ${client.escapeIdentifier(channel)}`);
    client.once("end", () => {
      if (!ended) reconnectAfter(250);
    });
    current = client;
  }

  function reconnectAfter(waitMs: number) {
    retry = setTimeout(() => {
      connect().then(
        () => (ended ? current?.end() : handler(undefined)),
        () => {
          if (!ended) reconnectAfter(Math.min(waitMs * 2, 5_000));
        },
      );
    }, waitMs);
  }

  await connect();
  return async () => {
    ended = true;
    clearTimeout(retry);
    await current?.end();
  };
}

/** Makes the database `name` on the server of `serverUrl`, unless it is there, and returns its address. */
export async function ensureDatabase(serverUrl: string, name: string, template?: string): Promise<string> {
  await withClient(serverUrl, async (client) => {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
    if (rowCount) return;
    const from = template ? ` template ${client.escapeIdentifier(template)}` : "";
    await client.query(`create database ${client.escapeIdentifier(name)}${from}`);
  });
  return urlWith(serverUrl, { database: name });
}

/** Removes the database that `url` names, ending the connections to it; `serverUrl` must name another one. */
export async function dropDatabase(serverUrl: string, url: string): Promise<void> {
  await withClient(serverUrl, async (client) => {
    await client.query(`drop database if exists ${client.escapeIdentifier(databaseOf(url))} with (force)`);
  });
}

/**
 * Sees to the web role and the schema `rec`, and returns the address under which requests reach the database.
 *
 * Must run before `migrate`: tables made later by the owner become usable for the web role by default privileges;
 * a migration may then take rights away again (a log that is only ever written, say), and no later start undoes that.
 *
 * @param passwordFile - keeps the generated password (mode 0600); unused when `webUrl` names a role of the operator's
 * @throws Error when the owner may not make roles, or the role of `webUrl` is missing, mighty or the owner itself
 */
export async function ensureWebRole(options: {
  ownerUrl: string;
  webUrl?: string | undefined;
  passwordFile: string;
}): Promise<string> {
  const { ownerUrl, webUrl, passwordFile } = options;
  const role = webUrl ? decodeURIComponent(new URL(webUrl).username) : webRole;
  const password = webUrl ? undefined : await readOrMakeSecret(passwordFile);
  await withClient(ownerUrl, async (client) => {
    if (password) await setWebPassword(client, password);
    await requireModestRole(client, role);
  });
  await grantUse(ownerUrl, role);
  return webUrl ?? urlWith(ownerUrl, { user: role, ...(password && { password }) });
}

async function setWebPassword(client: pg.Client, password: string) {
  const { rowCount } = await client.query("select from pg_roles where rolname = $1", [webRole]);
  const verb = rowCount ? "alter" : "create";
  try {
    await client.query(
      `${verb} role ${webRole} login noinherit nocreatedb nocreaterole password ${client.escapeLiteral(password)}`,
    );
  } catch (error) {
    throw new Error(
      `The owner of the database may not ${verb} the role ${webRole}. Give it CREATEROLE, or set DATABASE_WEB_URL to a role made by hand.`,
      { cause: error },
    );
  }
}

async function requireModestRole(client: pg.Client, role: string) {
  const { rows } = await client.query<{ mighty: boolean; owner: boolean }>(
    `select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls as mighty, rolname = current_user as owner
     from pg_roles where rolname = $1`,
    [role],
  );
  if (!rows[0]) throw new Error(`DATABASE_WEB_URL names the role ${role}, which does not exist.`);
  if (rows[0].owner)
    throw new Error(`DATABASE_WEB_URL names the owner ${role}; the web needs a role that owns nothing.`);
  if (rows[0].mighty)
    throw new Error(`The role ${role} may make roles or databases, or is a superuser; the web must not.`);
}

/**
 * Lets `role` use the tables of the platform and of the apps in the database of `ownerUrl`, and nothing else there.
 * Rights on schemas and tables come with a cloned database, those on the database itself do not.
 */
export async function grantUse(ownerUrl: string, role: string): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    const name = client.escapeIdentifier(role);
    const database = client.escapeIdentifier(databaseOf(ownerUrl));
    await client.query(`revoke all on database ${database} from public`);
    await client.query(`grant connect on database ${database} to ${name}`);
    await client.query("create schema if not exists rec");
    const { rows } = await client.query<{ knows: boolean }>(
      "select has_schema_privilege($1, 'rec', 'usage') as knows",
      [role],
    );
    if (!rows[0]?.knows) await grantTables(client, name);
  });
}

async function grantTables(client: pg.Client, name: string) {
  for (const schema of sharedSchemas) {
    await client.query(`revoke create on schema ${schema} from public`);
    await client.query(`grant usage on schema ${schema} to ${name}`);
    await client.query(`grant select, insert, update, delete on all tables in schema ${schema} to ${name}`);
    await client.query(`grant usage, select on all sequences in schema ${schema} to ${name}`);
    const future = `alter default privileges in schema ${schema} grant`;
    await client.query(`${future} select, insert, update, delete on tables to ${name}`);
    await client.query(`${future} usage, select on sequences to ${name}`);
  }
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>) {
  const client = new pg.Client({
    connectionString: url,
    application_name: "madoguchi set-up",
    connectionTimeoutMillis: 10_000,
  });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function databaseOf(url: string) {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

function urlWith(url: string, { database, user, password }: { database?: string; user?: string; password?: string }) {
  const changed = new URL(url);
  if (database) changed.pathname = `/${encodeURIComponent(database)}`;
  if (user) changed.username = encodeURIComponent(user);
  if (password) changed.password = encodeURIComponent(password);
  return changed.href;
}
