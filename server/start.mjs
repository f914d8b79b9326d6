// `npm start`: everything that a fresh clone lacks, then the server in this very process, so that signals reach it.
import { buildClient, installDependencies, projectFolder, requireNode, SetUpError } from "./prepare.mjs";

try {
  process.chdir(projectFolder);
  requireNode();
  installDependencies({ withTools: false });
  buildClient();
  const { register } = await import("tsx/esm/api");
  register();
  await import("./main.ts");
} catch (error) {
  const isForOperator = error instanceof SetUpError || error.name === "ConfigError";
  console.error(isForOperator ? error.message : error);
  process.exit(1);
}
