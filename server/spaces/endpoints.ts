import { endpoint } from "../http/endpoint.ts";
import {
  changeAnnouncement,
  markAnnouncementRead,
  publishAnnouncement,
  withdrawAnnouncement,
} from "./announcements.ts";
import { readHome, type HomeNotifications } from "./home.ts";
import {
  addThread,
  changeThread,
  deleteSpace,
  readSpace,
  readSpaceMembers,
  readSpaceStatistics,
  updateSpace,
  updateSpaceBody,
  updateSpaceMembers,
} from "./kintone-spaces.ts";
import { guestEndpoints } from "./guests.ts";
import { byId, flag, id, members, principal, spaceName as name } from "./schemas.ts";
import { templateEndpoints } from "./templates/endpoints.ts";
import { postSpaceThreadComment, postThreadComment, readThread } from "./threads.ts";

const title = { type: "string", minLength: 1, maxLength: 200, pattern: "\\S" };
const body = { type: "string", maxLength: 100_000 };
const isImportant = { type: "boolean" };

const text = { type: "string" };
const longText = { type: "string", maxLength: 65_535 };

/** kintone's spaces. */
const kintoneEndpoints = [
  endpoint({ method: "GET", path: "/k/v1/space.json", input: byId, run: readSpace }),
  endpoint({
    method: "PUT",
    path: "/k/v1/space.json",
    input: {
      type: "object",
      properties: {
        ...{ id, name, isPrivate: flag, useMultiThread: flag, fixedMember: flag, showAnnouncement: flag },
        ...{ showThreadList: flag, showAppList: flag, showMemberList: flag, showRelatedLinkList: flag },
        permissions: {
          type: "object",
          properties: { createApp: { enum: ["EVERYONE", "ADMIN"] } },
          required: ["createApp"],
        },
      },
      required: ["id"],
    },
    run: updateSpace,
  }),
  endpoint({ method: "DELETE", path: "/k/v1/space.json", input: byId, run: deleteSpace }),
  endpoint({
    method: "PUT",
    path: "/k/v1/space/body.json",
    input: { type: "object", properties: { id, body: longText }, required: ["id", "body"] },
    run: updateSpaceBody,
  }),
  endpoint({ method: "GET", path: "/k/v1/space/members.json", input: byId, run: readSpaceMembers }),
  endpoint({
    method: "PUT",
    path: "/k/v1/space/members.json",
    input: {
      type: "object",
      properties: { id, members },
      required: ["id", "members"],
    },
    run: updateSpaceMembers,
  }),
  endpoint({
    method: "POST",
    path: "/k/v1/space/thread.json",
    input: { type: "object", properties: { space: id, name }, required: ["space", "name"] },
    run: addThread,
  }),
  endpoint({
    method: "PUT",
    path: "/k/v1/space/thread.json",
    input: { type: "object", properties: { id, name, body: longText }, required: ["id"] },
    run: changeThread,
  }),
  endpoint({
    method: "POST",
    path: "/k/v1/space/thread/comment.json",
    input: {
      type: "object",
      properties: {
        ...{ space: id, thread: id },
        comment: {
          type: "object",
          properties: {
            text: longText,
            mentions: { type: "array", maxItems: 10, items: principal },
            files: {
              type: "array",
              maxItems: 5,
              items: {
                type: "object",
                properties: { fileKey: text, width: { type: "integer", minimum: 100, maximum: 750 } },
                required: ["fileKey"],
              },
            },
          },
        },
      },
      required: ["space", "thread", "comment"],
    },
    run: postSpaceThreadComment,
  }),
  endpoint({
    method: "GET",
    path: "/k/v1/spaces/statistics.json",
    input: {
      type: "object",
      properties: {
        offset: { type: "integer", minimum: 0, maximum: 2_147_483_647 },
        limit: { type: "integer", minimum: 1, maximum: 100 },
      },
    },
    run: readSpaceStatistics,
  }),
];

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
  ...kintoneEndpoints,
  ...guestEndpoints,
  ...templateEndpoints,
];
