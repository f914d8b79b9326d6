import { endpoint } from "../http/endpoint.ts";
import {
  readApp,
  readApps,
  readFields,
  readLayout,
  readOldForm,
  readPortalApp,
  readSettings,
  readViews,
} from "./read-apps.ts";
import { readSchema } from "./settings/schemas.ts";

const id = { type: "string", pattern: "^0*[1-9][0-9]{0,17}$" };
const ids = { type: "array", items: id, maxItems: 100 };
const ofApp = { type: "object", properties: { app: id }, required: ["app"] };

/** What can be asked about apps; each answer is cut to what the viewer may see. */
export const appEndpoints = [
  endpoint({
    method: "GET",
    path: "/k/v1/app.json",
    input: { type: "object", properties: { id }, required: ["id"] },
    run: readApp,
  }),
  endpoint({
    method: "GET",
    path: "/k/v1/apps.json",
    input: {
      type: "object",
      properties: {
        ids,
        codes: { type: "array", items: { type: "string", maxLength: 64 }, maxItems: 100 },
        name: { type: "string", maxLength: 64 },
        spaceIds: ids,
        limit: { type: "integer", minimum: 1, maximum: 100 },
        offset: { type: "integer", minimum: 0, maximum: 2_147_483_647 },
      },
    },
    run: readApps,
  }),
  endpoint({ method: "GET", path: "/k/v1/app/form/fields.json", input: readSchema, run: readFields }),
  endpoint({ method: "GET", path: "/k/v1/app/form/layout.json", input: ofApp, run: readLayout }),
  endpoint({ method: "GET", path: "/k/v1/app/views.json", input: readSchema, run: readViews }),
  endpoint({ method: "GET", path: "/k/v1/app/settings.json", input: readSchema, run: readSettings }),
  endpoint({ method: "GET", path: "/k/v1/form.json", input: ofApp, run: readOldForm }),
  endpoint({ method: "GET", path: "/portal/v1/app.json", input: ofApp, run: readPortalApp }),
];
