// `npm run token`, `npm run forward`, `npm run definition`: one command beside the server, with its refusals as sentences.
import { projectFolder, requireNode } from "./prepare.mjs";

const commands = {
  token: "./identity/tokens/main.ts",
  forward: "./forward/main.ts",
  definition: "./apps/files/main.ts",
};
const [name, ...args] = process.argv.slice(2);
const isForOperator = (error) => ["CommandError", "ConfigError", "DefinitionError", "SetUpError"].includes(error.name);

try {
  const calledFrom = process.env.INIT_CWD ?? process.cwd();
  process.chdir(projectFolder);
  requireNode();
  const { register } = await import("tsx/esm/api");
  register();
  const { main } = await import(commands[name]);
  await main(args, new Date(), calledFrom);
} catch (error) {
  console.error(isForOperator(error) ? error.message : error);
  process.exit(1);
}
