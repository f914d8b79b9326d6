import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "../../server/app.ts";
import { makeDeployedAppsCache } from "../../server/apps/deployed-apps.ts";
import { loadOrCreateAuthorities } from "../../server/certificates/authorities.ts";
import { readConfig } from "../../server/config.ts";
import { transaction } from "../../server/database.ts";
import type { Parts } from "../../server/http/parts.ts";
import { startServers, type Servers } from "../../server/http/start-servers.ts";
import type { Platform } from "../../server/platform.ts";
import { freePorts } from "./free-ports.ts";
import { makeVisitors, type Visitors } from "./visitors.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

export type { IssuedCertificate } from "./visitors.ts";

/** A whole server in this process, on free ports, over a database of its own. */
export interface TestPortal extends Visitors {
  readonly url: string;
  readonly enrolmentUrl: string;
  /** The server CA as PEM, for clients. */
  readonly ca: string;
  readonly platform: Platform;
  readonly servers: Servers;
  readonly test: TestDatabase;
  /** Lines that the server logged. */
  readonly logged: readonly string[];
  /** Moves the server's clock away from the machine's. */
  shiftClock(ms: number): void;
  stop(): Promise<void>;
}

export interface PortalOptions {
  /** Settings beside those of the tests, as in the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Endpoints and raw routes instead of the product's. */
  readonly parts?: Partial<Parts>;
  /** Prepares the database before the servers start: deploys apps, adds people. */
  readonly prepare?: (platform: Platform) => Promise<void>;
}

/** Starts the portal; call `stop` in `afterAll`. */
export async function startPortal({ env = {}, parts = {}, prepare }: PortalOptions = {}): Promise<TestPortal> {
  const test = await createTestDatabase();
  const varFolder = await mkdtemp(join(tmpdir(), "madoguchi-"));
  const [port, enrolmentPort] = await freePorts();
  const config = readConfig({
    PORT: String(port),
    ENROLMENT_PORT: String(enrolmentPort),
    HOST_NAMES: "localhost,127.0.0.1",
    VAR_FOLDER: varFolder,
    DEMO: "false",
    ...env,
  });
  const clock = { shiftMs: 0 };
  const now = () => new Date(Date.now() + clock.shiftMs);
  const random = (octets: number) => randomBytes(octets);
  const authorities = await loadOrCreateAuthorities({
    folder: join(varFolder, "pki"),
    serverNames: config.hostNames,
    now: now(),
    random,
  });
  const platform: Platform = {
    config,
    database: test.database,
    authorities,
    deployedApps: makeDeployedAppsCache(),
    random,
    clock: now,
    filesFolder: join(varFolder, "files"),
  };
  await prepare?.(platform);
  const logged: string[] = [];
  const log: Parts["log"] = (level, text, details) =>
    logged.push(JSON.stringify({ level, text, ...details }, readableErrors));
  const servers = await startServers(platform, { ...createApp(platform), log, ...parts });
  const ca = authorities.serverCaPem;

  const { issue, login, client } = makeVisitors(platform);

  return {
    url: config.publicUrl,
    enrolmentUrl: config.enrolmentUrl,
    ca,
    platform,
    servers,
    test,
    logged,
    shiftClock: (ms) => (clock.shiftMs += ms),
    issue,
    login,
    client,
    async stop() {
      await servers.stop(500);
      await test.drop();
      await rm(varFolder, { recursive: true, force: true });
    },
  };
}

function readableErrors(_key: string, value: unknown): unknown {
  return value instanceof Error ? String(value.stack) : value;
}

/** A person to test with. */
export interface TestPerson {
  readonly code: string;
  readonly name?: string;
  readonly isAdministrator?: boolean;
  /** Codes; organisations and groups are made when they are missing. */
  readonly organizations?: readonly string[];
  readonly groups?: readonly string[];
}

/** Adds people with their organisations and groups by plain SQL; returns their ids by code. */
export async function addPeople(
  platform: Platform,
  people: readonly TestPerson[],
): Promise<ReadonlyMap<string, number>> {
  const now = platform.clock();
  return transaction(platform.database.web, async (tx) => {
    const ids = new Map<string, number>();
    async function idOf(table: "organization" | "user_group", code: string): Promise<number> {
      const extra = table === "organization" ? ", updated_at" : "";
      const [row] = await tx.rows<{ id: number }>(
        `insert into ${table} (code, name, created_at${extra}) values ($1, $1, $2${extra && ", $2"})
         on conflict (code) do update set code = excluded.code returning id`,
        [code, now],
      );
      return row!.id;
    }
    for (const person of people) {
      const organizations = [];
      for (const code of person.organizations ?? []) organizations.push(await idOf("organization", code));
      const [row] = await tx.rows<{ id: number }>(
        `insert into user_account (code, name, email, is_administrator, must_change_password, primary_organization_id, created_at, updated_at)
         values ($1, $2, $1 || '@example.jp', $3, false, $4, $5, $5) returning id`,
        [person.code, person.name ?? person.code, person.isAdministrator ?? false, organizations[0] ?? null, now],
      );
      ids.set(person.code, row!.id);
      for (const id of organizations) {
        await tx.execute("insert into user_organization (user_id, organization_id) values ($1, $2)", [row!.id, id]);
      }
      for (const code of person.groups ?? []) {
        await tx.execute("insert into user_group_member (user_id, group_id) values ($1, $2)", [
          row!.id,
          await idOf("user_group", code),
        ]);
      }
    }
    await tx.execute("update directory_version set version = version + 1");
    return ids;
  });
}
