// Node loads a worker's first file without the loader of its parent, so this one file is plain JavaScript.
import { register } from "tsx/esm/api";

register();
await import("./pdf-worker.ts");
