export { type ApiDocs, loadApiDocs } from "./loadApiDocs.js";
