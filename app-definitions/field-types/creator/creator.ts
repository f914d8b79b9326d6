import { systemPerson } from "../system-fields.ts";

/** Who made the record. */
export const creator = systemPerson("CREATOR", "created_by");
