import { endpoint } from "../http/endpoint.ts";
import {
  changeAnnouncement,
  markAnnouncementRead,
  publishAnnouncement,
  withdrawAnnouncement,
} from "./announcements.ts";
import { readHome, type HomeNotifications } from "./home.ts";
import { postThreadComment, readThread } from "./threads.ts";

const id = { type: "string", pattern: "^[0-9]{1,18}$" };
const title = { type: "string", minLength: 1, maxLength: 200, pattern: "\\S" };
const body = { type: "string", maxLength: 100_000 };
const isImportant = { type: "boolean" };
const byId = { type: "object", properties: { id }, required: ["id"] };

/** The portal's page, its announcements and threads. */
export const spaceEndpoints = (notifications: HomeNotifications) => [
  endpoint({
    method: "GET",
    path: "/portal/v1/home.json",
    input: { type: "object", properties: {} },
    run: readHome(notifications),
  }),
  endpoint({
    method: "POST",
    path: "/portal/v1/announcement.json",
    input: { type: "object", properties: { title, body, isImportant }, required: ["title", "body"] },
    run: publishAnnouncement,
  }),
  endpoint({
    method: "PUT",
    path: "/portal/v1/announcement.json",
    input: { type: "object", properties: { id, title, body, isImportant }, required: ["id"] },
    run: changeAnnouncement,
  }),
  endpoint({
    method: "DELETE",
    path: "/portal/v1/announcement.json",
    input: byId,
    run: withdrawAnnouncement,
  }),
  endpoint({
    method: "POST",
    path: "/portal/v1/announcement/read.json",
    input: byId,
    run: markAnnouncementRead,
  }),
  endpoint({
    method: "GET",
    path: "/portal/v1/thread.json",
    input: { type: "object", properties: { id, before: id }, required: ["id"] },
    run: readThread,
  }),
  endpoint({
    method: "POST",
    path: "/portal/v1/thread/comment.json",
    input: {
      type: "object",
      properties: {
        thread: id,
        text: { type: "string", maxLength: 65_535 },
        mentions: {
          type: "array",
          maxItems: 10,
          items: {
            type: "object",
            properties: {
              code: { type: "string", minLength: 1, maxLength: 128 },
              type: { enum: ["USER", "GROUP", "ORGANIZATION"] },
            },
            required: ["code", "type"],
          },
        },
      },
      required: ["thread", "text"],
    },
    run: postThreadComment,
  }),
];
