import { connect, type TLSSocket } from "node:tls";

/** One request as it is written on the wire. */
export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly body?: string;
}

/** Where a side of the comparison listens, and what each of its requests carries. */
export interface Target {
  readonly port: number;
  readonly ca: string;
  readonly certificate: { readonly cert: string; readonly key: string };
  readonly headers: Readonly<Record<string, string>>;
}

/** Requests over a few connections that stay open; the next one goes out when the answer before it is whole. */
export interface Load {
  /** One request; the body of its answer. @throws Error for any status but 200 */
  ask(call: Call): Promise<string>;
  /** Sends what `next` gives until it gives nothing or `endAt` (of `performance.now()`) has passed; the times in ms. */
  run(next: () => Call | undefined, endAt: number, connections?: number): Promise<number[]>;
  close(): void;
}

/** Opens the connections. The client is lean on purpose: what it costs is in the figures of both sides. */
export async function openLoad(target: Target, connections: number): Promise<Load> {
  const lines = await Promise.all(Array.from({ length: connections }, () => openLine(target)));
  return {
    async ask(call) {
      return lines[0]!.send(call, true);
    },
    async run(next, endAt, used = connections) {
      const times: number[] = [];
      await Promise.all(
        lines.slice(0, used).map(async (line) => {
          for (let begin = performance.now(); begin < endAt; begin = performance.now()) {
            const call = next();
            if (!call) break;
            await line.send(call, false);
            times.push(performance.now() - begin);
          }
        }),
      );
      return times;
    },
    close: () => lines.forEach((line) => line.end()),
  };
}

interface Line {
  send(call: Call, isWanted: boolean): Promise<string>;
  end(): void;
}

async function openLine({ port, ca, certificate, headers }: Target): Promise<Line> {
  const { cert, key } = certificate;
  const socket = await opened(connect({ host: "localhost", port, ca, cert, key }));
  socket.setNoDelay(true);
  const common = Object.entries({ host: `localhost:${port}`, ...headers });
  const head = common.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  let waiting: { resolve: (body: string) => void; reject: (error: Error) => void } | undefined;
  let received: Buffer[] = [];
  let missing = -1;
  let isWanted = false;

  socket.on("data", (chunk: Buffer) => {
    received.push(chunk);
    if (missing < 0) readHead();
    else missing -= chunk.length;
    if (missing === 0) finish();
  });
  socket.on("error", (error) => waiting?.reject(error));
  socket.on("close", () => waiting?.reject(new Error("The connection was closed.")));

  function readHead() {
    const whole = received.length === 1 ? received[0]! : Buffer.concat(received);
    const end = whole.indexOf("\r\n\r\n");
    if (end < 0) return;
    received = [whole];
    const length = /^content-length: (\d+)$/im.exec(whole.subarray(0, end).toString("latin1"))?.[1];
    if (length === undefined) throw new Error("The answer does not tell its length.");
    missing = end + 4 + Number(length) - whole.length;
  }

  function finish() {
    const whole = received.length === 1 ? received[0]! : Buffer.concat(received);
    const { resolve, reject } = waiting!;
    [waiting, received, missing] = [undefined, [], -1];
    const isGood = whole.subarray(9, 12).toString("latin1") === "200";
    if (isGood && !isWanted) return resolve("");
    const body = whole.subarray(whole.indexOf("\r\n\r\n") + 4).toString("utf8");
    if (isGood) resolve(body);
    else reject(new Error(`${whole.subarray(9, 12).toString("latin1")} ${body}`));
  }

  return {
    send({ method, path, body }, wanted) {
      if (socket.destroyed) throw new Error("The connection was closed between two requests.");
      isWanted = wanted;
      const answer = new Promise<string>((resolve, reject) => (waiting = { resolve, reject }));
      const about =
        body === undefined ? "" : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
      socket.write(`${method} ${path} HTTP/1.1\r\n${head}${about}\r\n${body ?? ""}`);
      return answer;
    },
    end: () => socket.destroy(),
  };
}

function opened(socket: TLSSocket): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    socket.once("secureConnect", () => resolve(socket));
    socket.once("error", reject);
  });
}
