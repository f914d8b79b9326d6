import { io, type Socket } from "socket.io-client";
import { startWork } from "../../server/app.ts";
import { installPacks } from "../../server/apps/deploy/install-packs.ts";
import { transaction } from "../../server/database.ts";
import { attachLive, type Live } from "../../server/live/attach-live.ts";
import type { Nudge } from "../../server/live/nudges.ts";
import { fillNewSpaces } from "../../server/spaces/fill-new-spaces.ts";
import type { Client } from "../support/client.ts";
import { addPeople, startPortal, type IssuedCertificate, type TestPortal } from "../support/portal.ts";
import { startMailServer, type TestMailServer } from "../support/smtp-server.ts";

/** Stands only in what belongs to hospital B. */
export const canary = "カナリア7Q4XZ";

/** Somebody signed in, with his certificate. */
export interface Somebody extends Client {
  readonly certificate: IssuedCertificate;
}

/** Two hospitals and their secretariat, with jobs, live updates and a mail server. */
export interface World {
  readonly portal: TestPortal;
  readonly mails: TestMailServer;
  readonly live: Live;
  readonly ids: ReadonlyMap<string, number>;
  /** Id of the pack's app `hospital`. */
  readonly app: string;
  /** Records of the hospitals. */
  readonly recordA: string;
  readonly recordB: string;
  readonly sato: Somebody;
  readonly a: Somebody;
  readonly b: Somebody;
  login(code: string): Promise<Somebody>;
  /** Opens a live connection and collects its nudges. */
  connect(who: Pick<Somebody, "cookie" | "certificate">, options?: object): Promise<Page>;
  /** Waits until the outbox is empty: what failed and waits to be tried again counts too. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** An open page. */
export interface Page {
  readonly socket: Socket;
  readonly nudges: Nudge[];
  close(): void;
}

export async function startWorld(env: Record<string, string> = {}): Promise<World> {
  const mails = await startMailServer();
  let ids: ReadonlyMap<string, number> = new Map();
  const portal = await startPortal({
    env: { SMTP_URL: mails.url, ...env },
    prepare: async (platform) => {
      await installPacks({ database: platform.database, now: platform.clock(), by: null });
      ids = await addPeople(platform, [
        { code: "admin", name: "管理 太郎", isAdministrator: true, organizations: ["office"], groups: ["secretariat"] },
        { code: "sato", name: "佐藤 美咲", organizations: ["office"], groups: ["secretariat"] },
        { code: "tanaka", name: "田中 健", organizations: ["office"], groups: ["secretariat"] },
        { code: "hosp-a", name: "青木 一郎", organizations: ["hp-a"], groups: ["hospitals"] },
        { code: "hosp-a2", name: "青山 次郎", organizations: ["hp-a"], groups: ["hospitals"] },
        { code: "hosp-b", name: `別府 ${canary}`, organizations: ["hp-b"], groups: ["hospitals"] },
      ]);
      await transaction(platform.database.web, (tx) => fillNewSpaces(tx, platform.clock()));
    },
  });
  const log = (_level: string, text: string, details: unknown) =>
    void (portal.logged as string[]).push(`${text} ${JSON.stringify(details, readable)}`);
  const work = await startWork(portal.platform, log);
  const live = await attachLive(portal.platform, portal.servers, log);
  const { web } = portal.platform.database;

  async function login(code: string): Promise<Somebody> {
    const certificate = await portal.issue(code);
    return { ...(await portal.login(code, certificate)), certificate };
  }
  const [sato, a, b] = [await login("sato"), await login("hosp-a"), await login("hosp-b")];
  const app = await transaction(
    web,
    async (tx) => (await tx.query("select id from app where code = 'hospital'"))[0]!["id"]!,
  );

  async function addRecord(organization: string, name: string): Promise<string> {
    const record = { 医療機関: { value: [{ code: organization }] }, 医療機関名: { value: name } };
    const answer = await sato.post("/k/v1/record.json", { app, record });
    if (answer.status !== 200) throw new Error(answer.text);
    return answer.json<{ id: string }>().id;
  }
  const recordA = await addRecord("hp-a", "青葉病院");
  const recordB = await addRecord("hp-b", `${canary}病院`);

  return {
    ...{ portal, mails, live, ids, app, recordA, recordB, sato, a, b, login },
    connect: (who, options = {}) => connect(portal, who, options),
    async settle() {
      for (;;) {
        const [row] = await transaction(web, (tx) => tx.query("select count(*) as n from outbox"));
        if (row!["n"] === "0") return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async stop() {
      await live.stop();
      await work.stop();
      await portal.stop();
      await mails.close();
    },
  };
}

function connect(
  portal: TestPortal,
  { cookie, certificate }: Pick<Somebody, "cookie" | "certificate">,
  options: object,
): Promise<Page> {
  const socket = io(portal.url, {
    path: "/live",
    transports: ["websocket"],
    reconnection: false,
    forceNew: true,
    ca: portal.ca,
    cert: certificate.cert,
    key: certificate.key,
    extraHeaders: { cookie },
    ...options,
  });
  const nudges: Nudge[] = [];
  socket.on("nudge", (nudge: Nudge) => nudges.push(nudge));
  return new Promise((resolve, reject) => {
    socket.once("connect", () => resolve({ socket, nudges, close: () => void socket.close() }));
    socket.once("connect_error", (error) => {
      socket.close();
      reject(error);
    });
  });
}

function readable(_key: string, value: unknown): unknown {
  return value instanceof Error ? String(value.stack) : value;
}
