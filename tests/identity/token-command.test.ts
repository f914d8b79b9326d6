import { afterAll, beforeAll, expect, test } from "vitest";
import { makeDeployedAppsCache } from "../../server/apps/deployed-apps.ts";
import { parseTokenCommand, runTokenCommand } from "../../server/identity/tokens/token-command.ts";
import { hashToken } from "../../server/identity/tokens/token.ts";
import { definitionOf, makeWorkspace, now, type Workspace } from "../records/workspace.ts";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace();
  await workspace.deploy(definitionOf("orders", { title: { type: "SINGLE_LINE_TEXT" } }));
});
afterAll(() => workspace?.drop());

const run = (...args: string[]) => {
  const { database } = workspace;
  const random = (octets: number) => new Uint8Array(octets).fill(7);
  const means = { database, deployedApps: makeDeployedAppsCache(), random, now };
  return runTokenCommand(means, parseTokenCommand(args, now));
};

test("the operator's token is stored as a digest, bound and dated as asked", async () => {
  const token = await run("--app", "orders", "--rights", "view,add", "--network", "127.0.0.1/32", "--days", "30");
  expect(token).toMatch(/^[\w-]{43}$/);
  const [row] = await workspace.sql("select token_hash, rights, networks, expires_at, created_by from api_token");
  expect(row).toEqual({
    token_hash: hashToken(token),
    rights: ["view", "add"],
    networks: ["127.0.0.1/32"],
    expires_at: new Date(now.getTime() + 30 * 86_400_000),
    created_by: null,
  });
});

test.each([
  [[], /^Usage/],
  [["--app", "orders", "--rights", "view,fly", "--network", "127.0.0.1/32"], /"fly" is no right/],
  [["--app", "orders", "--rights", "view"], /user or networks/],
  [["--app", "orders", "--rights", "edit", "--user", "sato"], /view/],
  [["--app", "orders", "--rights", "view", "--user", "nobody"], /not found/i],
  [["--app", "nothing", "--rights", "view", "--user", "sato"], /app/i],
  [["--app", "orders", "--rights", "view", "--user", "sato", "--days", "0"], /whole number/],
  [["--app"], /app/],
])("%j is refused with a sentence", async (args, sentence) => {
  await expect((async () => run(...args))()).rejects.toThrow(sentence);
});
