import "./elements/app-root.ts";
import { connectLive } from "./live.ts";

const afterPaint = "requestIdleCallback" in window ? requestIdleCallback : (run: () => void) => setTimeout(run, 500);
afterPaint(() => void connectLive());
