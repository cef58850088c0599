export { AppFields, type FieldValues } from "./AppFields.js";
export {
  type FieldSchema,
  type FieldSchemas,
  faultOfSchemas,
  faultOfServerSchemas,
  jsonSchemaOf,
} from "./FieldSchema.js";
export { canonicalLocale } from "./localeField.js";
export { type PageField, pageFieldsOf } from "./pageFields.js";
export { type UserView, UserViews } from "./UserView.js";
