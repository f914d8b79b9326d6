import { createServer } from "node:net";

/**
 * Below the ports that systems give to outgoing connections and to whoever asks for any free one, so that nobody takes one
 * in the seconds before the server under test does.
 */
const lowest = 11_000;
const portsPerProcess = 21;
const processes = 1_000;
let given = 0;

/** Two ports for a server that this process is about to start; test files run in processes of their own. */
export async function freePorts(): Promise<[number, number]> {
  return [await freePort(), await freePort()];
}

async function freePort(): Promise<number> {
  for (let tries = 0; tries < processes; tries += 1) {
    const place = process.pid * portsPerProcess + given;
    given += 1;
    const port = lowest + (place % (processes * portsPerProcess));
    if (await isFree(port)) return port;
  }
  throw new Error(`No port from ${lowest} on is free.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
