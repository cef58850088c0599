export {
  byLanguage,
  DEFAULT_LANGUAGE,
  directionOf,
  LANGUAGES,
  type Language,
  languageOfTag,
  PSEUDO_LANGUAGE,
} from "./languages.js";
export { pseudoTexts, textsByLanguage } from "./pseudo.js";
export {
  createTranslate,
  type NamesIn,
  type ParamsArgument,
  piecesOf,
  type Text,
  type Texts,
  type Translate,
  type Translation,
} from "./translate.js";
