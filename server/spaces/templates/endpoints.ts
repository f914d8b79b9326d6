import { endpoint } from "../../http/endpoint.ts";
import { byId, flag, id, members, spaceName } from "../schemas.ts";
import { addSpaceFromTemplate } from "./add-space.ts";
import { deleteTemplate, listTemplates, saveTemplate } from "./templates.ts";

const path = "/portal/v1/admin/space-templates.json";

/** Templates of spaces: saved, listed and removed by administrators, used by kintone's call. */
export const templateEndpoints = [
  endpoint({
    method: "GET",
    path,
    audience: "administrator",
    input: { type: "object", properties: {} },
    run: listTemplates,
  }),
  endpoint({
    method: "POST",
    path,
    audience: "administrator",
    input: {
      type: "object",
      properties: {
        space: id,
        name: { type: "string", minLength: 1, maxLength: 30, pattern: "\\S" },
        description: { type: "string", maxLength: 200 },
      },
      required: ["space", "name"],
    },
    run: saveTemplate,
  }),
  endpoint({ method: "DELETE", path, audience: "administrator", input: byId, run: deleteTemplate }),
  endpoint({
    method: "POST",
    path: "/k/v1/template/space.json",
    input: {
      type: "object",
      properties: { id, name: spaceName, members, isPrivate: flag, isGuest: flag, fixedMember: flag },
      required: ["id", "name", "members"],
    },
    run: addSpaceFromTemplate,
  }),
];
