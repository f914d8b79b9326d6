import { endpoint, type Endpoint } from "../../http/endpoint.ts";
import {
  readGroups,
  readGroupUsers,
  readOrganizations,
  readOrganizationUsers,
  readServices,
  readTitles,
  readUserGroups,
  readUserOrganizations,
  readUsers,
} from "./read-directory.ts";

const size = { type: "integer", minimum: 1, maximum: 100 };
const offset = { type: "integer", minimum: 0 };
const code = { type: "string", minLength: 1 };
const texts = { type: "array", items: { type: "string" }, maxItems: 100 };
const list = { type: "object", properties: { ids: texts, codes: texts, size, offset } };
const members = { type: "object", properties: { code, size, offset }, required: ["code"] };
const one = { type: "object", properties: { code }, required: ["code"] };

/** kintone's user API for reading; see kintone.md §2.12. */
export const userApiEndpoints: readonly Endpoint[] = [
  endpoint({ method: "GET", path: "/v1/users.json", input: list, run: readUsers }),
  endpoint({ method: "GET", path: "/v1/organizations.json", input: list, run: readOrganizations }),
  endpoint({ method: "GET", path: "/v1/groups.json", input: list, run: readGroups }),
  endpoint({ method: "GET", path: "/v1/titles.json", input: list, run: readTitles }),
  endpoint({ method: "GET", path: "/v1/user/organizations.json", input: one, run: readUserOrganizations }),
  endpoint({ method: "GET", path: "/v1/user/groups.json", input: one, run: readUserGroups }),
  endpoint({ method: "GET", path: "/v1/organization/users.json", input: members, run: readOrganizationUsers }),
  endpoint({ method: "GET", path: "/v1/group/users.json", input: members, run: readGroupUsers }),
  endpoint({ method: "GET", path: "/v1/users/services.json", input: list, run: readServices }),
];
