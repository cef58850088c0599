export { AppFields, type FieldValues } from "./AppFields.js";
export { type FieldSchema, type FieldSchemas, faultOfSchemas, faultOfServerSchemas } from "./FieldSchema.js";
export { type UserView, UserViews } from "./UserView.js";
