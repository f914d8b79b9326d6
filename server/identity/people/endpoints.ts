import { endpoint, type Endpoint } from "../../http/endpoint.ts";
import { languages } from "../directory.ts";
import { groupRuleSchema } from "../group-rule.ts";
import { addGroup, changeGroup, listGroups } from "./groups.ts";
import { addHospital } from "./hospital.ts";
import { resetPassword } from "./initial-password.ts";
import { addOrganization, changeOrganization, listOrganizations } from "./organizations.ts";
import { previewGroup } from "./preview-group.ts";
import { addUser, changeUser, listUsers, reactivateUser, suspendUser } from "./users.ts";

const text = { type: "string", maxLength: 10_000 };
const id = { type: "integer", minimum: 1 };
const codes = { type: "array", items: { type: "string" }, maxItems: 10_000 };
const instant = { type: "string", format: "date-time" };
const onlyId = { type: "object", properties: { id }, required: ["id"] };
const organizationValues = { name: text, parentCode: { type: ["string", "null"] }, description: text };
const rule = { ...groupRuleSchema, type: ["object", "null"] };
const userValues = {
  name: text,
  email: text,
  phone: text,
  locale: { enum: languages },
  isAdministrator: { type: "boolean" },
  organizations: codes,
  groups: codes,
};

const administrator = "administrator" as const;

/** Administration of organisations, people and groups. */
export const peopleEndpoints: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/portal/v1/admin/organizations.json",
    audience: administrator,
    input: {
      type: "object",
      properties: { q: text, before: id, limit: { type: "integer", minimum: 1, maximum: 2000 } },
    },
    run: listOrganizations,
  }),
  endpoint({
    method: "POST",
    path: "/portal/v1/admin/organizations.json",
    audience: administrator,
    input: { type: "object", properties: { code: text, ...organizationValues }, required: ["code", "name"] },
    run: addOrganization,
  }),
  endpoint({
    method: "PUT",
    path: "/portal/v1/admin/organizations.json",
    audience: administrator,
    input: {
      type: "object",
      properties: { id, ...organizationValues, updatedAt: instant },
      required: ["id", "updatedAt"],
    },
    run: changeOrganization,
  }),
  endpoint({
    method: "POST",
    path: "/portal/v1/admin/hospital.json",
    audience: administrator,
    input: {
      type: "object",
      properties: {
        organization: { type: "object", properties: { code: text, ...organizationValues }, required: ["code", "name"] },
        person: {
          type: "object",
          properties: { code: text, name: text, email: text, phone: text },
          required: ["code", "name"],
        },
        groups: codes,
      },
      required: ["organization", "person"],
    },
    run: addHospital,
  }),
  endpoint({
    method: "GET",
    path: "/portal/v1/admin/users.json",
    audience: administrator,
    input: {
      type: "object",
      properties: {
        id,
        q: text,
        organization: text,
        group: text,
        status: { enum: ["active", "suspended"] },
        offset: { type: "integer", minimum: 0 },
        limit: { type: "integer", minimum: 1, maximum: 100 },
      },
    },
    run: listUsers,
  }),
  endpoint({
    method: "POST",
    path: "/portal/v1/admin/user.json",
    audience: administrator,
    input: { type: "object", properties: { code: text, ...userValues }, required: ["code", "name"] },
    run: addUser,
  }),
  endpoint({
    method: "PUT",
    path: "/portal/v1/admin/user.json",
    audience: administrator,
    input: { type: "object", properties: { id, ...userValues, updatedAt: instant }, required: ["id", "updatedAt"] },
    run: changeUser,
  }),
  endpoint({
    method: "POST",
    path: "/portal/v1/admin/user/suspend.json",
    audience: administrator,
    input: onlyId,
    run: suspendUser,
  }),
  endpoint({
    method: "POST",
    path: "/portal/v1/admin/user/reactivate.json",
    audience: administrator,
    input: onlyId,
    run: reactivateUser,
  }),
  endpoint({
    method: "POST",
    path: "/portal/v1/admin/user/password.json",
    audience: administrator,
    input: onlyId,
    run: resetPassword,
  }),
  endpoint({
    method: "GET",
    path: "/portal/v1/admin/groups.json",
    audience: administrator,
    input: { type: "object" },
    run: listGroups,
  }),
  endpoint({
    method: "POST",
    path: "/portal/v1/admin/groups.json",
    audience: administrator,
    input: {
      type: "object",
      properties: { code: text, name: text, description: text, rule },
      required: ["code", "name"],
    },
    run: addGroup,
  }),
  endpoint({
    method: "PUT",
    path: "/portal/v1/admin/groups.json",
    audience: administrator,
    input: {
      type: "object",
      properties: { id, name: text, description: text, members: codes, rule, keepsMembers: { type: "boolean" } },
      required: ["id"],
    },
    run: changeGroup,
  }),
  endpoint({
    method: "POST",
    path: "/portal/v1/admin/group/preview.json",
    audience: administrator,
    writes: false,
    input: { type: "object", properties: { id, rule: groupRuleSchema }, required: ["rule"] },
    run: previewGroup,
  }),
];
