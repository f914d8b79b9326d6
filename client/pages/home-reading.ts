import { get } from "../api.ts";
import type { Reading } from "../query.ts";
import type { Home } from "../wire.ts";

/** Everything the portal page shows, in one answer. */
export const homeReading: Reading<Home> = { key: ["home"], read: () => get<Home>("/portal/v1/home.json") };
