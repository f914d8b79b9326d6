import { EventEmitter } from "node:events";
import pg from "pg";
import type { OctetRow } from "./database/rows/octet-row.ts";
import { OctetClient, queryOctets } from "./database/rows/store.ts";
import { Failure } from "./errors.ts";

export { migrate } from "../migrations/migrate.ts";
export { dropDatabase, ensureDatabase, ensureWebRole, grantUse, webRole } from "./database/store.ts";

/** A pool of connections; what `transaction` runs on. */
export type Pool = pg.Pool;

/** A value as it left PostgreSQL, before any parser: its text form, or null. */
export type RawValue = string | null;

/** The values bound to `$1`, `$2`, ... Arrays become PostgreSQL arrays; write JSON as text yourself. */
export type Values = readonly unknown[];

/** How a statement is sent: under a name it is prepared once per connection. */
export interface QueryOptions {
  name?: string | undefined;
}

/** A running transaction. It may be used only until the function that received it has returned. */
export interface Transaction {
  /** The rows with every value as raw text or null: for statements on records, whose field types read text. */
  query<Row extends object = Record<string, RawValue>>(
    text: string,
    values?: Values,
    options?: QueryOptions & { rowMode?: "object" },
  ): Promise<Row[]>;
  /** The rows as arrays of raw text or null, in the order of the select list. */
  query(text: string, values: Values, options: QueryOptions & { rowMode: "array" }): Promise<RawValue[][]>;
  /** The rows as PostgreSQL sent them, for long lists of which most goes on as it is. */
  octets(text: string, values: Values, options?: QueryOptions): Promise<OctetRow[]>;
  /**
   * The rows with parsed values: numbers for int2/int4/float, booleans, `Date` for timestamptz, objects for json,
   * arrays for arrays. int8 and numeric stay text (they may exceed a double), and so do date and time (no zone).
   */
  rows<Row extends object>(text: string, values?: Values, options?: QueryOptions): Promise<Row[]>;
  /** How many rows the statement inserted, updated or deleted. */
  execute(text: string, values?: Values, options?: QueryOptions): Promise<number>;
  /**
   * Tells whoever listens on `channel` in this process, after the commit. PostgreSQL's own NOTIFY lets one commit at a
   * time through, so that writers would wait for each other's; other processes look from time to time.
   */
  wake(channel: string): void;
}

