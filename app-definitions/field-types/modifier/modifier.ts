import { systemPerson } from "../system-fields.ts";

/** Who last changed the record. */
export const modifier = systemPerson("MODIFIER", "updated_by");
