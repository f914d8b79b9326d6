import { get } from "./api.ts";
import type { Reading } from "./query.ts";
import type { App } from "./wire.ts";

/** An app's definition as the viewer may see it; changes only with a deploy. */
export function appReading(app: string): Reading<App> {
  return { key: ["app", app], read: () => get<App>("/portal/v1/app.json", { app }) };
}