/** The two ways into the database, and its notices. */
export interface Database {
  /** For requests: cannot run DDL; 15 s per statement, 10 s idle in a transaction. */
  web: Pool;
  /** The same for requests that only read: every statement is read-only, whatever it says. */
  reader: Pool;
  /** For migrations, deploys and administration. */
  owner: Pool;
  /**
   * Calls `handler` with the payload of every NOTIFY on `channel`, over a connection of its own that reconnects, and with
   * an empty one whenever a transaction of this process has woken the channel.
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
 * BEGIN travels together with the first statement; without any there is no transaction either.
 *
 * @throws whatever `work` threw, or an Error when a statement failed and `work` hid that: nothing was kept then; Failure
 *   `input/invalid` for a text that PostgreSQL cannot keep, which somebody must have sent; Failure `server/busy` while no
 *   connection is to be had, or when a statement took longer than it may: nothing was kept, and trying again is safe
 */
export function transaction<Result>(
  pool: Pool,
  work: (tx: Transaction) => Promise<Result>,
  { readOnly = false, isolation = "read committed" }: TransactionOptions = {},
): Promise<Result> {
  return withConnection(pool, async (client, markBroken) => {
    const begin = `begin isolation level ${isolation} ${readOnly ? "read only" : "read write"}`;
    const handle: Handle = { begin, isOpen: true, hasFailed: false, woken: new Set() };
    try {
      const result = await finish(handle, work(transactionOn(client, handle)));
      if (handle.begin !== undefined) return result;
      const { command } = await client.query("commit");
      // PostgreSQL answers COMMIT with ROLLBACK when an earlier statement failed, and calls that a success.
      if (command !== "COMMIT") throw new Error(unnoticed);
      for (const channel of handle.woken) sleepers.get(pool)?.emit(channel, "");
      return result;
    } catch (error) {
      handle.isOpen = false;
      if (handle.begin === undefined) await client.query("rollback").catch(markBroken);
      throw error;
    }
  });
}

/**
 * Runs `work` without a transaction around its statements, each of which sees the latest state by itself as it would in
 * one (read committed), and spares the two messages. For reading only: take the pool `reader`.
 *
 * @throws like `transaction`
 */
export function reading<Result>(reader: Pool, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return withConnection(reader, async (client) => {
    const handle: Handle = { begin: undefined, isOpen: true, hasFailed: false, woken: new Set() };
    return finish(handle, work(transactionOn(client, handle))).finally(() => (handle.isOpen = false));
  });
}

/** The listeners of this process, by the pool whose transactions wake them. */
const sleepers = new WeakMap<Pool, EventEmitter>();

const unnoticed = "The transaction was rolled back: a failed statement went unnoticed.";

async function finish<Result>(handle: Handle, work: Promise<Result>): Promise<Result> {
  const result = await work;
  handle.isOpen = false;
  if (handle.hasFailed) throw new Error(unnoticed);
  return result;
}

async function withConnection<Result>(
  pool: Pool,
  work: (client: pg.PoolClient, markBroken: () => void) => Promise<Result>,
): Promise<Result> {
  const client = await connected(pool);
  let broken = false;
  // Between two statements a lost connection is told by an event, and an unheard one would end the process.
  const markBroken = () => {
    broken = true;
  };
  client.on("error", markBroken);
  try {
    return await work(client, markBroken);
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

/** `query_canceled`: somebody asked for more than the database answers in the time that one statement has. */
function isTooLong(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "57014";
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

/** The state of a transaction: how it begins, until it has, and what became of it. */
interface Handle {
  begin: string | undefined;
  isOpen: boolean;
  hasFailed: boolean;
  readonly woken: Set<string>;
}

function transactionOn(client: pg.PoolClient, handle: Handle): Transaction {
  async function send<Result>(query: () => Promise<Result>): Promise<Result> {
    if (!handle.isOpen) throw new Error("The transaction has ended; a statement came after it.");
    holdPackets(client);
    try {
      return await (handle.begin === undefined ? query() : beginWith(query));
    } catch (error) {
      handle.hasFailed = true;
      throw isUnstorableText(error)
        ? new Failure("input/invalid")
        : isTooLong(error)
          ? new Failure("server/busy")
          : error;
    }
  }

  /** A statement whose BEGIN failed is never taken for done. */
  async function beginWith<Result>(query: () => Promise<Result>): Promise<Result> {
    const begin = handle.begin!;
    handle.begin = undefined;
    const [, result] = await Promise.all([client.query(begin), query()]);
    return result;
  }

  const octets = (text: string, values: Values, { name }: QueryOptions = {}) =>
    send(() => queryOctets(client, { text, values, name }));
  const result = (text: string, values: Values, types: pg.CustomTypesConfig, { name }: QueryOptions) =>
    send(() => client.query<never>({ text, values: [...values], types, ...(name && { name }) }));

  return {
    octets,
    query: async (text: string, values: Values = [], { rowMode, name }: SendOptions = {}) =>
      rowMode === "array"
        ? ((await octets(text, values, { name })).map(({ fields }) => fields) as never)
        : (await result(text, values, unparsed, { name })).rows,
    rows: async (text, values = [], options = {}) => (await result(text, values, parsed, options)).rows,
    execute: async (text, values = [], options = {}) => (await result(text, values, unparsed, options)).rowCount ?? 0,
    wake: (channel) => void handle.woken.add(channel),
  };
}

/** Lets statements that follow each other without waiting travel in one packet. */
function holdPackets(client: pg.PoolClient): void {
  const { stream } = (client as unknown as Connected).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/** What the driver's types leave out: the socket, which may hold packets back for a moment. */
interface Connected {
  readonly connection: { readonly stream: { cork(): void; uncork(): void } };
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
  const requests = {
    connectionString: webUrl,
    application_name: "madoguchi web",
    max: 10,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 10_000,
  };
  const web = openPool(requests);
  const reader = openPool(requests, "-c default_transaction_read_only=on");
  const owner = openPool({ connectionString: ownerUrl, application_name: "madoguchi owner", max: 4 });
  const endings = new Set<() => Promise<void>>();
  const listeners = new EventEmitter().setMaxListeners(0);
  for (const pool of [web, owner]) sleepers.set(pool, listeners);

  function openPool(config: pg.PoolConfig, more = ""): Pool {
    // Connections are renewed every 45 minutes: each keeps the catalogue of every table that it touched (storage.md 8).
    const pool = new pg.Pool({
      ...config,
      options: `${sessionSettings} ${more}`,
      keepAlive: true,
      pipeline: true,
      Client: OctetClient as never,
      maxLifetimeSeconds: 2_700,
      connectionTimeoutMillis: 10_000,
    });
    pool.on("error", report);
    return pool;
  }

  return {
    web,
    reader,
    owner,
    listen: async (channel, handler) => {
      const endListening = await listenOn(webUrl, channel, handler, report);
      listeners.on(channel, handler);
      const end = () => {
        listeners.off(channel, handler);
        return endListening();
      };
      endings.add(end);
      return () => {
        endings.delete(end);
        return end();
      };
    },
    close: async () => {
      await Promise.all([...endings].map((end) => end()));
      await Promise.all([web.end(), reader.end(), owner.end()]);
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
const sessionSettings = "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres";

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
