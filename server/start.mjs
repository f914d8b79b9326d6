// `npm start`: everything that a fresh clone lacks, then the server in this very process, so that signals reach it.
import { buildClient, installDependencies, projectFolder, requireNode, SetUpError } from "./prepare.mjs";

try {
  process.chdir(projectFolder);
  requireNode();
  installDependencies({ withTools: false });
  buildClient();
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  console.error(error.message);
  process.exit(1);
}

const { register } = await import("tsx/esm/api");
register();
await import("./main.ts");
