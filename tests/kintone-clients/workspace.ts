import { KintoneRestAPIClient } from "@kintone/rest-api-client";
import type { AppDefinition } from "../../app-definitions/definition.ts";
import { deployApps } from "../../server/apps/deploy/deploy-apps.ts";
import { transaction } from "../../server/database.ts";
import { hashPassword } from "../../server/identity/login/hash-password.ts";
import type { Platform } from "../../server/platform.ts";
import { addPeople, startPortal, type TestPerson } from "../support/portal.ts";
import { checkAnswers } from "./check-answers.ts";

export const password = "正しい-Passw0rd:colon";

/** Everybody's place in these tests: a secretariat that runs the apps, and two hospitals. */
const people: readonly TestPerson[] = [
  { code: "sato", name: "佐藤", groups: ["secretariat"] },
  { code: "admin", name: "管理", groups: ["secretariat"], isAdministrator: true },
  { code: "hana", name: "花子", organizations: ["hospital-a"], groups: ["hospitals"] },
  { code: "taro", name: "太郎", organizations: ["hospital-b"], groups: ["hospitals"] },
];

/** A portal over HTTPS with these apps, and kintone's own client for each person, with certificate and password. */
export async function startWorkspace(...definitions: AppDefinition[]) {
  const apps: string[] = [];
  const portal = await startPortal({
    prepare: async (platform) => {
      await addPeople(platform, people);
      await setPasswords(platform);
      const { database } = platform;
      const deployed = await deployApps(
        { database, now: platform.clock() },
        definitions.map((definition) => ({ definition })),
      );
      apps.push(...deployed.apps.map(({ id }) => id));
    },
  });
  const clients = new Map<string, Promise<KintoneRestAPIClient>>();
  const answers = checkAnswers(portal.servers.portal);

  async function makeClient(username: string): Promise<KintoneRestAPIClient> {
    const { pfx, password: pfxPassword } = await portal.issue(username);
    return new KintoneRestAPIClient({
      baseUrl: portal.url,
      auth: { username, password },
      clientCertAuth: { pfx, password: pfxPassword },
    });
  }

  return {
    ...portal,
    apps,
    /** Which answers were held against the published schemas. */
    answers,
    /** @throws Error when an answer did not fit the schema that is published for its call */
    async stop() {
      await portal.stop();
      if (answers.problems.length > 0) throw new Error([...new Set(answers.problems)].join("\n"));
    },
    clientOf(username: string): Promise<KintoneRestAPIClient> {
      const known = clients.get(username) ?? makeClient(username);
      clients.set(username, known);
      return known;
    },
    /** Saves a space as a template, as administrators do, and returns its id. */
    async saveTemplate(space: string, name = "雛形"): Promise<string> {
      const visitor = await portal.login("admin");
      return (await visitor.post("/portal/v1/admin/space-templates.json", { space, name })).json<{ id: string }>().id;
    },
    /** Rows as the owner of the database sees them. */
    sql: (text: string, values: readonly unknown[] = []) =>
      transaction(portal.platform.database.owner, (tx) => tx.rows<Record<string, unknown>>(text, values)),
  };
}

export type ClientWorkspace = Awaited<ReturnType<typeof startWorkspace>>;

async function setPasswords({ database, random }: Platform): Promise<void> {
  const hash = await hashPassword(password, random);
  await transaction(database.web, (tx) => tx.execute("update user_account set password_hash = $1", [hash]));
}

/** What a client's error says, as kintone's client shows it. */
export interface ClientError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly errors: Record<string, { messages: string[] }> | undefined;
  readonly bulkRequestIndex?: number;
}

/** The error with which `work` fails. */
export async function errorOf(work: Promise<unknown>): Promise<ClientError> {
  return work.then(
    () => Promise.reject(new Error("It succeeded.")),
    (error: unknown) => {
      if (typeof error === "object" && error !== null && "code" in error) return error as ClientError;
      throw error;
    },
  );
}
