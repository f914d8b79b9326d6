import { systemTime } from "../system-fields.ts";

/** When the record was last changed. */
export const updatedTime = systemTime("UPDATED_TIME", "updated_at");
