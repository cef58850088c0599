export { loadPages, type Pages } from "./loadPages.js";
