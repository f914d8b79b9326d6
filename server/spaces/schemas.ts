/** A number in digits, above zero. */
export const id = { type: "string", pattern: "^0*[1-9][0-9]{0,17}$" };
export const byId = { type: "object", properties: { id }, required: ["id"] };
export const flag = { type: "boolean" };

/** The name of a space or a thread. */
export const spaceName = { type: "string", minLength: 1, maxLength: 128, pattern: "^$|\\S" };

/** A user, group or organisation by its code. */
export const principal = {
  type: "object",
  properties: {
    code: { type: "string", minLength: 1, maxLength: 128 },
    type: { enum: ["USER", "GROUP", "ORGANIZATION"] },
  },
  required: ["code", "type"],
};

/** The members that a space is given. */
export const members = {
  type: "array",
  minItems: 1,
  maxItems: 500,
  items: {
    type: "object",
    properties: { entity: principal, isAdmin: flag, includeSubs: flag },
    required: ["entity"],
  },
};
