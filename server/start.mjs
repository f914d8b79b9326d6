// `npm start`: everything that a fresh clone lacks, then the server in this very process, so that signals reach it.
import { buildClient, installDependencies, projectFolder, requireNode, SetUpError } from "./prepare.mjs";

endWithNpm();
try {
  process.chdir(projectFolder);
  requireNode();
  installDependencies({ withTools: false });
  buildClient();
  const { register } = await import("tsx/esm/api");
  register();
  await import("./main.ts");
} catch (error) {
  const isForOperator = error instanceof SetUpError || ["ConfigError", "DefinitionError"].includes(error.name);
  console.error(isForOperator ? error.message : error);
  process.exit(1);
}

/** npm runs us through a shell, which passes no signal on: when that shell is gone, so was npm told to end. */
function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, 500);
  timer.unref();
}
