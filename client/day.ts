import { inJapan } from "../app-definitions/field-types/japanese-dates.ts";
import { presentMoment } from "./clock.ts";

/** Today in Japan, `YYYY-MM-DD`. */
export function today(): string {
  return inJapan(presentMoment().toISOString()).day;
}
