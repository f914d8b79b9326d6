import { randomBytes } from "node:crypto";
import { createApp, startWork } from "./app.ts";
import { installPacks } from "./apps/deploy/install-packs.ts";
import { describeStart } from "./describe-start.ts";
import { readConfig } from "./config.ts";
import { transaction } from "./database.ts";
import { loadDemo } from "./demo/load-demo.ts";
import { closePdfWorkers } from "./documents/render-pdf.ts";
import { startServers } from "./http/start-servers.ts";
import { attachLive } from "./live/attach-live.ts";
import { openPlatform } from "./open-platform.ts";
import { fillNewSpaces } from "./spaces/fill-new-spaces.ts";

const config = readConfig(process.env);
const clock = () => new Date();
const random = (octets: number) => new Uint8Array(randomBytes(octets));
const report = (sentence: string) => console.error(sentence);

const { platform, close } = await openPlatform(config, { clock, random, report });
const started: { stop(): Promise<void> }[] = [];
let stopping: Promise<void> | undefined;

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    stopping ??= stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}

/** Ends in the reverse order of the start: no new requests, then jobs, then what they all stand on. */
async function stop() {
  for (const part of started.reverse()) await part.stop();
  await closePdfWorkers();
  await close();
}

try {
  await installPacks({ database: platform.database, now: clock(), by: null });
  await transaction(platform.database.web, (tx) => fillNewSpaces(tx, clock()));
  const demo = await loadDemo(platform);
  const parts = createApp(platform);
  started.push(await startWork(platform, parts.log));
  const servers = await startServers(platform, parts);
  started.push(servers);
  started.push(await attachLive(platform, servers, parts.log));
  for (const line of describeStart(config, demo)) console.log(line);
} catch (error) {
  await stop();
  throw error;
}
