import { systemTime } from "../system-fields.ts";

/** When the record was made. */
export const createdTime = systemTime("CREATED_TIME", "created_at");
