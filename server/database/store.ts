import pg from "pg";
import { readOrMakeSecret } from "../secret-file.ts";

/** The role under which requests are served: it may read and change rows, owns nothing and cannot run DDL. */
export const webRole = "madoguchi_web";

/** The schemas whose tables the web role may use: the platform's own, and the records of the apps. */
const sharedSchemas = ["public", "rec"] as const;

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
