import { endpoints } from "../../server/app.ts";
import { callEndpoint } from "../../server/http/api.ts";
import { makeTurns } from "../../server/http/concurrency.ts";
import type { Endpoint } from "../../server/http/endpoint.ts";
import type { Workspace } from "../records/workspace.ts";

/** What an endpoint answers. */
export type Answer = Record<string, unknown>;

/** Calls of the settings endpoints in one workspace. */
export function settingsCalls(workspace: () => Workspace) {
  /** Calls an endpoint as the server does, in a transaction of its own. */
  async function call(person: string, address: string, input: object = {}): Promise<Answer> {
    const [method, path] = address.split(" ") as [Endpoint["method"], string];
    const endpoint = endpoints.find((one) => one.method === method && one.path === `/k/v1/${path}.json`);
    if (!endpoint) throw new Error(`There is no ${address}.`);
    const means = await workspace().as(person, async ({ platform, viewer, directory, now }) => ({
      ...{ platform, viewer, directory, now },
      turns: makeTurns(),
    }));
    return (await callEndpoint(endpoint, structuredClone(input) as Record<string, unknown>, means, method)) as Answer;
  }
  const statusOf = async (...apps: string[]) => {
    const { apps: found } = await call("admin", "GET preview/app/deploy", { apps });
    return (found as unknown as { app: string; status: string }[]).map(({ status }) => status);
  };
  const deploy = (...apps: string[]) =>
    call("admin", "POST preview/app/deploy", { apps: apps.map((app) => ({ app })) });
  const newApp = async (properties: object = {}, name = "新しいアプリ"): Promise<string> => {
    const { app } = (await call("admin", "POST preview/app", { name })) as { app: string };
    if (Object.keys(properties).length > 0) await call("admin", "POST preview/app/form/fields", { app, properties });
    await deploy(app);
    return app;
  };
  return { call, statusOf, deploy, newApp };
}
