export { loadPages, type Pages, type PagesSite } from "./loadPages.js";
