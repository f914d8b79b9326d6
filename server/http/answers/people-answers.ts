import { type Answers, digits, entity, flag, instant, list, map, named, nothing, object } from "./shapes.ts";
import { oneOf, orNull, text, textOrNull } from "./shapes.ts";

const attachedApp = object({
  ...{ threadId: digits, appId: digits, code: text, name: text, description: text },
  ...{ createdAt: instant, creator: named, modifiedAt: instant, modifier: named },
});
/** null in a space with a single thread. */
const maybe = orNull(flag);
const space = object({
  ...{ id: digits, name: text, defaultThread: digits, isPrivate: flag, creator: named, modifier: named },
  ...{ memberCount: digits, coverType: oneOf("BLOB", "PRESET"), coverKey: text, coverUrl: text, body: text },
  ...{ useMultiThread: flag, isGuest: flag, attachedApps: list(attachedApp), fixedMember: flag },
  ...{ showAnnouncement: maybe, showThreadList: maybe, showAppList: maybe, showMemberList: maybe },
  showRelatedLinkList: maybe,
  permissions: object({ createApp: oneOf("EVERYONE", "ADMIN") }),
});

const organization = object({
  ...{ id: digits, code: text, name: text, localName: textOrNull, localNameLocale: textOrNull },
  ...{ parentCode: textOrNull, description: textOrNull },
});
const group = object({
  id: digits,
  code: text,
  name: text,
  description: textOrNull,
  type: oneOf("SYSTEM", "STATIC", "DYNAMIC"),
});
const contact = ["surName", "givenName", "surNameReading", "givenNameReading", "localName", "localNameLocale"];
const notes = ["description", "phone", "mobilePhone", "extensionNumber", "email", "callto", "url", "employeeNumber"];
const user = object({
  ...{ id: digits, code: text, ctime: textOrNull, mtime: textOrNull, valid: flag, name: text },
  ...Object.fromEntries([...contact, ...notes, "birthDate", "joinDate"].map((key) => [key, textOrNull])),
  ...{ timezone: text, locale: oneOf("auto", "ja", "en", "zh"), primaryOrganization: orNull(digits) },
  sortOrder: { type: "integer" },
  customItemValues: list(object({ code: text, value: text })),
});
const title = { type: "null" };
const imported = object({ id: digits });

/** What the calls about spaces, plug-ins and people, and about the API itself, answer. */
export const peopleAnswers: Answers = {
  "GET /k/v1/space.json": space,
  "PUT /k/v1/space.json": nothing,
  "DELETE /k/v1/space.json": nothing,
  "PUT /k/v1/space/body.json": nothing,
  "GET /k/v1/space/members.json": object({
    members: list(object({ entity, isAdmin: flag }, { isImplicit: flag, includeSubs: flag })),
  }),
  "PUT /k/v1/space/members.json": nothing,
  "POST /k/v1/template/space.json": object({ id: digits }),
  "POST /k/v1/space/thread.json": object({ id: digits }),
  "PUT /k/v1/space/thread.json": nothing,
  "POST /k/v1/space/thread/comment.json": object({ id: digits }),
  "GET /k/v1/spaces/statistics.json": object({
    spaces: list(
      object({
        ...{ id: digits, name: text, isPrivate: flag, isGuest: flag, administratorCount: digits, memberCount: digits },
        ...{ creator: named, modifier: named, createdAt: instant, modifiedAt: instant },
      }),
    ),
  }),
  "GET /k/v1/plugins.json": object({ plugins: list({ type: "object" }) }),
  "GET /k/v1/plugins/required.json": object({ plugins: list({ type: "object" }) }),
  "GET /k/v1/plugin/apps.json": object({ apps: list(object({ id: digits, name: text })) }),
  "POST /k/v1/search.json": object({ hits: list({ type: "object" }), nextPageToken: textOrNull }),
  "GET /k/v1/apis.json": object({ baseUrl: text, apis: map(object({ link: text })) }),
  "GET /v1/users.json": object({ users: list(user) }),
  "GET /v1/organizations.json": object({ organizations: list(organization) }),
  "GET /v1/groups.json": object({ groups: list(group) }),
  "GET /v1/titles.json": object({ titles: { type: "array", maxItems: 0 } }),
  "GET /v1/user/organizations.json": object({ organizationTitles: list(object({ organization, title })) }),
  "GET /v1/user/groups.json": object({ groups: list(group) }),
  "GET /v1/organization/users.json": object({ userTitles: list(object({ user, title })) }),
  "GET /v1/group/users.json": object({ users: list(user) }),
  "GET /v1/users/services.json": object({ users: list(object({ code: text, services: list(text) })) }),
  "POST /v1/file.json": object({ fileKey: text }),
  "GET /v1/csv/result.json": object({
    ...{ done: flag, success: flag, errorCode: textOrNull, rows: digits },
    errors: list(object({ row: digits, column: textOrNull, message: textOrNull })),
  }),
  ...Object.fromEntries(
    ["user", "organization", "title", "group", "userOrganizations", "userGroups", "userServices"].map((type) => [
      `POST /v1/csv/${type}.json`,
      imported,
    ]),
  ),
};
