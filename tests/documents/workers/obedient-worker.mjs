// Does what the document's title says, in place of drawing.
import { parentPort, threadId } from "node:worker_threads";

parentPort.on("message", ({ title }) => {
  if (title === "crash") throw new Error("crash");
  if (title === "exit") process.exit(3);
  if (title === "hang") for (;;);
  if (title === "problem") return parentPort.postMessage({ problem: "no such font" });
  const answer = () => parentPort.postMessage({ bytes: Uint8Array.of(threadId) });
  if (title === "slow") setTimeout(answer, 100);
  else answer();
});
